/** Pushover: an application that writes to a user's devices. */

import { Secret } from "../../../core/secret.ts";
import { clip, textOrTitle } from "../../message/message.ts";
import { field, form, says } from "../../message/request.ts";
import { parameter } from "../../url/parts.ts";
import { type Service, webService } from "../service.ts";

/** A message of this priority is repeated until somebody confirms it: each minute for an hour. */
const EMERGENCY = 2;
const EMERGENCY_FIELDS = { retry: "60", expire: "3600" };

export const pushover: Service = webService({
  scheme: "pushover",
  form: "pushover://shoutrrr:API_TOKEN@USER_KEY/?devices=…",
  read(url, query) {
    const token = url.password ?? "";
    if (token === "" || url.host === "" || url.segments.length > 0) return undefined;
    return {
      token: new Secret(token),
      user: new Secret(url.host),
      devices: query.list("devices"),
      priority: query.number("priority", -2, EMERGENCY),
      sound: query.text("sound"),
    };
  },
  requests({ token, user, devices, priority, sound }, message) {
    return [
      form(
        "https://api.pushover.net/1/messages.json",
        {
          token: token.reveal(),
          user: user.reveal(),
          title: clip(message.title, 250),
          message: clip(textOrTitle(message), 1024),
          device: devices.length === 0 ? undefined : devices.join(","),
          priority: priority?.toString(),
          ...(priority === EMERGENCY ? EMERGENCY_FIELDS : {}),
          sound,
        },
        { accepts: says("status", 1), explain: field("errors") },
      ),
    ];
  },
  fromWeb(url, show) {
    if (url.host.toLowerCase() !== "api.pushover.net") return undefined;
    const token = show(parameter(url, "token") ?? "", "API_TOKEN");
    return `pushover://shoutrrr:${token}@${show(parameter(url, "user") ?? "", "USER_KEY")}/`;
  },
});
