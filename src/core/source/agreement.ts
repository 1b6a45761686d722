/** Whether enough of several answers are equal (D5). */

import type { DetectedAddress, Detection, KnownDetection } from "../types.ts";
import { type Answer, describeAnswers, silentLines } from "./answers.ts";

/** Where a vote stands: `open` as long as answers that are still awaited can change it. */
export type Vote =
  | { readonly state: "open" }
  | { readonly state: "agreed"; readonly answer: Omit<KnownDetection, "source"> }
  | { readonly state: "failed"; readonly reason: string };

/**
 * Counts equal answers: `answers` holds what was said so far, in the order of the members (undefined: still awaited).
 *
 *   count   answers                    vote
 *   2       X, awaited, awaited        open
 *   2       X, awaited, X              agreed on X
 *   2       X, Y, failed               failed: nobody is awaited
 *   3       X, Y, awaited              failed: one more X or Y is not enough
 *
 * Equal are the same addresses with the same prefix lengths; one without a length has the default one. Only whole
 * answers count, for a line that was silent has not agreed. Networks delegated to the home count where as many name them.
 */
export function countAgreement(
  count: number,
  answers: readonly (Answer | undefined)[],
  defaultPrefixLength: number,
): Vote {
  const given = answers.filter((answer) => answer !== undefined);
  const awaited = answers.length - given.length;
  const keyOf: KeyOf = (entries) => networksKey(entries, defaultPrefixLength);
  const whole = given.flatMap(({ detection }) => (isWhole(detection) ? [detection] : []));
  let most = 0;
  for (const detection of whole) {
    const equal = whole.filter(({ addresses }) => keyOf(addresses) === keyOf(detection.addresses));
    if (equal.length >= count)
      return { state: "agreed", answer: agreedAnswer(detection, equal, count, keyOf) };
    most = Math.max(most, equal.length);
  }
  if (most + awaited >= count) return { state: "open" };
  const stillAwaited = awaited === 0 ? "" : `; ${awaited} not awaited any more`;
  return {
    state: "failed",
    reason: `fewer than ${count} equal answers: ${describeAnswers(given)}${stillAwaited}`,
  };
}

type KeyOf = (entries: readonly DetectedAddress[]) => string;

function isWhole(detection: Detection): detection is KnownDetection {
  return detection.status === "known" && silentLines(detection).length === 0;
}

/** `equal` are the members that agree about the addresses. */
function agreedAnswer(
  { status, addresses }: KnownDetection,
  equal: readonly KnownDetection[],
  count: number,
  keyOf: KeyOf,
): Omit<KnownDetection, "source"> {
  const delegated = equal.flatMap((answer) => (answer.delegated === undefined ? [] : [answer.delegated]));
  const agreed = delegated.find(
    (networks) => delegated.filter((others) => keyOf(others) === keyOf(networks)).length >= count,
  );
  return { status, addresses, ...(agreed && { delegated: agreed }) };
}

/** Equal for the same networks, whatever their order and repetition. */
function networksKey(entries: readonly DetectedAddress[], defaultPrefixLength: number): string {
  const texts = entries.map(
    ({ address, prefixLength = defaultPrefixLength }) => `${address}/${prefixLength}`,
  );
  return [...new Set(texts)].sort().join(" ");
}
