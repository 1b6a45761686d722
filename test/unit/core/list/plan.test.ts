/** The planner of lists where it is more than its table: what is compared, what a silent line keeps, which comment an item gets. */

import { describe, expect, test } from "vitest";
import type { ListItem } from "../../../../src/core/list/list.ts";
import { isSamePlan, type ListPlan, type ListPolicy, planList } from "../../../../src/core/list/plan.ts";
import type { Intent, Prefix } from "../../../../src/core/types.ts";
import { prefixFrom } from "../values.ts";

const PRESERVE: Intent<Prefix> = { kind: "preserve" };
const policy: ListPolicy = {
  isOurs: ({ comment }) => comment.startsWith("ddns"),
  isMarked: (comment) => comment.startsWith("ddns"),
  comment: "ddns",
  prefixLengths: { 4: 32, 6: 64 },
};
const item = (prefix: string, comment = "ddns"): ListItem => ({
  id: `id ${prefix}`,
  prefix: prefixFrom(prefix),
  comment,
});
const set = (...prefixes: readonly string[]): Intent<Prefix> => ({
  kind: "set",
  targets: prefixes.map(prefixFrom) as [Prefix, ...Prefix[]],
});
const extend = (targets: readonly string[], movable: readonly string[]): Intent<Prefix> => ({
  kind: "extend",
  targets: targets.map(prefixFrom) as [Prefix, ...Prefix[]],
  movable: movable.map(prefixFrom),
  given: {},
});
const told = ({ add, remove, keep, warnings }: ListPlan) => ({
  add: add.map(({ prefix, comment }) => `${prefix} ${comment}`),
  remove: remove.map(({ prefix }) => prefix),
  keep: keep.map(({ prefix }) => prefix),
  warnings,
});

test("a foreign item at the target, and one that is not / plan / one warning in words, nothing of others is kept or taken", () => {
  const items = [item("203.0.113.7/32", "theirs"), item("192.0.2.1/32", "theirs"), item("198.51.100.1/32")];
  expect(told(planList({ 4: set("203.0.113.7/32", "198.51.100.1/32"), 6: PRESERVE }, items, policy))).toEqual(
    {
      add: [],
      remove: [],
      keep: ["198.51.100.1/32"],
      warnings: [
        "203.0.113.7/32 is in the list already, as an item that is not managed here; it was left as it is.",
      ],
    },
  );
});

test("ours and theirs / plan / what is removed is not kept", () => {
  const items = [item("198.51.100.1/32"), item("198.51.100.2/32")];
  expect(told(planList({ 4: set("198.51.100.2/32"), 6: PRESERVE }, items, policy))).toMatchObject({
    remove: ["198.51.100.1/32"],
    keep: ["198.51.100.2/32"],
  });
});

describe("a line is silent", () => {
  const items = ["198.51.100.1/32", "198.51.100.2/32", "198.51.100.3/32", "2001:db8::/64"].map((text) =>
    item(text),
  );

  test.each<[string, Intent<Prefix>, readonly string[], readonly string[]]>([
    [
      "one more, two movable",
      extend(["203.0.113.7/32"], ["198.51.100.1/32", "198.51.100.2/32"]),
      ["203.0.113.7/32"],
      ["198.51.100.1/32"],
    ],
    [
      "two more, two movable",
      extend(["203.0.113.7/32", "203.0.113.8/32"], ["198.51.100.1/32", "198.51.100.2/32"]),
      ["203.0.113.7/32", "203.0.113.8/32"],
      ["198.51.100.1/32", "198.51.100.2/32"],
    ],
    ["none more, one movable", extend(["198.51.100.3/32"], ["198.51.100.1/32"]), [], []],
    ["one more, none movable", extend(["203.0.113.7/32"], []), ["203.0.113.7/32"], []],
  ])("%s / plan / no more go than come", (_title, intent, added, removed) => {
    const plan = told(planList({ 4: intent, 6: PRESERVE }, items, policy));
    expect(plan.add).toEqual(added.map((prefix) => `${prefix} ddns`));
    expect(plan.remove).toEqual(removed);
  });

  test("additions of the other family / plan / make no room", () => {
    const intents = { 4: extend(["198.51.100.3/32"], ["198.51.100.1/32"]), 6: set("2001:db8:1::/64") };
    expect(told(planList(intents, items, policy)).remove).toEqual(["2001:db8::/64"]);
  });
});

describe("the comment of an addition", () => {
  const plan = (...items: readonly ListItem[]) =>
    told(planList({ 4: set("203.0.113.7/32"), 6: set("2001:db8:1::/64") }, items, policy)).add;

  test.each<[string, readonly ListItem[], readonly string[]]>([
    ["nothing is removed", [], ["203.0.113.7/32 ddns", "2001:db8:1::/64 ddns"]],
    [
      "what is removed agrees",
      [item("198.51.100.1/32", "ddns home"), item("198.51.100.2/32", "ddns home")],
      ["203.0.113.7/32 ddns home", "2001:db8:1::/64 ddns"],
    ],
    [
      "what is removed differs",
      [item("198.51.100.1/32", "ddns home"), item("198.51.100.2/32", "ddns office")],
      ["203.0.113.7/32 ddns", "2001:db8:1::/64 ddns"],
    ],
    [
      "each family has its own",
      [item("198.51.100.1/32", "ddns four"), item("2001:db8::/64", "ddns six")],
      ["203.0.113.7/32 ddns four", "2001:db8:1::/64 ddns six"],
    ],
  ])("%s / plan / taken over where it is one", (_title, items, expected) => {
    expect(plan(...items)).toEqual(expected);
  });

  test("an item that is ours by memory, its comment unmarked / plan / the own comment", () => {
    const byMemory = { ...policy, isOurs: () => true };
    const added = planList(
      { 4: set("203.0.113.7/32"), 6: PRESERVE },
      [item("198.51.100.1/32", "x")],
      byMemory,
    ).add;
    expect(added.map(({ comment }) => comment)).toEqual(["ddns"]);
  });
});

describe("two plans", () => {
  const made = (add: readonly string[], remove: readonly string[]): ListPlan => ({
    add: add.map((text) => {
      const [prefix = "", comment = ""] = text.split(" ");
      return { prefix: prefixFrom(prefix), comment };
    }),
    remove: remove.map((prefix) => item(prefix)),
    keep: [],
    warnings: [],
  });
  const A = "203.0.113.7/32 a";
  const B = "203.0.113.8/32 b";
  const one = made([A, B], ["198.51.100.1/32", "198.51.100.2/32"]);

  test.each<[string, ListPlan, boolean]>([
    ["the same in another order", made([B, A], ["198.51.100.2/32", "198.51.100.1/32"]), true],
    ["other things left alone", { ...one, keep: [item("192.0.2.1/32")], warnings: ["x"] }, true],
    ["one addition less", made([A], ["198.51.100.1/32", "198.51.100.2/32"]), false],
    ["one removal less", made([A, B], ["198.51.100.1/32"]), false],
    ["another comment", made([A, "203.0.113.8/32 c"], ["198.51.100.1/32", "198.51.100.2/32"]), false],
    ["another prefix", made([A, "203.0.113.9/32 b"], ["198.51.100.1/32", "198.51.100.2/32"]), false],
    ["another removal", made([A, B], ["198.51.100.1/32", "198.51.100.3/32"]), false],
    ["nothing", made([], []), false],
  ])("%s / compared / %s", (_title, other, isSame) => {
    expect(isSamePlan(one, other)).toBe(isSame);
    expect(isSamePlan(other, one)).toBe(isSame);
  });
});
