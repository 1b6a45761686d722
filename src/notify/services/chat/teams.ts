/** Microsoft Teams: an incoming webhook of an organisation. */

import { Secret } from "../../../core/secret.ts";
import { escapeMarkdown } from "../../message/harmless.ts";
import { clip, textOrTitle } from "../../message/message.ts";
import { json } from "../../message/request.ts";
import { nonEmpty } from "../../url/parts.ts";
import { type Service, webService } from "../service.ts";

const ORGANISATION = /^[a-z0-9.-]+\.webhook\.office\.com$/i;

export const teams: Service = webService({
  scheme: "teams",
  form: "teams://GROUP@TENANT/ALT_ID/OWNER[/EXTRA_ID]?host=example.webhook.office.com",
  read(url, query) {
    const [altId, owner, extra, ...more] = url.segments;
    const host = query.text("host") ?? "";
    const complete = nonEmpty(url.user) !== undefined && url.host !== "" && owner !== undefined;
    if (!complete || more.length > 0 || !ORGANISATION.test(host)) return undefined;
    const parts = ["webhookb2", `${url.user}@${url.host}`, "IncomingWebhook", altId ?? "", owner];
    return {
      host: host.toLowerCase(),
      path: new Secret((extra === undefined ? parts : [...parts, extra]).join("/")),
      color: query.text("color"),
    };
  },
  requests({ host, path, color }, message) {
    const encoded = path.reveal().split("/").map(encodeURIComponent).join("/").replace("%40", "@");
    return [
      json(
        `https://${host}/${encoded}`,
        {
          "@type": "MessageCard",
          "@context": "https://schema.org/extensions",
          summary: message.title,
          title: escapeMarkdown(message.title),
          text: clip(escapeMarkdown(textOrTitle(message)).replaceAll("\n", "\n\n"), 20_000),
          themeColor: color,
        },
        // A connector also answers 200 with words of failure; success is "1", or nothing where it was accepted for later.
        { accepts: (body) => /^1?$/.test(body.trim()) },
      ),
    ];
  },
  fromWeb(url, show) {
    if (!ORGANISATION.test(url.host)) return undefined;
    const [, groupAndTenant = "", , altId, owner, extra] = url.segments;
    const [group, tenant] = groupAndTenant.split("@");
    if (!group || !tenant || altId === undefined || owner === undefined) return teams.form;
    const path = [
      show(altId, "ALT_ID"),
      show(owner, "OWNER"),
      ...(extra === undefined ? [] : [show(extra, "EXTRA_ID")]),
    ];
    return `teams://${show(group, "GROUP")}@${show(tenant, "TENANT")}/${path.join("/")}?host=${url.host}`;
  },
});
