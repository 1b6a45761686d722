/** Pushbullet: devices, channels and people of an account. */

import { Secret } from "../../../core/secret.ts";
import { field, json } from "../../message/request.ts";
import { type Service, webService } from "../service.ts";

export const pushbullet: Service = webService({
  scheme: "pushbullet",
  form: "pushbullet://TOKEN[/DEVICE][/#CHANNEL][/MAIL]",
  read(url) {
    if (!/^[\w.-]+$/.test(url.host)) return undefined;
    const channels = (url.fragment ?? "").split("/").filter((part) => part !== "");
    const named = [...url.segments, ...channels.map((channel) => `#${channel.replace(/^#/, "")}`)];
    return { token: new Secret(url.host), recipients: named.map(recipient) };
  },
  requests({ token, recipients }, { title, text }) {
    const headers = { "access-token": token.reveal() };
    // Without a recipient it goes to every device of the account.
    return (recipients.length === 0 ? [{}] : recipients).map((one) =>
      json(
        "https://api.pushbullet.com/v2/pushes",
        { type: "note", title, body: text, ...one },
        { headers, explain: field("error", "message") },
      ),
    );
  },
});

function recipient(name: string): Readonly<Record<string, string>> {
  if (name.startsWith("#")) return { channel_tag: name.slice(1) };
  return name.includes("@") ? { email: name } : { device_iden: name };
}
