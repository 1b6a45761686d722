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

/** Undefined where nobody was asked about it. What is wrong with its `zone` makes it unseen, whatever its own witnesses say. */
export function seenOf(
  { view: { seen, seenAt }, unseen }: Pick<DashboardState, "view" | "unseen">,
  name: string,
  type: string,
  zone: string | null,
): Seen | undefined {
  const told = seen?.records.find((record) => record.name === name && record.type === type);
  if (told === undefined) return undefined;
  if (seenAt === undefined) return { verdict: "asking", words: WORDS.asking, reason: null, witnesses: [] };
  const things = [`${zone} delegation`, `${zone} DNSSEC`, `${name} ${type}`];
  const cause = unseen.find(({ thing }) => things.includes(thing));
  const verdict = cause === undefined ? told.published : "no";
  return {
    verdict,
    words: WORDS[verdict],
    at: seenAt,
    // A witness that says no need not say why.
    reason: cause?.text || told.reason,
    witnesses: told.witnesses.map(testimonyWords),
  };
}

function testimonyWords({ name, answer, ttl, error }: Testimony): string {
  if (error !== null) return `${name}: ${error}`;
  return answer.length === 0 ? `${name}: no such record` : `${name}: ${answer.join(", ")} (TTL ${ttl})`;
}
