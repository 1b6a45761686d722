/** Which of the zones that a token sees holds a name. */

import { DdnsError } from "../errors.ts";
import { foreignText } from "../foreign-text.ts";
import type { Fqdn, Zone } from "../types.ts";
import { isInZone } from "./fqdn.ts";

/** Zones in these states answer for nothing and take no records. */
const GONE: readonly string[] = ["deleted", "purged", "deactivated"];

/** The zone with the longest matching name (Z1); an error for people where there is none, or no telling which. */
export function zoneOf(name: Fqdn, zones: readonly Zone[]): Zone | DdnsError {
  const holding = zones.filter((zone) => !GONE.includes(zone.status) && isInZone(name, zone.name));
  const longest = Math.max(...holding.map((zone) => zone.name.length));
  const [best, ...rivals] = activeFirst(holding.filter((zone) => zone.name.length === longest));
  if (best === undefined) return notFound(name, zones);
  if (rivals.some(({ status }) => (status === "active") === (best.status === "active")))
    return ambiguous(name, best);
  return best;
}

/** What to tell about a zone whose state keeps records from working, undefined for an ordinary one. */
export function zoneCaution({ name, status }: Zone): string | undefined {
  if (status === "active") return undefined;
  return `The zone ${name} is ${foreignText(status)} at Cloudflare: its records are kept right, but it may not answer yet and nothing in it can be proxied. Finish its set-up in the dashboard.`;
}

function activeFirst(zones: readonly Zone[]): readonly Zone[] {
  return [...zones].sort((a, b) => Number(b.status === "active") - Number(a.status === "active"));
}

function notFound(name: Fqdn, zones: readonly Zone[]): DdnsError {
  const seen = zones.map((zone) => foreignText(zone.name)).sort();
  const list =
    seen.length > 12 ? `${seen.slice(0, 12).join(", ")} and ${seen.length - 12} more` : seen.join(", ");
  const sees = seen.length === 0 ? "The token sees no zone at all" : `The token sees ${list}`;
  return new DdnsError(
    "ZONE_NOT_FOUND",
    `No zone holds ${name}. ${sees}. Check the spelling, add the zone to the token's resources, or add the domain to Cloudflare.`,
  );
}

function ambiguous(name: Fqdn, zone: Zone): DdnsError {
  return new DdnsError(
    "ZONE_NOT_FOUND",
    `${name} was left as it is: the token sees two zones called ${zone.name}, so there is no telling which is meant. Limit the token to one of them.`,
  );
}
