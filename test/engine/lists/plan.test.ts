/** The planner of WAF lists: its table, then its laws. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { covers, prefixFamily } from "../../../src/core/address/prefix.ts";
import type { ListItem } from "../../../src/core/list/list.ts";
import { type ListPolicy, planList } from "../../../src/core/list/plan.ts";
import { SELECT_ALL } from "../../../src/core/plan/ownership.ts";
import type { Intent, OwnershipSelector, Prefix } from "../../../src/core/types.ts";
import { prefixFrom } from "../../unit/core/values.ts";
import { MARKED } from "../kit.ts";

const PRESERVE: Intent<Prefix> = { kind: "preserve" };
const ABORT: Intent<Prefix> = { kind: "abort", reason: "x", code: "DETECTION_FAILED" };
const CLEAR: Intent<Prefix> = { kind: "clear" };

function to(...prefixes: readonly string[]): Intent<Prefix> {
  return { kind: "set", targets: prefixes.map(prefixFrom) as [Prefix, ...Prefix[]] };
}

function item(prefix: string, comment = "ddns"): ListItem {
  return { id: `id ${prefix}`, prefix: prefixFrom(prefix), comment };
}

function policy(selector: OwnershipSelector): ListPolicy {
  return {
    isOurs: ({ comment }) => selector.matches(comment),
    isMarked: selector.matches,
    comment: "ddns",
    prefixLengths: { 4: 32, 6: 64 },
  };
}

describe("the table", () => {
  test.each<
    [
      string,
      Intent<Prefix>,
      Intent<Prefix>,
      readonly ListItem[],
      readonly string[],
      readonly string[],
      number,
    ]
  >([
    ["empty / added", to("203.0.113.7/32"), PRESERVE, [], ["203.0.113.7/32"], [], 0],
    ["there already / nothing", to("203.0.113.7/32"), PRESERVE, [item("203.0.113.7/32")], [], [], 0],
    [
      "an outdated one / exchanged",
      to("203.0.113.7/32"),
      PRESERVE,
      [item("198.51.100.1/32")],
      ["203.0.113.7/32"],
      ["198.51.100.1/32"],
      0,
    ],
    [
      "a wider one of ours covers it / is exchanged for the target",
      to("203.0.113.7/32"),
      PRESERVE,
      [item("203.0.113.0/24")],
      ["203.0.113.7/32"],
      ["203.0.113.0/24"],
      0,
    ],
    [
      "a wide target that is there / stays, however wide",
      to("203.0.112.0/20"),
      PRESERVE,
      [item("203.0.112.0/20")],
      [],
      [],
      0,
    ],
    [
      "ours and no wider than the default, around a longer prefix / stays",
      PRESERVE,
      to("2001:db8::7/128"),
      [item("2001:db8::/64")],
      [],
      [],
      0,
    ],
    [
      "a wider one of others / does not count",
      to("203.0.113.7/32"),
      PRESERVE,
      [item("203.0.113.0/24", "theirs")],
      ["203.0.113.7/32"],
      [],
      0,
    ],
    [
      "exactly the target, of others / left, with a warning",
      to("203.0.113.7/32"),
      PRESERVE,
      [item("203.0.113.7/32", "theirs")],
      [],
      [],
      1,
    ],
    [
      "others' items / stay",
      to("203.0.113.7/32"),
      PRESERVE,
      [item("192.0.2.1/32", "theirs"), item("203.0.113.7/32")],
      [],
      [],
      0,
    ],
    [
      "IPv6 unavailable / its items stay",
      to("203.0.113.7/32"),
      ABORT,
      [item("2001:db8::/64"), item("198.51.100.1/32")],
      ["203.0.113.7/32"],
      ["198.51.100.1/32"],
      0,
    ],
    ["both unavailable / nothing", ABORT, ABORT, [item("2001:db8::/64"), item("198.51.100.1/32")], [], [], 0],
    [
      "clear IPv4 / its items go, IPv6 stays",
      CLEAR,
      PRESERVE,
      [item("2001:db8::/64"), item("198.51.100.1/32"), item("192.0.2.1/32", "theirs")],
      [],
      ["198.51.100.1/32"],
      0,
    ],
    [
      "two targets, one covered / the other is added",
      to("203.0.113.7/32", "198.51.100.1/32"),
      PRESERVE,
      [item("198.51.100.1/32")],
      ["203.0.113.7/32"],
      [],
      0,
    ],
  ])("%s", (_title, four, six, items, added, removed, warnings) => {
    const plan = planList({ 4: four, 6: six }, items, policy(MARKED));
    expect(plan.add.map(({ prefix }) => prefix)).toEqual(added);
    expect(plan.remove.map(({ prefix }) => prefix)).toEqual(removed);
    expect(plan.warnings).toHaveLength(warnings);
  });
});

const prefix = fc.constantFrom(
  "203.0.113.7/32",
  "203.0.113.0/24",
  "198.51.100.1/32",
  "2001:db8::/64",
  "2001:db8::/48",
  "2001:db8:1::/64",
);
const items = fc
  .uniqueArray(fc.tuple(prefix, fc.constantFrom("ddns", "theirs")), { selector: ([one]) => one })
  .map((all) => all.map(([one, comment]) => item(one, comment)));
const intent = (texts: readonly string[]) =>
  fc.oneof(
    fc.constantFrom(PRESERVE, ABORT, CLEAR),
    fc.subarray([...texts], { minLength: 1 }).map((all) => to(...all)),
  );

describe("laws", () => {
  test("any list / plan, apply, plan again / nothing left, every target covered, others' items untouched", () => {
    fc.assert(
      fc.property(
        intent(["203.0.113.7/32", "198.51.100.1/32"]),
        intent(["2001:db8::/64", "2001:db8:1::/64"]),
        items,
        fc.constantFrom(MARKED, SELECT_ALL),
        (four, six, all, selector) => {
          const intents = { 4: four, 6: six };
          const own = policy(selector);
          const first = planList(intents, all, own);
          const after = [
            ...all.filter((one) => !first.remove.includes(one)),
            ...first.add.map((one) => ({ id: "new", ...one })),
          ];
          const second = planList(intents, after, own);
          expect([second.add, second.remove]).toEqual([[], []]);
          for (const one of all) if (!selector.matches(one.comment)) expect(after).toContain(one);
          for (const wanted of [four, six].flatMap((one) => (one.kind === "set" ? one.targets : [])))
            expect(after.some((one) => covers(one.prefix, wanted))).toBe(true);
          for (const one of first.remove)
            expect(["set", "clear"]).toContain(intents[prefixFamily(one.prefix)].kind);
        },
      ),
    );
  });
});
