/** WeCom (WeChat Work): a bot of a group. */

import { Secret } from "../../../core/secret.ts";
import { withoutMentions } from "../../message/harmless.ts";
import { clipBytes, wholeText } from "../../message/message.ts";
import { field, json, says } from "../../message/request.ts";
import { nonEmpty, parameter } from "../../url/parts.ts";
import { type Service, webService } from "../service.ts";

export const wecom: Service = webService({
  scheme: "wecom",
  form: "wecom://KEY",
  read(url, query) {
    const key = nonEmpty(url.host) ?? query.text("key");
    if (key === undefined || url.segments.length > 0) return undefined;
    return {
      key: new Secret(key),
      mentioned: query.list("mentioned_list"),
      mentionedMobiles: query.list("mentioned_mobile_list"),
    };
  },
  requests({ key, mentioned, mentionedMobiles }, message) {
    const text = {
      content: clipBytes(withoutMentions(wholeText(message)), 2048),
      mentioned_list: mentioned.length === 0 ? undefined : mentioned,
      mentioned_mobile_list: mentionedMobiles.length === 0 ? undefined : mentionedMobiles,
    };
    const url = `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${encodeURIComponent(key.reveal())}`;
    return [json(url, { msgtype: "text", text }, { accepts: says("errcode", 0), explain: field("errmsg") })];
  },
  fromWeb: (url, show) =>
    url.host.toLowerCase() === "qyapi.weixin.qq.com"
      ? `wecom://${show(parameter(url, "key") ?? "", "KEY")}`
      : undefined,
});
