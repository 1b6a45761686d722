/** Slack: an incoming webhook, or a bot that writes to a channel. */

import { Secret } from "../../../core/secret.ts";
import { escapeSlack } from "../../message/harmless.ts";
import { clip, wholeText } from "../../message/message.ts";
import { authorization, field, json, says } from "../../message/request.ts";
import { nonEmpty } from "../../url/parts.ts";
import type { UrlText } from "../../url/url-text.ts";
import { type Service, webService } from "../service.ts";

/** `hook`: the three parts of an incoming webhook, with slashes; `bot`: a token and the channel it writes to. */
type Via =
  | { readonly kind: "hook"; readonly path: Secret; readonly name?: string | undefined }
  | { readonly kind: "bot"; readonly token: Secret; readonly channel: string };

export const slack: Service = webService({
  scheme: "slack",
  form: "slack://hook:A-B-C@webhook or slack://xoxb:1-2-C@CHANNEL",
  read(url, query) {
    const via = readVia(url);
    if (via === undefined) return undefined;
    return {
      via,
      username: query.text("botname", "username") ?? (via.kind === "hook" ? via.name : undefined),
      icon: query.text("icon", "icon_emoji", "icon_url"),
      color: query.text("color"),
      thread: query.text("thread_ts", "threadts"),
    };
  },
  requests({ via, username, icon, color, thread }, message) {
    const content = clip(escapeSlack(wholeText(message)), 12_000);
    const body = {
      username,
      thread_ts: thread,
      ...(icon === undefined ? {} : iconField(icon)),
      ...(color === undefined
        ? { text: content, mrkdwn: false }
        : { attachments: [{ color, text: content, fallback: content, mrkdwn_in: [] }] }),
    };
    if (via.kind === "hook") {
      const plain = (text: string) => (/^[a-z_]{1,60}$/.test(text) ? text : undefined);
      return [json(`https://hooks.slack.com/services/${via.path.reveal()}`, body, { explain: plain })];
    }
    const headers = {
      "content-type": "application/json; charset=utf-8",
      ...authorization({ token: via.token }),
    };
    return [
      json(
        "https://slack.com/api/chat.postMessage",
        { channel: via.channel, ...body },
        { headers, accepts: says("ok", true), explain: field("error") },
      ),
    ];
  },
  fromWeb(url, show) {
    if (url.host.toLowerCase() !== "hooks.slack.com") return undefined;
    const [services, ...parts] = url.segments;
    const [a, b, c] = parts;
    if (services !== "services" || a === undefined || b === undefined || c === undefined) return slack.form;
    return `slack://hook:${show(a, "A")}-${show(b, "B")}-${show(c, "C")}@webhook`;
  },
});

/** Slack's three ways: `hook:A-B-C@webhook`, `xoxb:1-2-C@CHANNEL` and, older, `[name@]A/B/C`. */
function readVia(url: UrlText): Via | undefined {
  const password = url.password ?? "";
  if (url.user === "hook" && url.segments.length === 0) return hook(password.split(/[-/]/));
  if (/^xox[a-z]$/.test(url.user ?? "") && password !== "")
    return url.host !== "" && url.segments.length === 0
      ? { kind: "bot", token: new Secret(`${url.user}-${password}`), channel: url.host }
      : undefined;
  return password === "" ? hook([url.host, ...url.segments], nonEmpty(url.user)) : undefined;
}

function hook(parts: readonly string[], name?: string): Via | undefined {
  return parts.length === 3 && parts.every((part) => /^\w+$/.test(part))
    ? { kind: "hook", path: new Secret(parts.join("/")), name }
    : undefined;
}

function iconField(icon: string): Readonly<Record<string, string>> {
  return /^https?:/.test(icon) ? { icon_url: icon } : { icon_emoji: `:${icon.replace(/^:|:$/g, "")}:` };
}
