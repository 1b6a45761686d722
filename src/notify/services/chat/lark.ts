/** Lark and Feishu: a custom bot of a group, signed where it has a secret. */

import { createHmac } from "node:crypto";
import { Secret } from "../../../core/secret.ts";
import { withoutMentions } from "../../message/harmless.ts";
import { clip, textOrTitle } from "../../message/message.ts";
import { field, json, says } from "../../message/request.ts";
import { serverOf } from "../../url/parts.ts";
import { type Service, webService } from "../service.ts";

const HOSTS = /^open\.(?:larksuite\.com|feishu\.cn)$/i;

export const lark: Service = webService({
  scheme: "lark",
  aliases: ["feishu"],
  form: "lark://open.larksuite.com/TOKEN[?secret=SECRET]",
  read(url, query) {
    const [token, ...more] = url.segments;
    if (url.host === "" || token === undefined || more.length > 0) return undefined;
    query.passOver("link");
    const secret = query.text("secret");
    return {
      server: serverOf(url, query.flag("disabletls", false)),
      token: new Secret(token),
      secret: secret === undefined ? undefined : new Secret(secret),
    };
  },
  requests({ server, token, secret }, message, nowMs) {
    const lines = clip(withoutMentions(textOrTitle(message)), 8000).split("\n");
    const post = {
      title: withoutMentions(message.title),
      // Text of this kind is shown as it is: tags in it mean nothing.
      content: lines.map((text) => [{ tag: "text", text }]),
    };
    const body = { ...signature(secret, nowMs), msg_type: "post", content: { post: { en_us: post } } };
    const url = `${server}/open-apis/bot/v2/hook/${encodeURIComponent(token.reveal())}`;
    return [json(url, body, { accepts: says("code", 0), explain: field("msg") })];
  },
  fromWeb(url, show) {
    const token = url.segments.at(-1);
    if (!HOSTS.test(url.host) || token === undefined) return undefined;
    return `lark://${url.host}/${show(token, "TOKEN")}`;
  },
});

/** The time in seconds and its signature: time and secret are the key, and what is signed is empty. */
function signature(secret: Secret | undefined, nowMs: number): object {
  if (secret === undefined) return {};
  const timestamp = String(Math.floor(nowMs / 1000));
  const sign = createHmac("sha256", `${timestamp}\n${secret.reveal()}`).digest("base64");
  return { timestamp, sign };
}
