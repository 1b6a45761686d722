/** A new record beside an orange one of the other family must not show the home (Z5). */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plan, type RecordSetPolicy } from "../../src/core/plan/plan.ts";
import type { AddressRecord, EnforceableAttribute, RecordAttributes } from "../../src/core/types.ts";
import { parseEnvironment } from "../../src/index.ts";
import { addressOf, nameOf } from "../unit/core/values.ts";
import { PLAIN } from "./kit.ts";
import { openSandboxStage } from "./sandbox/stage.ts";

const NAME = nameOf("home.example.org");
const KEY = { name: NAME, type: "AAAA" } as const;
const TARGET = addressOf("2a02:8071:1::7");
const FALLBACK: RecordAttributes = { ttl: 300, proxied: false, comment: "mine", tags: ["x"] };
const ORANGE = { proxied: true };
const OPEN = { proxied: false };

const sibling = (id: string, change: Partial<RecordAttributes>): AddressRecord => ({
  ...PLAIN,
  id,
  name: NAME,
  type: "A",
  content: addressOf("198.51.100.1"),
  ...change,
});
const own = (id: string, change: Partial<RecordAttributes>): AddressRecord => ({
  ...sibling(id, change),
  type: "AAAA",
  content: addressOf(`2a02:8071:9::${id}`),
});

function created(
  siblings: readonly Partial<RecordAttributes>[],
  managed: readonly AddressRecord[] = [],
  change: Partial<RecordSetPolicy> = {},
): RecordAttributes | undefined {
  const policy = {
    attributes: FALLBACK,
    enforce: new Set<EnforceableAttribute>(),
    keepSurplus: false,
    create: true,
    proxiedAsSiblings: true,
    ...change,
  };
  const targets = [TARGET, addressOf("2a02:8071:1::8"), addressOf("2a02:8071:1::9")] as const;
  const others = siblings.map((attributes, index) => sibling(`s${index}`, attributes));
  return plan(KEY, { kind: "set", targets }, managed, policy, others).flatMap((step) =>
    step.action === "create" ? [step.attributes] : [],
  )[0];
}

describe("what a created record is", () => {
  test.each<[string, ReturnType<typeof created>, boolean]>([
    ["nothing beside it / as configured", created([]), false],
    ["an orange one beside it / orange", created([ORANGE]), true],
    ["two orange ones beside it / orange", created([ORANGE, ORANGE]), true],
    ["one of them in the open / as configured", created([ORANGE, OPEN]), false],
    [
      "replaced ones in the open, orange beside / as the replaced ones",
      created([ORANGE], [own("1", OPEN)]),
      false,
    ],
    ["replaced ones orange, open beside / as the replaced ones", created([OPEN], [own("1", ORANGE)]), true],
    [
      "replaced ones that disagree, orange beside / as those beside",
      created([ORANGE], [own("1", ORANGE), own("2", OPEN)]),
      true,
    ],
    ["PROXIED says no, orange beside / no", created([ORANGE], [], { proxiedAsSiblings: false }), false],
    [
      "enforced in the open, orange beside / in the open",
      created([ORANGE], [], { enforce: new Set(["proxied"]) }),
      false,
    ],
    [
      "orange as configured, open beside / in the open",
      created([OPEN], [], { attributes: { ...FALLBACK, proxied: true } }),
      false,
    ],
  ])("%s", (_title, attributes, proxied) => {
    expect(attributes?.proxied).toBe(proxied);
  });

  test("anything beside it / create / TTL, comment and tags are as configured", () => {
    const attributes = fc.record({
      ttl: fc.constantFrom(1, 60, 300),
      proxied: fc.boolean(),
      comment: fc.constantFrom("", "four"),
      tags: fc.constantFrom<readonly string[]>([], ["a:b"]),
    });
    fc.assert(
      fc.property(fc.array(attributes, { maxLength: 4 }), (siblings) => {
        const clouds = new Set(siblings.map(({ proxied }) => proxied));
        const [agreed = false] = clouds.size === 1 ? clouds : [];
        expect(created(siblings)).toEqual({ ...FALLBACK, proxied: agreed });
      }),
    );
  });
});

describe("who said what", () => {
  const token = "cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD";
  test.each([
    ["nothing", {}, true],
    ["PROXIED blank", { PROXIED: "" }, true],
    ["PROXIED=false, which is what leaving it out says", { PROXIED: "false" }, true],
    ["PROXIED=true", { PROXIED: "true" }, undefined],
    ["an expression that is not about this name", { PROXIED: "is(www.example.org)" }, undefined],
    ["a value in the braces", { DOMAINS: "home.example.org{proxied=false}" }, undefined],
  ])("%s / read the settings / follows its siblings: %s", (_title, change, follows) => {
    const environment = { CLOUDFLARE_API_TOKEN: token, DOMAINS: "home.example.org", ...change };
    const files = { read: () => ({ ok: false, reason: "none" }) as const };
    const parsed = parseEnvironment(environment, files, { currentFolder: "/" });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    expect(parsed.config.records.map((target) => target.proxiedAsSiblings)).toEqual([follows, follows]);
  });
});

test("an orange AAAA, not ours by its comment, beside a new A / once / the A is as configured", async () => {
  const record = { name: "home.example.org", type: "AAAA", content: "2a02:8071:1::7", proxied: true };
  for (const [comment, proxied] of [
    ["by hand", false],
    ["ddns", true],
  ] as const) {
    await using stage = await openSandboxStage(
      { zones: [{ name: "example.org", records: [{ ...record, comment }] }] },
      {
        IP4_DOMAINS: "home.example.org",
        IP4_PROVIDER: "static:93.184.216.34",
        RECORD_COMMENT: "ddns",
        MANAGED_RECORDS_COMMENT_REGEX: "^ddns$",
      },
    );
    await stage.once();
    const made = stage.sandbox.records("example.org").find(({ type }) => type === "A");
    expect(made).toMatchObject({ content: "93.184.216.34", proxied });
  }
});
