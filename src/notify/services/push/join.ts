/** Join: devices of a user. */

import { Secret } from "../../../core/secret.ts";
import { clip, textOrTitle } from "../../message/message.ts";
import { field, queryOf, says } from "../../message/request.ts";
import { parameter } from "../../url/parts.ts";
import { type Service, webService } from "../service.ts";

const refused = says("success", false);

export const join: Service = webService({
  scheme: "join",
  form: "join://shoutrrr:API_KEY@join/?devices=ID,ID",
  read(url, query) {
    const key = url.password ?? "";
    const devices = query.list("devices");
    if (key === "" || url.host.toLowerCase() !== "join" || devices.length === 0) return undefined;
    return { key: new Secret(key), devices, icon: query.text("icon") };
  },
  requests({ key, devices, icon }, message) {
    const query = queryOf({
      deviceIds: devices.join(","),
      apikey: key.reveal(),
      title: message.title,
      // What stands before this sign is a command to programs on the device.
      text: clip(textOrTitle(message), 1000).replaceAll("=:=", "= : ="),
      icon,
    });
    const url = `https://joinjoaomgcd.appspot.com/_ah/api/messaging/v1/sendPush?${query}`;
    return [{ method: "POST", url, accepts: (body) => !refused(body), explain: field("errorMessage") }];
  },
  fromWeb(url, show) {
    if (url.host.toLowerCase() !== "joinjoaomgcd.appspot.com") return undefined;
    const devices = parameter(url, "deviceIds") ?? parameter(url, "deviceId") ?? "ID";
    return `join://shoutrrr:${show(parameter(url, "apikey") ?? "", "API_KEY")}@join/?devices=${devices}`;
  },
});
