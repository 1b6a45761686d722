/** What the witnesses said, for people. */

import { displayName, type Published, type Testimony, type Verification } from "../../src/index.ts";
import type { Paint } from "./paint.ts";

const SIGNS = {
  yes: ["=", "green"],
  no: ["!", "red"],
  unknown: ["?", "yellow"],
} as const satisfies Record<Published, readonly [string, string]>;

/** Zones, then each record set with its witnesses, then a summary. */
export function renderVerification(
  { ok, zones, records }: Pick<Verification, "ok" | "zones" | "records">,
  paint: Paint,
): readonly string[] {
  return [
    ...zones.map(
      ({ zone, delegation, nameServers, ledTo, dnssec }) =>
        `${paint(displayName(zone), "bold")}  ${DELEGATIONS[delegation]}${nameServers.length === 0 ? "" : ` (${nameServers.join(", ")})`}${ledTo === undefined ? "" : `; the world is led to ${ledTo.join(", ")}`}${dnssec === undefined ? "" : "; DNSSEC is broken"}`,
    ),
    ...records.flatMap(({ name, type, published, witnesses, reason }) => {
      const [sign, colour] = SIGNS[published];
      return [
        paint(`  ${sign} ${type.padEnd(4)}  ${displayName(name)}  published: ${published}`, colour),
        ...witnesses.map((witness) => `      ${describeTestimony(witness)}`),
        ...(reason === null ? [] : [`      ${reason}`]),
      ];
    }),
    "",
    summary(ok, records),
  ];
}

const DELEGATIONS = {
  cloudflare: "delegated to Cloudflare",
  elsewhere: "not delegated to Cloudflare: enter its name servers at the registrar of the domain",
  unknown: "its delegation is not known",
} as const;

function describeTestimony({ name, answer, ttl, error }: Testimony): string {
  if (error !== null) return `${name}: ${error}`;
  return answer.length === 0 ? `${name}: no such record` : `${name}: ${answer.join(", ")} (TTL ${ttl})`;
}

function summary(ok: boolean, records: Verification["records"]): string {
  if (records.length === 0) return "There is no record set to ask about.";
  if (ok) return "The world sees what was published.";
  const count = (published: Published): number =>
    records.filter((record) => record.published === published).length;
  return `Published: ${count("yes")} yes, ${count("no")} no, ${count("unknown")} unknown.`;
}
