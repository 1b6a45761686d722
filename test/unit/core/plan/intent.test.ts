/** From what was observed to what is wanted. */

import { describe, expect, test } from "vitest";
import { decidePrefixes, decideRecords, targetsOf } from "../../../../src/core/plan/intent.ts";
import type { Detection, HostId, KnownDetection, Line } from "../../../../src/core/types.ts";
import { addressOf, prefixFrom } from "../values.ts";

const PRESERVE: readonly HostId[] = [{ kind: "preserve" }];
const at = (text: string, prefixLength?: number) => ({
  address: addressOf(text),
  ...(prefixLength !== undefined && { prefixLength }),
});
const known = (more: Partial<KnownDetection> = {}): KnownDetection => ({
  status: "known",
  source: "x",
  addresses: [at("203.0.113.9"), at("203.0.113.7")],
  ...more,
});
const [HIGH, LOW] = ["203.0.113.9", "203.0.113.7"].map(addressOf) as [
  ReturnType<typeof addressOf>,
  ReturnType<typeof addressOf>,
];

describe("without addresses", () => {
  test.each<[Detection, unknown]>([
    [{ status: "unmanaged" }, { kind: "preserve" }],
    [{ status: "clear" }, { kind: "clear" }],
    [
      { status: "unavailable", source: "ipify", reason: "timed out" },
      { kind: "abort", reason: "ipify: timed out", code: "DETECTION_FAILED" },
    ],
    [
      { status: "unavailable", source: "agree", reason: "no", code: "NO_AGREEMENT" },
      { kind: "abort", reason: "agree: no", code: "NO_AGREEMENT" },
    ],
  ])("%j / decide / %j", (detection, expected) => {
    expect(decideRecords(detection, 32, PRESERVE)).toEqual(expected);
    expect(decidePrefixes(detection, 32)).toEqual(expected);
    expect(targetsOf(decideRecords(detection, 32, PRESERVE))).toEqual([]);
  });
});

describe("known", () => {
  test("addresses in any order, one twice / decide / each once, in order, and no lines are told", () => {
    const detection = known({ addresses: [at("203.0.113.9"), at("203.0.113.7"), at("203.0.113.9")] });
    const intent = decideRecords(detection, 32, PRESERVE);
    expect(intent).toEqual({ kind: "set", targets: [LOW, HIGH] });
    expect(targetsOf(intent)).toEqual([LOW, HIGH]);
  });

  test("a host ID that does not fit / decide / abort, with the reason", () => {
    const detection = known({ addresses: [at("2001:db8::7", 64)] });
    const hostIds: readonly HostId[] = [{ kind: "literal", literal: addressOf("1:2:3:4::1") }];
    expect(decideRecords(detection, 64, hostIds)).toMatchObject({
      kind: "abort",
      code: "DETECTION_FAILED",
      reason: expect.stringMatching(/host ID|prefix/i),
    });
  });

  test("prefixes / decide / with their own length or the default one", () => {
    const detection = known({ addresses: [at("203.0.113.9"), at("198.51.100.7", 24)] });
    expect(decidePrefixes(detection, 32)).toEqual({
      kind: "set",
      targets: [prefixFrom("198.51.100.0/24"), prefixFrom("203.0.113.9/32")],
    });
  });
});

describe("lines", () => {
  const one: Line = { name: "one", addresses: [at("203.0.113.9")] };
  const two: Line = { name: "two", addresses: [at("203.0.113.7"), at("203.0.113.9")] };
  const silent: Line = { name: "three", addresses: [], silence: "timed out" };

  test("all answer / decide / set, and what each line gave", () => {
    expect(decideRecords(known({ lines: [one, two] }), 32, PRESERVE)).toEqual({
      kind: "set",
      targets: [LOW, HIGH],
      given: { [HIGH]: ["one", "two"], [LOW]: ["two"] },
    });
  });

  test("one is silent / decide / only what lines that answered had given may move", () => {
    const before = {
      "198.51.100.1": ["one"],
      "198.51.100.2": ["one", "two"],
      "198.51.100.3": ["one", "three"],
      "198.51.100.4": ["three"],
      [HIGH]: ["one"],
    };
    expect(decideRecords(known({ lines: [one, two, silent] }), 32, PRESERVE, before)).toEqual({
      kind: "extend",
      targets: [LOW, HIGH],
      movable: ["198.51.100.1", "198.51.100.2"],
      given: { [HIGH]: ["one", "two"], [LOW]: ["two"] },
    });
  });

  test("a line is delegated a network / decide / host IDs go into that line's own", () => {
    const hostIds: readonly HostId[] = [{ kind: "literal", literal: addressOf("::5") }];
    const lines: readonly Line[] = [
      {
        name: "one",
        addresses: [at("2001:db8:a::1")],
        delegated: [{ address: addressOf("2001:db8:f::"), prefixLength: 64 }],
      },
      { name: "two", addresses: [at("2001:db8:b::1")] },
    ];
    const detection = known({ addresses: [at("2001:db8:a::1"), at("2001:db8:b::1")], lines });
    expect(targetsOf(decideRecords(detection, 64, hostIds))).toEqual(
      ["2001:db8:b::5", "2001:db8:f::5"].map(addressOf),
    );
  });

  test("every line is silent / decide / abort: nothing is known", () => {
    expect(decideRecords(known({ lines: [silent] }), 32, PRESERVE)).toEqual({
      kind: "abort",
      reason: "no address was detected",
      code: "DETECTION_FAILED",
    });
  });
});
