/** Google Chat: an incoming webhook of a space. */

import { Secret } from "../../../core/secret.ts";
import { partMarkup } from "../../message/harmless.ts";
import { clip, wholeText } from "../../message/message.ts";
import { field, json } from "../../message/request.ts";
import { parameter, serverOf } from "../../url/parts.ts";
import { type Service, webService } from "../service.ts";

export const googlechat: Service = webService({
  scheme: "googlechat",
  aliases: ["hangouts"],
  form: "googlechat://chat.googleapis.com/v1/spaces/SPACE/messages?key=KEY&token=TOKEN",
  titles: [],
  read(url, query) {
    const key = query.text("key");
    const token = query.text("token");
    if (url.host === "" || url.segments.length === 0 || key === undefined || token === undefined)
      return undefined;
    return { space: serverOf(url, false, url.segments), key: new Secret(key), token: new Secret(token) };
  },
  requests({ space, key, token }, message) {
    const query = new URLSearchParams({ key: key.reveal(), token: token.reveal() });
    const body = { text: clip(partMarkup(wholeText(message)), 4000) };
    return [json(`${space}?${query}`, body, { explain: field("error", "message") })];
  },
  fromWeb(url, show) {
    if (url.host.toLowerCase() !== "chat.googleapis.com") return undefined;
    const key = show(parameter(url, "key") ?? "", "KEY");
    const token = show(parameter(url, "token") ?? "", "TOKEN");
    return `googlechat://chat.googleapis.com${url.rawPath}?key=${key}&token=${token}`;
  },
});
