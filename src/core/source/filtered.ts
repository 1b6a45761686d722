/** What the detection filter leaves of an answer. */

import type { AddressFilter } from "../address/filter.ts";
import type { Detection, Line } from "../types.ts";
import { formatDetected } from "./format.ts";

/**
 * What is left of a detection after the filter. Nothing left is a failed detection, never "no address" (D3).
 */
export function applyFilter(detection: Detection, filter: AddressFilter): Detection {
  if (detection.status !== "known") return detection;
  const { addresses, delegated, lines } = detection;
  const [first, ...rest] = addresses.filter(filter.keeps);
  if (first !== undefined) {
    return {
      ...detection,
      addresses: [first, ...rest],
      ...(delegated && { delegated: delegated.filter(filter.keeps) }),
      ...(lines && { lines: lines.map((line) => filterLine(line, filter)) }),
    };
  }
  const found = addresses.map(formatDetected).join(", ");
  return {
    status: "unavailable",
    source: detection.source,
    reason: `the detection filter ${filter.text} keeps none of the detected addresses (${found})`,
    ...(detection.nat && { nat: detection.nat }),
  };
}

/** A line of which nothing is left says as little as a silent one. */
function filterLine(line: Line, { keeps, text }: AddressFilter): Line {
  const addresses = line.addresses.filter(keeps);
  const silence = line.silence ?? `the detection filter ${text} keeps none of its addresses`;
  if (addresses.length === 0) return { ...line, addresses, silence };
  return { ...line, addresses, ...(line.delegated && { delegated: line.delegated.filter(keeps) }) };
}
