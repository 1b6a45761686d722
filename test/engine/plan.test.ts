/** The planner: its table row by row, then its laws. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plan, type RecordSetPolicy } from "../../src/core/plan/plan.ts";
import type {
  Address,
  AddressRecord,
  Change,
  EnforceableAttribute,
  Intent,
  RecordAttributes,
} from "../../src/core/types.ts";
import { addressOf, nameOf } from "../unit/core/values.ts";

const KEY = { name: nameOf("home.example.org"), type: "A" } as const;
const [A, B, C, D] = ["203.0.113.1", "203.0.113.2", "203.0.113.3", "203.0.113.4"].map(addressOf) as [
  Address,
  Address,
  Address,
  Address,
];
const FALLBACK: RecordAttributes = { ttl: 1, proxied: false, comment: "", tags: [] };

function record(id: string, content: Address, attributes: Partial<RecordAttributes> = {}): AddressRecord {
  return { id, ...KEY, content, ...FALLBACK, ...attributes };
}

function policy(change: Partial<RecordSetPolicy> = {}): RecordSetPolicy {
  return { attributes: FALLBACK, enforce: new Set(), keepSurplus: false, create: true, ...change };
}

function to(...targets: readonly [Address, ...Address[]]): Intent<Address> {
  return { kind: "set", targets };
}

/** `update 1 to B ttl=5` and the like. */
function short(change: Change): string {
  if (change.action === "create") return `create ${change.content}`;
  if (change.action === "delete") return `delete ${change.id}`;
  return `update ${change.id}${change.content === undefined ? "" : ` to ${change.content}`}${change.attributes === undefined ? "" : ` ${JSON.stringify(change.attributes)}`}`;
}

describe("the table", () => {
  test.each<[string, Intent<Address>, readonly AddressRecord[], Partial<RecordSetPolicy>, readonly string[]]>(
    [
      ["at its target / nothing", to(A), [record("1", A)], {}, []],
      ["none / one is created", to(A), [], {}, [`create ${A}`]],
      [
        "outdated / its content is updated, nothing else",
        to(A),
        [record("1", B, { ttl: 300, comment: "x" })],
        {},
        [`update 1 to ${A}`],
      ],
      [
        "two outdated / the first is updated, the second deleted",
        to(A),
        [record("1", B), record("2", C)],
        {},
        [`update 1 to ${A}`, "delete 2"],
      ],
      [
        "one of two targets / the outdated moves, one is created",
        to(A, D),
        [record("1", B)],
        {},
        [`update 1 to ${A}`, `create ${D}`],
      ],
      ["twice at the target / the second goes", to(A), [record("1", A), record("2", A)], {}, ["delete 2"]],
      [
        "twice at the target, the second matches / the first goes",
        to(A),
        [record("1", A, { ttl: 300 }), record("2", A)],
        {},
        ["delete 1"],
      ],
      [
        "an enforced attribute differs / it alone is set",
        to(A),
        [record("1", A, { ttl: 300 })],
        { enforce: new Set<EnforceableAttribute>(["ttl"]) },
        ['update 1 {"ttl":1}'],
      ],
      [
        "an attribute differs that is not enforced / nothing",
        to(A),
        [record("1", A, { ttl: 300, comment: "x", proxied: true })],
        {},
        [],
      ],
      [
        "TTL is enforced on a proxied record / nothing, as Cloudflare answers 1 for ever",
        to(A),
        [record("1", A, { proxied: true })],
        {
          enforce: new Set<EnforceableAttribute>(["ttl"]),
          attributes: { ...FALLBACK, ttl: 300, proxied: true },
        },
        [],
      ],
      [
        "outdated with a wrong enforced attribute / both at once",
        to(A),
        [record("1", B, { proxied: true })],
        { enforce: new Set<EnforceableAttribute>(["proxied"]) },
        [`update 1 to ${A} {"proxied":false}`],
      ],
      [
        "of two outdated the second matches / it moves, the first goes",
        to(A),
        [record("1", B, { comment: "x" }), record("2", C, { comment: "" })],
        {},
        [`update 2 to ${A}`, "delete 1"],
      ],
      [
        "surplus is kept / the outdated moves, the others stay",
        to(A),
        [record("1", B), record("2", C), record("3", A)],
        { keepSurplus: true },
        [],
      ],
      [
        "surplus is kept, none at the target / one moves",
        to(A),
        [record("1", B), record("2", C)],
        { keepSurplus: true },
        [`update 1 to ${A}`],
      ],
      ["nothing may be created / an empty set stays empty", to(A), [], { create: false }, []],
      [
        "nothing may be created / what is there still moves",
        to(A, D),
        [record("1", B)],
        { create: false },
        [`update 1 to ${A}`],
      ],
      [
        "clear / every one goes",
        { kind: "clear" },
        [record("2", A), record("1", B)],
        {},
        ["delete 1", "delete 2"],
      ],
      ["clear, none there / nothing", { kind: "clear" }, [], {}, []],
      ["preserve / nothing", { kind: "preserve" }, [record("1", B)], {}, []],
      ["abort / nothing", { kind: "abort", reason: "x", code: "DETECTION_FAILED" }, [record("1", B)], {}, []],
    ],
  )("%s", (_title, intent, records, change, expected) => {
    expect(plan(KEY, intent, records, policy(change)).map(short)).toEqual(expected);
  });

  test("outdated records agree on comment and one tag / one more is created / with what they agree on, else the fallback", () => {
    const records = [
      record("1", B, { comment: "x", ttl: 60, tags: ["site:home", "a"] }),
      record("2", C, { comment: "x", ttl: 90, tags: ["Site:home"] }),
    ];
    const changes = plan(KEY, to(A, D, addressOf("203.0.113.9")), records, policy());
    expect(changes.at(-1)).toMatchObject({
      action: "create",
      attributes: { comment: "x", ttl: 1, tags: ["site:home"], proxied: false },
    });
  });
});

