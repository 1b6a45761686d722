/** Gotify: an application of a server of one's own. */

import { Secret } from "../../../core/secret.ts";
import { textOrTitle } from "../../message/message.ts";
import { field, json } from "../../message/request.ts";
import { parameter, serverOf } from "../../url/parts.ts";
import { formatEndpoint } from "../../url/url-text.ts";
import { type Service, webService } from "../service.ts";

export const gotify: Service = webService({
  scheme: "gotify",
  form: "gotify://host[/path]/TOKEN",
  read(url, query) {
    const token = url.segments.at(-1);
    if (url.host === "" || token === undefined) return undefined;
    query.passOver("useheader"); // the token always travels in a header
    return {
      /** With its path, without a final slash. */
      server: serverOf(url, query.flag("disabletls", false), url.segments.slice(0, -1)),
      token: new Secret(token),
      priority: query.number("priority", -2, 10),
    };
  },
  requests({ server, token, priority }, message) {
    const body = { title: message.title, message: textOrTitle(message), priority };
    const headers = { "x-gotify-key": token.reveal() };
    return [json(`${server}/message`, body, { headers, explain: field("errorDescription") })];
  },
  fromWeb(url, show) {
    const token = parameter(url, "token");
    if (url.segments.at(-1) !== "message" || token === undefined) return undefined;
    const plain = url.scheme === "http" ? "?disabletls=yes" : "";
    const path = [formatEndpoint(url), ...url.segments.slice(0, -1)].join("/");
    return `gotify://${path}/${show(token, "TOKEN")}${plain}`;
  },
});
