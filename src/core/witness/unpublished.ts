/** What of a verification is a problem: somebody was heard, and told something else. */

import { DdnsError } from "../errors.ts";
import type { Verification, ZoneVerification } from "./verification.ts";

/** What the world sees otherwise, as one sentence for people; undefined where nobody said so. A failure to ask is none. */
export function unpublished({ zones, records }: Verification): DdnsError | undefined {
  const wrong = records.filter(({ published }) => published === "no");
  const astray = zones.filter(({ delegation, ledTo }) => delegation === "elsewhere" || ledTo !== undefined);
  const refusals = records.flatMap(({ name, witnesses }) =>
    witnesses.flatMap((witness) =>
      witness.dnssec === undefined ? [] : [describeRefusal(name, witness.name, witness.dnssec)],
    ),
  );
  // The likeliest cause first: what is wrong with the zone makes its names wrong.
  const [first, ...more] = [
    ...astray.map(describeAstray),
    ...refusals.slice(0, 1),
    ...wrong.map(({ reason }) => reason ?? ""),
  ];
  if (first === undefined) return undefined;
  const rest = more.length === 0 ? "" : ` (${more.length} more; "cloudflare-ddns verify" tells all.)`;
  return new DdnsError("NOT_PUBLISHED", `The world does not see what was published. ${first}${rest}`);
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
