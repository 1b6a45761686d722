/** How several Detections become one: which answers are equal, whether enough agree, and what to say when none helps. */

import type { DetectedAddresses, Detection } from "../types.ts";

/** What one member of `first` or `agree` said; `name` is shown to people. */
export interface Answer {
  readonly name: string;
  readonly detection: Detection;
}

/** Where a vote stands: `open` as long as answers that are still awaited can change it. */
export type Vote =
  | { readonly state: "open" }
  | { readonly state: "agreed"; readonly addresses: DetectedAddresses }
  | { readonly state: "failed"; readonly reason: string };

/** Do both name the same addresses, whatever their order, repetition and prefix lengths? */
export function haveSameAddresses(one: DetectedAddresses, other: DetectedAddresses): boolean {
  const [a, b] = [addressSet(one), addressSet(other)];
  return a.size === b.size && [...a].every((address) => b.has(address));
}

/**
 * Counts equal answers: `answers` holds what was said so far, in the order of the members (undefined: still awaited).
 *
 *   count   answers                    vote
 *   2       X, awaited, awaited        open
 *   2       X, awaited, X              agreed on X
 *   2       X, Y, failed               failed: nobody is awaited
 *   3       X, Y, awaited              failed: one more X or Y is not enough
 *
 * Only known addresses count. The prefix lengths are those of the first member among the equal ones.
 */
export function countAgreement(count: number, answers: readonly (Answer | undefined)[]): Vote {
  const given = answers.filter((answer) => answer !== undefined);
  const awaited = answers.length - given.length;
  let most = 0;
  for (const { detection } of given) {
    if (detection.status !== "known") continue;
    const equal = given.filter(
      (other) =>
        other.detection.status === "known" &&
        haveSameAddresses(other.detection.addresses, detection.addresses),
    ).length;
    if (equal >= count) return { state: "agreed", addresses: detection.addresses };
    most = Math.max(most, equal);
  }
  if (most + awaited >= count) return { state: "open" };
  const stillAwaited = awaited === 0 ? "" : `; ${awaited} not awaited any more`;
  return {
    state: "failed",
    reason: `fewer than ${count} equal answers: ${describeAnswers(given)}${stillAwaited}`,
  };
}

/** All answers in words: `ipify: 203.0.113.7; cloudflare.trace: timed out after 5 s`. */
export function describeAnswers(answers: readonly Answer[]): string {
  return answers.map(({ name, detection }) => `${name}: ${describeDetection(detection)}`).join("; ");
}

function describeDetection(detection: Detection): string {
  switch (detection.status) {
    case "known":
      return [...addressSet(detection.addresses)].join(", ");
    case "unavailable":
      return detection.reason;
    case "clear":
      return "no address wanted";
    case "unmanaged":
      return "not managed";
  }
}

function addressSet(addresses: DetectedAddresses): ReadonlySet<string> {
  return new Set(addresses.map(({ address }) => address));
}
