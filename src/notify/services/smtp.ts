/** E-mail, through a mail server. */

import { type BasicAuth, basicAuth } from "../url/parts.ts";
import type { NotificationQuery } from "../url/query.ts";
import type { UrlText } from "../url/url-text.ts";
import { type Service, service } from "./service.ts";
import type { MailTarget } from "./targets.ts";

export const smtp: Service = service<MailTarget>({
  scheme: "smtp",
  form: "smtp://user:password@host:port/?from=ADDRESS&to=ADDRESS,ADDRESS",
  titles: ["subject", "title"],
  read(url, query) {
    const from = query.list("from", "fromaddress");
    const to = query.list("to", "toaddresses");
    const sender = from[0];
    if (url.host === "" || sender === undefined || from.length > 1 || to.length === 0) return undefined;
    if (![sender, ...to].every((address) => /^[^\s@<>]+@[^\s@<>]+$/.test(address)))
      query.problems.push("from and to take plain mail addresses");
    query.passOver("usehtml"); // our texts are plain
    const clientHost = query.text("clienthost");
    return {
      host: url.host.replace(/^\[(.*)\]$/, "$1"),
      port: url.port ?? 25,
      auth: readAuth(url, query),
      encryption: readEncryption(query),
      verifyCertificate: !query.flag("skiptlsverify", false),
      from: sender,
      fromName: query.text("fromname"),
      to,
      clientHost: clientHost?.toLowerCase() === "auto" ? undefined : clientHost,
    };
  },
  way: (target) => ({ by: "mail", target }),
});

function readAuth(url: UrlText, query: NotificationQuery): BasicAuth | undefined {
  const method = query.word("auth", ["unknown", "none", "plain", "crammd5", "oauth2"], "unknown");
  if (method === "oauth2") query.beyondUs.push("auth=OAuth2 is not spoken here; use an app password");
  return method === "none" || url.user === "" ? undefined : basicAuth(url);
}

function readEncryption(query: NotificationQuery): MailTarget["encryption"] {
  const word = query.word("encryption", ["auto", "none", "explicittls", "implicittls"], "auto");
  const starttls = query.flag("usestarttls", query.flag("starttls", true));
  if (word === "explicittls") return "starttls";
  if (word === "implicittls") return "tls";
  return word === "none" || !starttls ? "none" : "auto";
}
