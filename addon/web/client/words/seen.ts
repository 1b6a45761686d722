/** Whether the world sees a record set, as the witnesses told it last. */

import type { RecordVerification, Testimony } from "../../../../src/core/witness/verification.ts";
import type { DashboardState } from "../../wire.ts";

/** `asking`: records were written since, and nobody has told yet what the world sees now. */
export type SeenVerdict = RecordVerification["published"] | "asking";

export interface Seen {
  readonly verdict: SeenVerdict;
  readonly words: string;
  /** ISO 8601, UTC; absent while it is asked. */
  readonly at?: string;
  /** Why it is not seen, or not known, and the next step; null where there is nothing to say. */
  readonly reason: string | null;
  /** `ada.ns.example: 203.0.113.7 (TTL 300)`, a line for each who was asked. */
  readonly witnesses: readonly string[];
}

const WORDS: Record<SeenVerdict, string> = {
  yes: "Seen by the world",
  no: "Not seen by the world",
  unknown: "Not known whether the world sees it",
  asking: "Asking whether the world sees it…",
};

/** Undefined where nobody was asked about it. */
export function seenOf(
  { view: { seen, seenAt } }: Pick<DashboardState, "view">,
  name: string,
  type: string,
  zone: string | null,
): Seen | undefined {
  const told = seen?.records.find((record) => record.name === name && record.type === type);
  if (told === undefined) return undefined;
  if (seenAt === undefined) return { verdict: "asking", words: WORDS.asking, reason: null, witnesses: [] };
  const astray = seen?.zones.find((one) => one.zone === zone && one.delegation === "elsewhere");
  const verdict = astray === undefined ? told.published : "no";
  return {
    verdict,
    words: WORDS[verdict],
    at: seenAt,
    reason: astray === undefined ? told.reason : astrayWords(astray),
    witnesses: told.witnesses.map(testimonyWords),
  };
}

function astrayWords({
  zone,
  nameServers,
}: {
  readonly zone: string;
  readonly nameServers: readonly string[];
}) {
  const which = nameServers.length === 0 ? "Cloudflare's name servers" : nameServers.join(" and ");
  return `The zone ${zone} is not delegated to Cloudflare. Enter ${which} at the registrar of the domain.`;
}

function testimonyWords({ name, answer, ttl, error }: Testimony): string {
  if (error !== null) return `${name}: ${error}`;
  return answer.length === 0 ? `${name}: no such record` : `${name}: ${answer.join(", ")} (TTL ${ttl})`;
}
