/** What goes wrong with Zero Trust lists and DNS locations, over real HTTP; the records beside them are served all the same. */

import { describe, expect, test } from "vitest";
import { entriesOf } from "../../command-line/reconcile-case.ts";
import type { SandboxSeed, SeedLocation } from "../../sandbox/index.ts";
import {
  ACCOUNT,
  ALL_NEW,
  LIST_ENVIRONMENT,
  NEW,
  OLD,
  openSandboxStage,
  SEED,
  TOKEN,
} from "../sandbox/stage.ts";
import { every, type ListFaultCase } from "./fault-case.ts";

const patching = { method: "PATCH", path: "/accounts/*/gateway/lists/*" };
const putting = { method: "PUT", path: "/accounts/*/gateway/locations/*" };
const withTokens = (permissions: string[]) => ({ tokens: [{ value: TOKEN, permissions }] });
const withoutZeroTrust = withTokens(["Zone Read", "DNS Edit"]);
const numbered = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ value: `10.${n >> 8}.${n & 255}.1`, description: "other" }));

const ITEMS = [
  { value: OLD, description: "ddns" },
  { value: "192.0.2.9", description: "by hand" },
];
const LIST: SandboxSeed = {
  zeroTrustLists: [{ account: ACCOUNT, name: "Home IPs", description: "ours", items: ITEMS }],
};
const LIST_WANTED = ["192.0.2.9 by hand", `${NEW} ddns`];
const LIST_UNTOUCHED = ["192.0.2.9 by hand", `${OLD} ddns`];

const LIST_CASES: readonly ListFaultCase[] = [
  ...(["10000", "9109", "200"] as const).map((permissionMissing) => ({
    title: `permission missing, told as ${permissionMissing}`,
    seed: withoutZeroTrust,
    switches: { permissionMissing },
    expected: "PERMISSION_DENIED",
    says: /Zero Trust/,
    after: LIST_UNTOUCHED,
    converges: false,
  })),
  {
    title: "permission to read alone",
    seed: withTokens(["Zone Read", "DNS Edit", "Zero Trust Read"]),
    expected: "PERMISSION_DENIED",
    says: /Zero Trust/,
    after: LIST_UNTOUCHED,
    converges: false,
  },
  {
    title: "the answer to the change is lost",
    faults: [{ kind: "lose-answer", match: patching }],
    expected: "updated",
  },
  {
    title: "the change is reset before it arrives",
    faults: [{ kind: "reset-before", match: patching }],
    expected: "updated",
  },
  { title: "the change is cut short", faults: [{ kind: "truncate", match: patching }], expected: "updated" },
  {
    title: "429 with a short wait",
    faults: [{ kind: "rate-limit", retryAfter: 1, match: patching }],
    expected: "updated",
  },
  {
    title: "refused each time",
    faults: [{ kind: "status", status: 400, message: "no", match: patching, times: every }],
    expected: "BAD_INPUT",
    after: LIST_UNTOUCHED,
  },
  {
    title: "items nested, few a page",
    switches: { zeroTrustItems: "nested", zeroTrustItemsPerPage: 1 },
    expected: "updated",
  },
  { title: "values told in one form", switches: { zeroTrustValues: "canonical" }, expected: "updated" },
  {
    title: "a list without room",
    seed: { zeroTrustLists: [{ account: ACCOUNT, name: "Home IPs", items: numbered(999) }] },
    expected: "BAD_INPUT",
    says: /no room/,
    converges: false,
  },
];

