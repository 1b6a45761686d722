/** Reads web addresses that are told of cycles: those of monitors, which watch from outside whether this program is alive and well, and the webhook's. */

import { upTo, withoutTrailing } from "../../core/cut.ts";
import type { Parsed } from "../../core/parsed.ts";
import { splitUrl, type UrlText } from "./url-text.ts";

/** The sample that Uptime Kuma's page offers for copying; its values are ours to fill in. */
const KUMA_SAMPLE: readonly (readonly [name: string, value: string])[] = [
  ["status", "up"],
  ["msg", "OK"],
  ["ping", ""],
];

/**
 * The base URL of a Healthchecks check, without a final slash: an absolute http(s) URL without query.
 * The reason never repeats the text, which is a secret.
 */
export function parseHealthchecksUrl(text: string): Parsed<string> {
  const url = splitWebUrl(text);
  if (url === undefined) return refuse("https://hc-ping.com/<uuid>");
  if (url.hasQuery || url.fragment !== undefined)
    return {
      ok: false,
      reason: "the URL has a query or fragment; give the plain ping URL, as in https://hc-ping.com/<uuid>",
    };
  return { ok: true, value: withoutTrailing(text.trim(), "/"), warnings: [] };
}

/**
 * The push URL of an Uptime Kuma monitor, without query and final slash. The sample query of its page is dropped in silence,
 * other parameters with a warning. Neither reason nor warning repeats the text, which is a secret.
 */
export function parseUptimeKumaUrl(text: string): Parsed<string> {
  const url = splitWebUrl(text);
  if (url === undefined) return refuse("https://kuma.example.org/api/push/<token>");
  if (url.fragment !== undefined)
    return { ok: false, reason: "the URL has a fragment (#…); give the push URL as the page shows it" };
  const foreign = url.parameters.filter(
    ({ name, value }) => !KUMA_SAMPLE.some(([key, sample]) => key === name && sample === value),
  );
  const warnings =
    foreign.length === 0
      ? []
      : [
          `${foreign.length} parameter${foreign.length === 1 ? "" : "s"} of the URL ignored: status, msg and ping are set by this program, others mean nothing to Uptime Kuma`,
        ];
  return { ok: true, value: withoutTrailing(upTo(text.trim(), "?"), "/"), warnings };
}

/** Where reports are posted, an absolute http(s) URL, its query included. The reason never repeats the text, which is a secret. */
export function parseWebhookUrl(text: string): Parsed<string> {
  const url = splitWebUrl(text);
  if (url === undefined || !URL.canParse(text.trim())) return refuse("https://hooks.example.org/ddns");
  return url.fragment === undefined
    ? { ok: true, value: text.trim(), warnings: [] }
    : { ok: false, reason: "the URL has a fragment (#…), which is never sent; leave it away" };
}

function splitWebUrl(text: string): UrlText | undefined {
  const url = splitUrl(text.trim());
  return url !== undefined && /^https?$/.test(url.scheme) && url.host !== "" && !/\s/.test(text.trim())
    ? url
    : undefined;
}

function refuse(example: string): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason: `not an absolute http or https URL; expected one like ${example}` };
}
