/** Telegram: a bot that writes to chats. */

import { Secret } from "../../../core/secret.ts";
import { withoutMentions } from "../../message/harmless.ts";
import { clip, wholeText } from "../../message/message.ts";
import { field, json, says } from "../../message/request.ts";
import { parameter } from "../../url/parts.ts";
import { type Service, webService } from "../service.ts";

export const telegram: Service = webService({
  scheme: "telegram",
  form: "telegram://BOT_TOKEN@telegram?chats=ID,@name",
  read(url, query) {
    const token = [url.user, url.password].filter((part) => part !== undefined).join(":");
    const chats = query.list("chats", "channels");
    if (!/^[0-9]+:[\w-]+$/.test(token) || url.host.toLowerCase() !== "telegram" || chats.length === 0)
      return undefined;
    query.passOver("parsemode"); // our texts hold no markup
    return {
      token: new Secret(token),
      chats: chats.map((chat) => {
        const [, id = chat, thread] = /^(.+?):([0-9]+)$/.exec(chat) ?? [];
        return { id, thread: thread === undefined ? undefined : Number(thread) };
      }),
      silent: !query.flag("notification", true),
      preview: query.flag("preview", true),
    };
  },
  requests(target, message) {
    return target.chats.map(({ id, thread }) =>
      json(
        `https://api.telegram.org/bot${target.token.reveal()}/sendMessage`,
        {
          chat_id: id,
          message_thread_id: thread,
          text: clip(withoutMentions(wholeText(message)), 4096),
          disable_notification: target.silent,
          link_preview_options: { is_disabled: !target.preview },
        },
        { accepts: says("ok", true), explain: field("description") },
      ),
    );
  },
  fromWeb(url, show) {
    if (url.host.toLowerCase() !== "api.telegram.org") return undefined;
    const token = /^bot(.+)$/.exec(url.segments[0] ?? "")?.[1] ?? "";
    return `telegram://${show(token, "BOT_TOKEN")}@telegram?chats=${parameter(url, "chat_id") ?? "ID"}`;
  },
});
