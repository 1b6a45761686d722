/** Rocket.Chat: an incoming webhook of a server of one's own. */

import { Secret } from "../../../core/secret.ts";
import { escapeMarkdown } from "../../message/harmless.ts";
import { clip, wholeText } from "../../message/message.ts";
import { field, json, says } from "../../message/request.ts";
import { nonEmpty, serverOf } from "../../url/parts.ts";
import { formatEndpoint } from "../../url/url-text.ts";
import { type Service, webService } from "../service.ts";

export const rocketchat: Service = webService({
  scheme: "rocketchat",
  form: "rocketchat://[name@]host/TOKEN_A/TOKEN_B[/#channel or /@person]",
  read(url, query) {
    const [first, second, channel, ...more] = url.segments;
    if (url.host === "" || first === undefined || second === undefined || more.length > 0) return undefined;
    const named = nonEmpty(url.fragment) ?? channel;
    return {
      server: serverOf(url, query.flag("disabletls", false)),
      path: new Secret(`${first}/${second}`),
      channel: named === undefined || /^[#@]/.test(named) ? named : `#${named}`,
      username: query.text("username") ?? nonEmpty(url.user),
    };
  },
  requests({ server, path, channel, username }, message) {
    const hook = path.reveal().split("/").map(encodeURIComponent).join("/");
    const text = clip(escapeMarkdown(wholeText(message)), 5000);
    const judgement = { accepts: says("success", true), explain: field("error") };
    return [json(`${server}/hooks/${hook}`, { text, channel, username }, judgement)];
  },
  fromWeb(url, show) {
    const [hooks, first, second, ...more] = url.segments;
    if (hooks !== "hooks" || first === undefined || second === undefined || more.length > 0) return undefined;
    return `rocketchat://${formatEndpoint(url)}/${show(first, "TOKEN_A")}/${show(second, "TOKEN_B")}`;
  },
});
