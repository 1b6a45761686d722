/** How the answers of several lines become one: everything that any of them said (D5). */

import type { DelegatedPrefix, DetectedAddress, Detection, Line } from "../types.ts";
import { type Answer, describeAnswers } from "./answers.ts";

/**
 * What the lines behind one name say together; `answers` in the order of the members.
 *
 *   answers          together
 *   X, Y             known: X and Y
 *   X, failed        known: X, with one line silent, so it is partial
 *   failed, failed   unavailable, every reason named
 */
export function unite(source: string, answers: readonly Answer[]): Detection {
  const lines = named(answers.flatMap(linesOf));
  const known = answers.flatMap(({ detection }) => (detection.status === "known" ? [detection] : []));
  const [first, ...rest] = distinct(known.flatMap(({ addresses }) => addresses));
  if (first === undefined) {
    return {
      status: "unavailable",
      source,
      reason: `no line answered: ${describeAnswers(answers)}`,
      code: "DETECTION_FAILED",
    };
  }
  const delegated = known.flatMap((detection) => detection.delegated ?? []);
  const isNamed = known.some((detection) => detection.delegated !== undefined);
  return {
    status: "known",
    addresses: [first, ...rest],
    source,
    lines,
    ...(isNamed && { delegated: distinct<DelegatedPrefix>(delegated) }),
  };
}

function linesOf({ name, detection }: Answer): readonly Line[] {
  if (detection.status === "known") {
    const { addresses, delegated, lines } = detection;
    return lines ?? [{ name, addresses, ...(delegated && { delegated }) }];
  }
  const silence = detection.status === "unavailable" ? detection.reason : "names no address";
  return [{ name, addresses: [], silence }];
}

/** Two lines may be described alike (two pages on one host), so later ones are numbered. */
function named(lines: readonly Line[]): readonly Line[] {
  const seen = new Map<string, number>();
  return lines.map((line) => {
    const count = (seen.get(line.name) ?? 0) + 1;
    seen.set(line.name, count);
    return count === 1 ? line : { ...line, name: `${line.name} #${count}` };
  });
}

function distinct<T extends DetectedAddress>(entries: readonly T[]): readonly T[] {
  return [...new Map(entries.map((entry) => [`${entry.address}/${entry.prefixLength}`, entry])).values()];
}
