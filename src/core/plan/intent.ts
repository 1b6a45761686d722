/** From what was observed to what is wanted: one intent for each record set, and for each family of a WAF list. */

import type { AddressFilter } from "../address/filter.ts";
import { deriveAddresses } from "../address/host-id.ts";
import { comparePrefixes, prefixOf } from "../address/prefix.ts";
import { silentLines } from "../source/answers.ts";
import { formatDetected } from "../source/format.ts";
import type {
  Address,
  DetectedAddress,
  Detection,
  HostId,
  Intent,
  KnownDetection,
  Line,
  Prefix,
} from "../types.ts";

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
  return addresses.length === 0 ? { ...line, addresses, silence } : { ...line, addresses };
}

/**
 *   detection     intent
 *   known         set, the addresses with each host ID; abort where a host ID does not fit the prefix
 *   unavailable   abort: nothing is touched, and the report says why
 *   clear         clear: the managed records go
 *   unmanaged     preserve: nothing is touched, and nobody asked
 */
export function decideRecords(
  detection: Detection,
  defaultPrefixLength: number,
  hostIds: readonly HostId[],
): Intent<Address> {
  if (detection.status !== "known") return withoutAddresses(detection);
  if (silentLines(detection).length > 0) return abortPartial(detection);
  const derived = deriveAddresses(detection, defaultPrefixLength, hostIds);
  return derived.ok
    ? { kind: "set", targets: derived.value }
    : { kind: "abort", reason: derived.reason, code: "DETECTION_FAILED" };
}

/** As `decideRecords`, for one family of a WAF list: each address becomes the prefix that holds it (W1); host IDs play no part. */
export function decidePrefixes(detection: Detection, defaultPrefixLength: number): Intent<Prefix> {
  if (detection.status !== "known") return withoutAddresses(detection);
  if (silentLines(detection).length > 0) return abortPartial(detection);
  const prefixes = detection.addresses.map((detected) => prefixAround(detected, defaultPrefixLength));
  const [first, ...rest] = [...new Set(prefixes)].sort(comparePrefixes);
  return first === undefined
    ? { kind: "abort", reason: "no address was detected", code: "DETECTION_FAILED" }
    : { kind: "set", targets: [first, ...rest] };
}

function prefixAround({ address, prefixLength }: DetectedAddress, defaultPrefixLength: number): Prefix {
  return prefixOf(address, prefixLength ?? defaultPrefixLength);
}

function abortPartial(detection: KnownDetection): Intent<never> {
  const reasons = silentLines(detection).map(({ name, silence }) => `${name}: ${silence}`);
  return { kind: "abort", reason: reasons.join("; "), code: "DETECTION_FAILED" };
}

function withoutAddresses(detection: Exclude<Detection, { readonly status: "known" }>): Intent<never> {
  switch (detection.status) {
    case "unmanaged":
      return { kind: "preserve" };
    case "clear":
      return { kind: "clear" };
    case "unavailable":
      return {
        kind: "abort",
        reason: `${detection.source}: ${detection.reason}`,
        code: detection.code ?? "DETECTION_FAILED",
      };
  }
}
