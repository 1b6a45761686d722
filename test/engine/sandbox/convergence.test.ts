/** Random zones, lists and fault schedules over real HTTP: the engine converges once the faults are used up, and comes to rest. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { parsePrefix } from "../../../src/index.ts";
import type { SeedPending } from "../../sandbox/index.ts";
import { faults, type Item, items, networks, pending, records, seedOf } from "./arbitraries.ts";
import { ACCOUNT, LIST_ENVIRONMENT, NEW, openSandboxStage, type SandboxStage } from "./stage.ts";

/** How many schedules are drawn; SANDBOX_SCHEDULES=1000 takes some minutes. */
const RUNS = Number(process.env["SANDBOX_SCHEDULES"] ?? 40);

const ENVIRONMENT = {
  ...LIST_ENVIRONMENT,
  WAF_LISTS: `${ACCOUNT}/home`,
  ZERO_TRUST_LISTS: `${ACCOUNT}/home`,
  ZERO_TRUST_LOCATIONS: `${ACCOUNT}/home`,
  MANAGED_RECORDS_COMMENT_REGEX: "^ddns$",
  RECORD_COMMENT: "ddns",
  CACHE_EXPIRATION: "1h",
  // None of these faults stalls, and the short time of the stage must not end what a busy machine does slowly.
  UPDATE_TIMEOUT: "10m",
};

const signal = new AbortController().signal;

/** Two records of one name, type and content exist at Cloudflare only as leftovers; seeds may make them, so do we. */
test("any zones, lists of each kind, any faults / cycles / right, at rest, and what is others' as it was", {
  timeout: 60_000 + RUNS * 2000,
}, async () => {
  const own = fc.record({ waf: items, zeroTrust: items, networks });
  await fc.assert(
    fc.asyncProperty(records, own, pending, faults, async (all, seeded, left, schedule) => {
      await using stage = await openSandboxStage(seedOf(all, seeded), ENVIRONMENT);
      const { sandbox } = stage;
      if (left !== undefined) sandbox.seed({ lists: [{ account: ACCOUNT, name: "home", pending: left }] });
      const before = holdingsOf(stage);
      await cycleTwice(stage, schedule);
      const rest = await cycleAnew(stage);
      expect(sandbox.requests.every(({ method }) => method === "GET")).toBe(true);
      expectRecords(stage, before.foreign, rest.records);
      expect(itemsOf(sandbox.lists()[0]?.items ?? [])).toEqual(wantedItems(settled(seeded.waf, left)));
      const [list] = sandbox.zeroTrustLists();
      const values = (list?.items ?? []).map(({ value, description }) => ({
        ip: value,
        comment: description,
      }));
      expect(itemsOf(values)).toEqual(wantedItems(seeded.zeroTrust));
      const after = holdingsOf(stage);
      expect(after.location).toEqual(before.location);
      expect(after.networks).toEqual([...new Set([...before.networks, `${NEW}/32`])].sort());
    }),
    { numRuns: RUNS },
  );
});

async function cycleTwice(
  { sandbox, openEngine }: SandboxStage,
  schedule: readonly Parameters<typeof sandbox.fault>[0][],
) {
  const { engine, close } = await openEngine();
  for (const one of schedule) sandbox.fault(one);
  await engine.cycle({ signal });
  await engine.cycle({ signal });
  sandbox.clearFaults();
  await close();
}

/** A new process brings everything right; what it reports at rest, and the requests of that. */
async function cycleAnew({ sandbox, openEngine }: SandboxStage) {
  const { engine, close } = await openEngine();
  // As many readings as it takes until what was left pending has settled.
  for (let again = 0; again < 5; again++) await engine.cycle({ signal, fresh: true });
  sandbox.clearRequests();
  const rest = await engine.cycle({ signal, fresh: true });
  await close();
  return rest;
}

function recordsOf({ sandbox }: SandboxStage) {
  return ["example.org", "example.net"].flatMap((zone) => sandbox.records(zone));
}

function holdingsOf(stage: SandboxStage) {
  const foreign = recordsOf(stage).filter(
    ({ type, comment, name }) => type !== "A" || comment !== "ddns" || name.startsWith("other"),
  );
  const [first] = stage.sandbox.locations();
  if (first === undefined) throw new Error("the seed has a location");
  const { networks, updated_at, ...location } = first;
  return {
    foreign,
    location,
    networks: (networks ?? []).map(({ network }) => String(parsePrefix(network))).sort(),
  };
}

function expectRecords(
  stage: SandboxStage,
  foreign: ReturnType<typeof recordsOf>,
  reports: Awaited<ReturnType<typeof cycleAnew>>["records"],
): void {
  const all = recordsOf(stage);
  for (const one of foreign) expect(all).toContainEqual(one);
  for (const { name, outcome, error } of reports) {
    const blocked = foreign.some((one) => one.type === "A" && one.name === name && one.content === NEW);
    const ours = all.filter((one) => one.name === name && one.comment === "ddns" && one.type === "A");
    if (outcome === "failed") expect([error?.code, blocked]).toEqual(["RECORD_CONFLICT", true]);
    else expect(ours.map(({ content }) => content)).toEqual([NEW]);
  }
}

function itemsOf(held: readonly Item[]): readonly string[] {
  return held.map(({ ip, comment }) => `${parsePrefix(ip)} ${comment}`).sort();
}

/** What the operation that was left pending makes of the items. */
function settled(seeded: readonly Item[], left: SeedPending | undefined): readonly Item[] {
  const { append = [], remove = [] } = left ?? {};
  const going = [...remove, ...append.map(({ ip }) => ip)];
  return [
    ...seeded.filter(({ ip }) => !going.includes(ip)),
    ...append.map(({ ip, comment = "" }) => ({ ip, comment })),
  ];
}

/** Others' items as they were, and ours at the target unless somebody else's stands there. */
function wantedItems(seeded: readonly Item[]): readonly string[] {
  const foreign = seeded.filter(({ comment }) => comment === "by hand");
  const isTaken = foreign.some(({ ip }) => ip === NEW);
  return itemsOf([...foreign, ...(isTaken ? [] : [{ ip: NEW, comment: "ddns" }])]);
}
