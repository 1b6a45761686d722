/** Bark: one device, through a server of one's own or api.day.app. */

import { Secret } from "../../../core/secret.ts";
import { clip, textOrTitle } from "../../message/message.ts";
import { field, json, says } from "../../message/request.ts";
import { nonEmpty, serverOf } from "../../url/parts.ts";
import { type Service, webService } from "../service.ts";

export const bark: Service = webService({
  scheme: "bark",
  form: "bark://:DEVICE_KEY@host[/path]",
  read(url, query) {
    const deviceKey = nonEmpty(url.password) ?? nonEmpty(url.user);
    if (url.host === "" || deviceKey === undefined) return undefined;
    const plain = query.word("scheme", ["https", "http"], "https") === "http";
    return {
      /** With its path, without a final slash. */
      server: serverOf(url, query.flag("disabletls", false) || plain, url.segments),
      deviceKey: new Secret(deviceKey),
      fields: query.fields(["sound", "group", "icon", "url", "category", "badge", "copy", "autocopy"]),
    };
  },
  requests({ server, deviceKey, fields }, message) {
    const badge = fields["badge"];
    const body = {
      ...fields,
      ...(badge === undefined ? {} : { badge: Number(badge) }),
      device_key: deviceKey.reveal(),
      title: message.title,
      body: clip(textOrTitle(message), 2500),
    };
    return [json(`${server}/push`, body, { accepts: says("code", 200), explain: field("message") })];
  },
  fromWeb(url, show) {
    const key = url.segments[0];
    if (url.host.toLowerCase() !== "api.day.app" || key === undefined) return undefined;
    return `bark://:${show(key, "DEVICE_KEY")}@${url.host}`;
  },
});
