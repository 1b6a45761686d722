/** PagerDuty: an event of an integration, by its Events API v2. */

import { Secret } from "../../../core/secret.ts";
import { clip, wholeText } from "../../message/message.ts";
import { field, json } from "../../message/request.ts";
import { nonEmpty, serverOf } from "../../url/parts.ts";
import { type Service, webService } from "../service.ts";

export const pagerduty: Service = webService({
  scheme: "pagerduty",
  form: "pagerduty://events.pagerduty.com/INTEGRATION_KEY",
  read(url, query) {
    const [key, ...more] = url.segments;
    if (key === undefined || more.length > 0) return undefined;
    return {
      server: nonEmpty(url.host) === undefined ? "https://events.pagerduty.com" : serverOf(url, false),
      key: new Secret(key),
      severity: query.word("severity", ["critical", "error", "warning", "info"], "error"),
      source: query.text("source") ?? "cloudflare-ddns",
      action: query.word("action", ["trigger", "acknowledge", "resolve"], "trigger"),
    };
  },
  requests({ server, key, severity, source, action }, message) {
    const payload = { summary: clip(wholeText(message), 1024), severity, source };
    const body = { routing_key: key.reveal(), event_action: action, payload };
    return [json(`${server}/v2/enqueue`, body, { explain: field("message") })];
  },
  fromWeb: (url) => (/(?:^|\.)pagerduty\.com$/i.test(url.host) ? pagerduty.form : undefined),
});