describe("Zero Trust lists", () => {
  test.each(LIST_CASES.map((one) => [one.title, one] as const))("%s", async (_title, one) => {
    const environment = { ...LIST_ENVIRONMENT, WAF_LISTS: "", ZERO_TRUST_LISTS: `${ACCOUNT}/Home IPs` };
    await using stage = await openSandboxStage({ ...SEED, ...LIST }, environment);
    const held = () => {
      const [list] = stage.sandbox.zeroTrustLists();
      expect(list?.description).toBe("ours");
      return (list?.items ?? [])
        .filter(({ description }) => description !== "other")
        .map(({ value, description }) => `${value} ${description}`)
        .sort();
    };
    await tried(
      stage,
      one,
      "zero-trust",
      held,
      one.after ?? (one.expected === "updated" ? LIST_WANTED : LIST_UNTOUCHED),
    );
    if (one.converges !== false) expect(held()).toEqual(LIST_WANTED);
  });
});

const HOME: SeedLocation = {
  account: ACCOUNT,
  name: "Home",
  ecs_support: true,
  max_ttl: { mode: "override", ttl_secs: 300 },
  networks: [{ network: "192.0.2.0/24" }],
};
const HOME_WANTED = ["192.0.2.0/24", `${NEW}/32`];
const HOME_UNTOUCHED = ["192.0.2.0/24"];

const LOCATION_CASES: readonly ListFaultCase[] = [
  {
    title: "permission missing",
    seed: withoutZeroTrust,
    expected: "PERMISSION_DENIED",
    says: /Zero Trust/,
    after: HOME_UNTOUCHED,
    converges: false,
  },
  {
    title: "the address is somebody else's location",
    seed: { takenNetworks: [NEW] },
    expected: "BAD_INPUT",
    says: /203\.0\.113\.7/,
    after: HOME_UNTOUCHED,
    converges: false,
  },
  { title: "the answer is lost", faults: [{ kind: "lose-answer", match: putting }], expected: "updated" },
  {
    title: "reset before it arrives",
    faults: [{ kind: "reset-before", match: putting }],
    expected: "updated",
  },
  {
    title: "429 with a short wait",
    faults: [{ kind: "rate-limit", retryAfter: 1, match: putting }],
    expected: "updated",
  },
  {
    title: "refused each time",
    faults: [{ kind: "status", status: 400, message: "no", match: putting, times: every }],
    expected: "BAD_INPUT",
    after: HOME_UNTOUCHED,
  },
];

describe("DNS locations", () => {
  test.each(LOCATION_CASES.map((one) => [one.title, one] as const))("%s", async (_title, one) => {
    const environment = { ZERO_TRUST_LOCATIONS: `${ACCOUNT}/Home` };
    await using stage = await openSandboxStage({ ...SEED, locations: [HOME] }, environment);
    const rest = () => {
      const { networks, updated_at, ...fields } = stage.sandbox.locations()[0] ?? {};
      return fields;
    };
    const before = rest();
    const held = () => (stage.sandbox.locations()[0]?.networks ?? []).map(({ network }) => network).sort();
    await tried(stage, one, "location", held, one.after ?? HOME_WANTED);
    if (one.converges !== false) expect(held()).toEqual(HOME_WANTED);
    expect(rest()).toEqual(before);
  });
});

/** One run under faults, then one without. */
async function tried(
  stage: Awaited<ReturnType<typeof openSandboxStage>>,
  one: ListFaultCase,
  type: string,
  held: () => readonly string[],
  after: readonly string[],
): Promise<void> {
  Object.assign(stage.sandbox.switches, one.switches);
  stage.sandbox.seed(one.seed ?? {});
  for (const fault of one.faults ?? []) stage.sandbox.fault(fault);
  const { report, status, err } = await stage.once();
  const entry = entriesOf(report).find((found) => found.type === type);
  expect(entry?.error?.code ?? entry?.outcome, err).toBe(one.expected);
  if (one.says !== undefined) expect(entry?.error?.message).toMatch(one.says);
  expect(status).toBe(one.expected === "updated" ? 0 : 1);
  expect(held()).toEqual(after);
  expect(stage.contents()).toEqual(ALL_NEW);
  if (one.converges === false) return;
  stage.sandbox.clearFaults();
  const second = await stage.once();
  expect(second.status, second.err).toBe(0);
}
