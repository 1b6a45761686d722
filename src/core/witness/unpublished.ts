/** What of a verification is a problem: somebody was heard, and told something else. */

import { DdnsError } from "../errors.ts";
import { isInZone } from "../name/fqdn.ts";
import type { Fqdn } from "../types.ts";
import type { Verification, ZoneVerification } from "./verification.ts";

/** One thing that the world sees otherwise. */
export interface Unpublished {
  /** What it is about: a domain, a record set. */
  readonly thing: string;
  /** What is wrong and the next step, as sentences. */
  readonly text: string;
}

/** The likeliest cause first: what is wrong with a zone makes its names wrong. A failure to ask is nothing wrong. */
export function unpublishedIn({ zones, records }: Verification): readonly Unpublished[] {
  const astray = zones.filter(({ delegation, ledTo }) => delegation === "elsewhere" || ledTo !== undefined);
  return [
    ...astray.map((zone) => ({ thing: `${zone.zone} delegation`, text: describeAstray(zone) })),
    ...zones.flatMap(({ zone, dnssec }) => {
      const text = dnssec === undefined ? undefined : firstRefusal(zone, records);
      return text === undefined ? [] : [{ thing: `${zone} DNSSEC`, text }];
    }),
    ...records
      .filter(({ published }) => published === "no")
      .map(({ name, type, reason }) => ({ thing: `${name} ${type}`, text: reason ?? "" })),
  ];
}

/** The same as one error for people; undefined where nothing is wrong. */
export function unpublished(found: Verification): DdnsError | undefined {
  const [first, ...more] = unpublishedIn(found);
  if (first === undefined) return undefined;
  const rest = more.length === 0 ? "" : ` (${more.length} more; "cloudflare-ddns verify" tells all.)`;
  return new DdnsError("NOT_PUBLISHED", `The world does not see what was published. ${first.text}${rest}`);
}

function firstRefusal(zone: Fqdn, records: Verification["records"]): string | undefined {
  for (const { name, witnesses } of records)
    for (const { name: witness, dnssec } of witnesses)
      if (dnssec !== undefined && isInZone(name, zone)) return describeRefusal(name, witness, dnssec);
  return undefined;
}

function describeAstray({ zone, nameServers, ledTo = [] }: ZoneVerification): string {
  const where =
    ledTo.length === 0 ? "not delegated to Cloudflare" : `delegated to another provider: ${ledTo.join(", ")}`;
  const own =
    nameServers.length === 0
      ? "Cloudflare's name servers"
      : `Cloudflare's name servers, ${nameServers.join(" and ")},`;
  return `Your domain ${zone} is ${where}. Enter ${own} at its registrar.`;
}

function describeRefusal(name: string, witness: string, why: string): string {
  return `DNSSEC is broken: ${witness} refuses ${name}, since ${why}. Compare the DS record at the registrar of the domain with the one that Cloudflare shows under DNS, Settings, or remove it there.`;
}
