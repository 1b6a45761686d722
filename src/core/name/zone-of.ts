/** Which of the zones that a token sees holds a name. */

import { DdnsError } from "../errors.ts";
import { foreignText } from "../foreign-text.ts";
import type { Fqdn, Zone } from "../types.ts";
import { isInZone } from "./fqdn.ts";

/** Zones in these states are no longer kept, and take no records. */
const GONE: readonly string[] = ["deleted", "purged"];

/** The zone with the longest matching name (Z1); an error for people where there is none, or no telling which. */
export function zoneOf(name: Fqdn, zones: readonly Zone[]): Zone | DdnsError {
  const holding = zones.filter((zone) => !GONE.includes(zone.status) && isInZone(name, zone.name));
  const longest = Math.max(...holding.map((zone) => zone.name.length));
  const [best, ...rivals] = activeFirst(holding.filter((zone) => zone.name.length === longest));
  if (best === undefined) return gone(name, zones) ?? notFound(name, zones);
  if (rivals.some(({ status }) => (status === "active") === (best.status === "active")))
    return ambiguous(name, best);
  return best;
}

/** What to tell about a zone whose state keeps records from working, undefined for an ordinary one. */
export function zoneCaution({ name, status }: Zone): string | undefined {
  if (status === "active") return undefined;
  const [state, step] = STATES[status] ?? [
    `is ${foreignText(status)} at Cloudflare, so it may not answer yet and nothing in it can be proxied`,
    "Look at it in the dashboard.",
  ];
  return `The zone ${name} ${state}: its records are kept right all the same. ${step}`;
}

const STATES: Readonly<Record<string, readonly [state: string, step: string]>> = {
  initializing: [
    "is initializing: it is being set up at Cloudflare and answers for nothing yet",
    "Finish its set-up in the dashboard.",
  ],
  pending: [
    "is pending: its name servers are not Cloudflare's yet, so nobody is answered from it and nothing in it can be proxied",
    "Enter the two name servers that the dashboard shows at the registrar of the domain.",
  ],
  moved: [
    "is moved: its name servers no longer are Cloudflare's, so nobody is answered from it",
    "Enter Cloudflare's name servers at the registrar again, or keep the names where the domain is now.",
  ],
  deactivated: [
    "is deactivated at Cloudflare, so it answers for nothing",
    "Look for a notice about it in the dashboard (a bill, a report of abuse), and activate it there.",
  ],
};

function activeFirst(zones: readonly Zone[]): readonly Zone[] {
  return [...zones].sort((a, b) => Number(b.status === "active") - Number(a.status === "active"));
}

function gone(name: Fqdn, zones: readonly Zone[]): DdnsError | undefined {
  const zone = zones.find(({ status, name: apex }) => GONE.includes(status) && isInZone(name, apex));
  if (zone === undefined) return undefined;
  return new DdnsError(
    "ZONE_NOT_FOUND",
    `${name} was left as it is: the zone ${zone.name} is ${foreignText(zone.status)} at Cloudflare. Add the domain to Cloudflare again, or take the name out of the settings.`,
  );
}

function notFound(name: Fqdn, zones: readonly Zone[]): DdnsError {
  const seen = zones.map((zone) => foreignText(zone.name)).sort();
  const list =
    seen.length > 12 ? `${seen.slice(0, 12).join(", ")} and ${seen.length - 12} more` : seen.join(", ");
  return new DdnsError(
    "ZONE_NOT_FOUND",
    seen.length === 0
      ? `No zone holds ${name}. The token sees no zone at all: give it Zone > Zone > Read and Zone > DNS > Edit, with the zone among its resources, under My Profile > API Tokens.`
      : `No zone holds ${name}. The token sees ${list}. Check the spelling, add the zone to the token's resources, or add the domain to Cloudflare.`,
  );
}

function ambiguous(name: Fqdn, zone: Zone): DdnsError {
  return new DdnsError(
    "ZONE_NOT_FOUND",
    `${name} was left as it is: the token sees two zones called ${zone.name}, so there is no telling which is meant. Limit the token to one of them.`,
  );
}
