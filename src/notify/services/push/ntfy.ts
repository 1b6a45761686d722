/** ntfy: a topic on ntfy.sh or on a server of one's own. */

import { Secret } from "../../../core/secret.ts";
import { clip, textOrTitle } from "../../message/message.ts";
import { authorization, field, json } from "../../message/request.ts";
import { authOf, serverOf } from "../../url/parts.ts";
import type { NotificationQuery } from "../../url/query.ts";
import { formatEndpoint } from "../../url/url-text.ts";
import { type Service, webService } from "../service.ts";

/** A topic shorter than this is no secret: everybody has tried it. */
const SHORTEST_SECRET = 4;

export const ntfy: Service = webService({
  scheme: "ntfy",
  form: "ntfy://[user:password@]host/topic",
  read(url, query) {
    const [topic, ...more] = url.segments;
    if (topic === undefined || more.length > 0) return undefined;
    const plain = query.word("scheme", ["https", "http"], "https") === "http";
    return {
      server: url.host === "" ? "https://ntfy.sh" : serverOf(url, query.flag("disabletls", false) || plain),
      // Whoever knows the topic can read it.
      topic: new Secret(topic),
      auth: authOf(url),
      /** 1 (lowest) to 5. */
      priority: readPriority(query),
      tags: query.list("tags"),
      fields: query.fields(["click", "icon", "email", "attach", "filename"]),
      delay: query.text("delay", "at", "in"),
      cache: query.flag("cache", true),
      firebase: query.flag("firebase", true),
    };
  },
  requests(target, message) {
    return [
      json(
        `${target.server}/`,
        {
          topic: target.topic.reveal(),
          title: message.title,
          message: clip(textOrTitle(message), 3500),
          priority: target.priority,
          tags: target.tags.length === 0 ? undefined : target.tags,
          delay: target.delay,
          ...target.fields,
        },
        {
          headers: {
            ...(target.auth === undefined ? {} : authorization(target.auth)),
            ...(target.cache ? {} : { cache: "no" }),
            ...(target.firebase ? {} : { firebase: "no" }),
          },
          explain: field("error"),
        },
      ),
    ];
  },
  fromWeb(url, show) {
    const topic = url.segments[0];
    if (!/^(?:ntfy\.sh|ntfy\..+)$/i.test(url.host) || topic === undefined) return undefined;
    const shown = show(topic, "TOPIC");
    const named = topic.length < SHORTEST_SECRET ? topic : shown;
    return `ntfy://${formatEndpoint(url)}/${named}${url.scheme === "http" ? "?scheme=http" : ""}`;
  },
});

function readPriority(query: NotificationQuery): number | undefined {
  const words = ["min", "low", "default", "high", "max"];
  const text = query.text("priority")?.toLowerCase();
  const at = text === undefined ? -1 : words.indexOf(text === "urgent" ? "max" : text);
  return at >= 0 ? at + 1 : query.number("priority", 1, 5);
}
