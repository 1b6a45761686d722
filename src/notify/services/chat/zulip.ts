/** Zulip: a bot that writes to a topic of a stream. */

import { partMarkup } from "../../message/harmless.ts";
import { clip, wholeText } from "../../message/message.ts";
import { authorization, field, form, says } from "../../message/request.ts";
import { basicAuth, serverOf } from "../../url/parts.ts";
import { type Service, webService } from "../service.ts";

export const zulip: Service = webService({
  scheme: "zulip",
  form: "zulip://BOT_MAIL:BOT_KEY@host/?stream=NAME&topic=NAME",
  titles: [],
  read(url, query) {
    const auth = basicAuth(url);
    const stream = query.text("stream");
    if (url.host === "" || auth === undefined || auth.user === "" || stream === undefined) return undefined;
    const server = serverOf(url, query.flag("disabletls", false));
    return { server, auth, stream, topic: query.text("topic", "title") };
  },
  requests({ server, auth, stream, topic }, message) {
    return [
      form(
        `${server}/api/v1/messages`,
        {
          type: "stream",
          to: stream,
          topic: clip(topic ?? "Cloudflare DDNS", 60),
          content: clip(partMarkup(wholeText(message)), 10_000),
        },
        { headers: authorization(auth), accepts: says("result", "success"), explain: field("msg") },
      ),
    ];
  },
  fromWeb: (url) => (/\.zulipchat\.com$/i.test(url.host) ? zulip.form.replace("host", url.host) : undefined),
});
