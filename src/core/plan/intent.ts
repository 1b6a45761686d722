/** From what was observed to what is wanted: one intent for each record set, and for each family of a WAF list. */

import { compareAddresses } from "../address/address.ts";
import { deriveAddresses } from "../address/host-id.ts";
import { comparePrefixes, prefixOf } from "../address/prefix.ts";
import { type Parsed, parsed } from "../parsed.ts";
import { silentLines } from "../source/answers.ts";
import type {
  Address,
  DetectedAddress,
  Detection,
  Given,
  HostId,
  Intent,
  KnownDetection,
  Prefix,
} from "../types.ts";

/**
 *   detection              intent
 *   known                  set, the addresses with each host ID; abort where a host ID does not fit the prefix
 *   known, lines silent    extend: what was published for lines that answered may move, nothing else goes
 *   unavailable            abort: nothing is touched, and the report says why
 *   clear                  clear: the managed records go
 *   unmanaged              preserve: nothing is touched, and nobody asked
 *
 * `before` says for which lines what is there was published.
 */
export function decideRecords(
  detection: Detection,
  defaultPrefixLength: number,
  hostIds: readonly HostId[],
  before: Given = {},
): Intent<Address> {
  if (detection.status !== "known") return withoutAddresses(detection);
  return decide(detection, before, compareAddresses, (said) =>
    deriveAddresses(said, defaultPrefixLength, hostIds),
  );
}

/** As `decideRecords`, for one family of a list: each address becomes the prefix that holds it (W1); host IDs play no part. */
export function decidePrefixes(
  detection: Detection,
  defaultPrefixLength: number,
  before: Given = {},
): Intent<Prefix> {
  if (detection.status !== "known") return withoutAddresses(detection);
  return decide(detection, before, comparePrefixes, ({ addresses }) =>
    parsed(addresses.map((detected) => prefixAround(detected, defaultPrefixLength))),
  );
}

function prefixAround({ address, prefixLength }: DetectedAddress, defaultPrefixLength: number): Prefix {
  return prefixOf(address, prefixLength ?? defaultPrefixLength);
}

type Said = Pick<KnownDetection, "addresses" | "delegated">;

/** Line by line where there are several: what one of them is delegated says nothing about the others. */
function decide<Target extends Address | Prefix>(
  detection: KnownDetection,
  before: Given,
  compare: (a: Target, b: Target) => number,
  contentsOf: (said: Said) => Parsed<readonly Target[]>,
): Intent<Target> {
  const targets = new Set<Target>();
  const given: Record<string, readonly string[]> = {};
  for (const { name, said } of sayings(detection)) {
    const contents = contentsOf(said);
    if (!contents.ok) return { kind: "abort", reason: contents.reason, code: "DETECTION_FAILED" };
    for (const content of contents.value) {
      targets.add(content);
      if (name !== undefined) given[content] = [...(given[content] ?? []), name];
    }
  }
  const [first, ...rest] = [...targets].sort(compare);
  if (first === undefined)
    return { kind: "abort", reason: "no address was detected", code: "DETECTION_FAILED" };
  const silent = silentLines(detection).map(({ name }) => name);
  if (silent.length === 0)
    return { kind: "set", targets: [first, ...rest], ...(detection.lines && { given }) };
  const answered = (detection.lines ?? []).map(({ name }) => name).filter((name) => !silent.includes(name));
  const movable = Object.keys(before).filter(
    (content) => !Object.hasOwn(given, content) && before[content]?.every((name) => answered.includes(name)),
  );
  return { kind: "extend", targets: [first, ...rest], movable, given };
}

function sayings(detection: KnownDetection): readonly { readonly name?: string; readonly said: Said }[] {
  if (detection.lines === undefined) return [{ said: detection }];
  return detection.lines.flatMap(({ name, addresses: [first, ...rest], delegated }) =>
    first === undefined
      ? []
      : [{ name, said: { addresses: [first, ...rest], ...(delegated && { delegated }) } }],
  );
}

/** What is wanted to be there; empty where nothing is, or nobody knows. */
export function targetsOf<Target>(intent: Intent<Target>): readonly Target[] {
  return intent.kind === "set" || intent.kind === "extend" ? intent.targets : [];
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
