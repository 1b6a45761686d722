/** Answers and silences as testimonies. */

import type { Testimony } from "../../core/witness/verification.ts";
import type { AddressAnswer } from "./message.ts";

export type Witness = Pick<Testimony, "name" | "kind">;

/** How the codes are called that are no answer (RFC 1035, section 4.1.1). */
const CODES: Readonly<Record<number, string>> = {
  1: "FORMERR",
  2: "SERVFAIL",
  4: "NOTIMP",
  5: "REFUSED",
};

/** "There is no such name" (3) is an answer; every other code but 0 tells nothing about the record set. */
export function answered(witness: Witness, { code, addresses, ttl }: AddressAnswer): Testimony {
  if (code === 3) return { ...witness, answer: [], ttl: null, error: null };
  if (code !== 0) return silent(witness, `it answered ${CODES[code] ?? `with DNS code ${code}`}`);
  return { ...witness, answer: addresses, ttl, error: null };
}

export function silent(witness: Witness, error: string): Testimony {
  return { ...witness, answer: [], ttl: null, error };
}
