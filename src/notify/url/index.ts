/** Reads a notification URL, as `SHOUTRRR` takes them, into the service it names. */

import type { Parsed } from "../../core/parsed.ts";
import { readGeneric } from "./generic.ts";
import { NotificationQuery } from "./query.ts";
import { serviceReaders } from "./services.ts";
import type { NotificationTarget } from "./target.ts";
import { splitUrl } from "./url-text.ts";

export { type NotificationTarget, secretsOf } from "./target.ts";

/** Schemes of the services that can be written to. */
export const NOTIFICATION_KINDS: readonly string[] = ["generic", ...Object.keys(serviceReaders)].sort();

/**
 * The service that `text` names. Services that are not known are refused, never guessed at.
 * Reasons and warnings repeat nothing of the text but its scheme, since any other part may be a secret.
 */
export function parseNotificationUrl(text: string): Parsed<NotificationTarget> {
  const trimmed = text.trim();
  if (/\s[a-z][a-z0-9+.-]*:\/\//i.test(trimmed))
    return refuse("several URLs on one line; write one URL a line");
  const scheme = /^([a-z][a-z0-9+.-]{0,31}):\/\//i.exec(trimmed)?.[1]?.toLowerCase();
  if (scheme === undefined)
    return refuse(`not a notification URL; expected service://…, with one of ${known()}`);
  if (scheme === "http" || scheme === "https")
    return refuse(`${scheme}:// names no service; for a webhook write generic+${scheme}://…`);
  const generic = /^generic(?:\+https?)?$/.test(scheme);
  const reader = Object.hasOwn(serviceReaders, scheme) ? serviceReaders[scheme] : undefined;
  if (!generic && reader === undefined)
    return refuse(`the service ${scheme} is not known; known are ${known()}`);
  const url = splitUrl(trimmed);
  if (url === undefined)
    return refuse(
      `${scheme}: not a well-formed URL; write characters such as @ : / # % in names and passwords percent-encoded (%40 for @)`,
    );
  if (reader === undefined) {
    const target = readGeneric(url);
    return typeof target === "string" ? refuse(target) : { ok: true, value: target, warnings: [] };
  }
  const query = new NotificationQuery(url);
  const target = reader(url, query);
  if (target.kind === undefined) return refuse(`${scheme}: not complete; expected ${target.form}`);
  if (query.problems.length > 0) return refuse(`${scheme}: ${query.problems.join("; ")}`);
  return { ok: true, value: target, warnings: query.warnings() };
}

function known(): string {
  return NOTIFICATION_KINDS.join(", ");
}

function refuse(reason: string): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason };
}
