/** What the detection filter leaves of an answer: of its addresses, its delegated networks and its lines. */

import { describe, expect, test } from "vitest";
import { parseFilter } from "../../../../src/core/address/filter.ts";
import { applyFilter } from "../../../../src/core/source/filtered.ts";
import type { Detection, Line } from "../../../../src/core/types.ts";
import { addressOf, good } from "../values.ts";

const WANTED = good(parseFilter("addr-in(2001:db8:a::/48)", 6));
const [A, B, OTHER] = ["2001:db8:a::1", "2001:db8:a::2", "2001:db8:b::1"].map((text) => ({
  address: addressOf(text),
})) as [
  { address: ReturnType<typeof addressOf> },
  { address: ReturnType<typeof addressOf> },
  { address: ReturnType<typeof addressOf> },
];
const network = (text: string) => ({ address: addressOf(text), prefixLength: 56 });
const NAT = { router: "none" } as const;

test("some are kept / filtered / these alone, and nothing is said that was not", () => {
  const detection: Detection = { status: "known", source: "x", addresses: [OTHER, A, B] };
  expect(applyFilter(detection, WANTED)).toEqual({ status: "known", source: "x", addresses: [A, B] });
});

test("networks are delegated / filtered / those outside go too, down to none", () => {
  const delegated = [network("2001:db8:a:100::"), network("2001:db8:b:100::")];
  const filtered = (networks: typeof delegated) =>
    applyFilter({ status: "known", source: "x", addresses: [A], delegated: networks }, WANTED);
  expect(filtered(delegated)).toHaveProperty("delegated", [network("2001:db8:a:100::")]);
  expect(filtered(delegated.slice(1))).toHaveProperty("delegated", []);
});

describe("lines", () => {
  const lines: readonly Line[] = [
    { name: "one", addresses: [A, OTHER], delegated: [network("2001:db8:b:100::")] },
    { name: "two", addresses: [OTHER] },
    { name: "three", addresses: [], silence: "timed out" },
    { name: "four", addresses: [B] },
  ];

  test("some lose their addresses / filtered / they are silent and say why, the others are as they were", () => {
    const filtered = applyFilter({ status: "known", source: "x", addresses: [A, OTHER, B], lines }, WANTED);
    expect(filtered).toHaveProperty("lines", [
      { name: "one", addresses: [A], delegated: [] },
      {
        name: "two",
        addresses: [],
        silence: "the detection filter addr-in(2001:db8:a::/48) keeps none of its addresses",
      },
      { name: "three", addresses: [], silence: "timed out" },
      { name: "four", addresses: [B] },
    ]);
  });
});

test("none is kept / filtered / unavailable, naming filter and addresses; what is known of the NAT stays", () => {
  const detection: Detection = {
    status: "known",
    source: "x",
    addresses: [OTHER, { ...OTHER, prefixLength: 64 }],
  };
  const refused = {
    status: "unavailable",
    source: "x",
    reason:
      "the detection filter addr-in(2001:db8:a::/48) keeps none of the detected addresses (2001:db8:b::1, 2001:db8:b::1/64)",
  };
  expect(applyFilter(detection, WANTED)).toEqual(refused);
  expect(applyFilter({ ...detection, nat: NAT }, WANTED)).toEqual({ ...refused, nat: NAT });
});

test.each<Detection>([
  { status: "clear" },
  { status: "unmanaged" },
  { status: "unavailable", source: "x", reason: "no" },
])("$status / filtered / as it was", (detection) => {
  expect(applyFilter(detection, WANTED)).toBe(detection);
});