const address = fc.constantFrom(A, B, C, D);
const attributes: fc.Arbitrary<Partial<RecordAttributes>> = fc.record({
  ttl: fc.constantFrom(1, 300),
  proxied: fc.boolean(),
  comment: fc.constantFrom("", "x"),
});
const records = fc
  .array(fc.tuple(address, attributes), { maxLength: 6 })
  .map((all) =>
    all.map(([content, own], index) =>
      record(String(index), content, own.proxied === true ? { ...own, ttl: 1 } : own),
    ),
  );
const targets = fc
  .uniqueArray(address, { minLength: 1, maxLength: 4 })
  .map((all) => to(...(all as [Address, ...Address[]])));
const policies = fc
  .record({
    enforce: fc.subarray<EnforceableAttribute>(["ttl", "proxied", "comment"]),
    own: attributes,
    keepSurplus: fc.boolean(),
    create: fc.boolean(),
  })
  .map(({ enforce, own, ...rest }) =>
    policy({ ...rest, enforce: new Set(enforce), attributes: { ...FALLBACK, ...own } }),
  );

describe("laws", () => {
  test("any records in another order / plan / the same changes", () => {
    fc.assert(
      fc.property(
        targets,
        records,
        policies,
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (intent, all, own, chance) => {
          const shuffled = [...all]
            .map((one) => ({ one, key: chance.next().value as number }))
            .sort((a, b) => a.key - b.key)
            .map(({ one }) => one);
          expect(plan(KEY, intent, shuffled, own)).toEqual(plan(KEY, intent, all, own));
        },
      ),
    );
  });

  test("a plan applied / plan again / nothing is left to do", () => {
    fc.assert(
      fc.property(targets, records, policies, (intent, all, own) => {
        expect(plan(KEY, intent, applied(all, plan(KEY, intent, all, own)), own)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test("any plan / look at its end / deletions come last, each record is touched once, no two share a target", () => {
    fc.assert(
      fc.property(targets, records, policies, (intent, all, own) => {
        const changes = plan(KEY, intent, all, own);
        const kinds = changes.map(({ action }) => action === "delete");
        expect(kinds).toEqual([...kinds].sort((a, b) => Number(a) - Number(b)));
        const ids = changes.flatMap((change) => ("id" in change ? [change.id] : []));
        expect(new Set(ids).size).toBe(ids.length);
        const after = applied(all, changes).map(({ content }) => content);
        if (!own.keepSurplus) expect(new Set(after).size).toBe(after.length);
        if (own.create && intent.kind === "set")
          expect(after).toEqual(expect.arrayContaining([...intent.targets]));
      }),
    );
  });
});

function applied(all: readonly AddressRecord[], changes: readonly Change[]): readonly AddressRecord[] {
  const byId = new Map(all.map((one) => [one.id, one]));
  changes.forEach((change, index) => {
    if (change.action === "delete") byId.delete(change.id);
    else if (change.action === "create")
      byId.set(`new${index}`, record(`new${index}`, change.content, change.attributes));
    else {
      const before = byId.get(change.id) as AddressRecord;
      byId.set(change.id, { ...before, ...change.attributes, content: change.content ?? before.content });
    }
  });
  return [...byId.values()].map((one) => (one.proxied ? { ...one, ttl: 1 } : one));
}
