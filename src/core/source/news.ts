/** Which of the answers that somebody pushes are worth a cycle (D6). */

import type { Detection } from "../types.ts";
import { formatDetected } from "./format.ts";

/**
 * Hears every answer and calls `onChange` where it names other addresses than the last that named any; "unknown" is
 * none. `first` is what was known when the listening began.
 */
export function onNews(onChange: () => void, first?: Detection): (detection: Detection) => void {
  let last = first === undefined ? undefined : textOf(first);
  return (detection) => {
    const text = textOf(detection);
    if (text === undefined || text === last) return;
    last = text;
    onChange();
  };
}

function textOf(detection: Detection): string | undefined {
  if (detection.status !== "known") return undefined;
  const { addresses, delegated = [] } = detection;
  return [addresses, delegated].map((entries) => entries.map(formatDetected).sort().join(" ")).join(" | ");
}
