/** What came of one question: an answer, or why there is none. */

import type { Testimony } from "../../core/witness/verification.ts";
import { addressesIn, type WitnessAnswer } from "./message.ts";

export type Heard = { readonly answer: WitnessAnswer } | Silence;

export interface Silence {
  readonly answer: undefined;
  readonly reason: string;
  /** Nothing came at all, so nothing will come of the next question either. */
  readonly isMute: boolean;
}

/** How the codes are called that are no answer (RFC 1035, section 4.1.1). */
const CODES: Readonly<Record<number, string>> = {
  1: "FORMERR",
  2: "SERVFAIL",
  4: "NOTIMP",
  5: "REFUSED",
};

/** Extended errors that tell of signatures that do not hold (RFC 8914, section 4): every resolver that validates finds that. */
const BOGUS: Readonly<Record<number, string>> = {
  6: "a signature does not fit",
  7: "the signatures have expired",
  8: "the signatures are not valid yet",
  9: "the keys are missing to which the parent zone points",
  10: "the signatures are missing",
  11: "no key of the zone may sign",
  12: "the proof is missing that there is nothing",
};

/** Others that a resolver gives for a name of ours. */
const OTHERS: Readonly<Record<number, string>> = {
  15: "it blocks the name",
  16: "it has to censor the name",
  17: "it filters the name",
  22: "no name server of the zone can be reached",
  23: "the network failed on the way to the name servers",
};

export function mute(reason: string): Silence {
  return { answer: undefined, reason, isMute: true };
}

export function refused(reason: string): Silence {
  return { answer: undefined, reason, isMute: false };
}

/** "There is no such name" (3) is an answer; every other code but 0 tells nothing about the record set. */
export function testimonyOf(witness: Pick<Testimony, "name" | "kind">, heard: Heard): Testimony {
  if (heard.answer === undefined) return { ...witness, answer: [], ttl: null, error: heard.reason };
  const { code, ttl, reasons } = heard.answer;
  if (code === 3) return { ...witness, answer: [], ttl: null, error: null };
  if (code === 0) return { ...witness, answer: addressesIn(heard.answer), ttl, error: null };
  const said = `it answered ${CODES[code] ?? `with DNS code ${code}`}`;
  const [dnssec] = reasons.flatMap((reason) => BOGUS[reason] ?? []);
  const [other] = reasons.flatMap((reason) => OTHERS[reason] ?? []);
  const why = dnssec === undefined ? other : `DNSSEC is broken, ${dnssec}`;
  const error = why === undefined ? said : `${said}: ${why}`;
  return { ...witness, answer: [], ttl: null, error, ...(dnssec === undefined ? {} : { dnssec }) };
}
