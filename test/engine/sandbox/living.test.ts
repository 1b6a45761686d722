/** An engine that lives on between cycles, over real HTTP: what changed at Cloudflare while it remembered, and how it behaves after a storm. */

import { describe, expect, test } from "vitest";
import type { SandboxSeed, SeedRecord, Switches } from "../../sandbox/index.ts";
import {
  ACCOUNT,
  ALL_NEW,
  LIST_ENVIRONMENT,
  LIST_SEED,
  NEW,
  OLD,
  openSandboxStage,
  SEED,
  TOKEN,
} from "./stage.ts";

const signal = new AbortController().signal;
const every = Number.POSITIVE_INFINITY;

describe("a zone deleted and made anew while its id was remembered", () => {
  test.each<[string, Partial<Switches>, { readonly status: number; readonly code: number } | undefined]>([
    ["told as 403 9109", { invisibleZone: 9109 }, undefined],
    ["told as 403 10000", { invisibleZone: 10000 }, undefined],
    ["told as 404 7003", {}, { status: 404, code: 7003 }],
    ["told as 400 7003", {}, { status: 400, code: 7003 }],
    ["told as 400 7000", {}, { status: 400, code: 7000 }],
  ])("%s / cycle from memory / found again within the cycle", async (_title, switches, told) => {
    await using stage = await openSandboxStage({});
    stage.sandbox.seed(seedWithIds("a"));
    const { engine, close } = await stage.openEngine();
    await engine.cycle({ signal, dryRun: true });
    await fetch(`${stage.sandbox.origin}/__sandbox/reset`, { method: "POST" });
    stage.sandbox.seed(seedWithIds("b"));
    Object.assign(stage.sandbox.switches, switches);
    const old = { path: /a{31}/ };
    if (told !== undefined)
      stage.sandbox.fault({ kind: "status", times: every, ...told, message: "Could not route", match: old });
    const report = await engine.cycle({ signal });
    await close();
    expect(report.records.map(({ outcome }) => outcome)).toEqual(["updated", "updated", "updated"]);
    expect(stage.contents()).toEqual(ALL_NEW);
    expect(stage.sandbox.requests.filter(({ path }) => path === "/zones")).toHaveLength(1);
  });
});

function seedWithIds(digit: string): SandboxSeed {
  const records = (all: readonly SeedRecord[] = []) => all.map(({ id: _old, ...record }) => record);
  return {
    zones: (SEED.zones ?? []).map((zone, index) => ({
      ...zone,
      id: `${digit.repeat(31)}${index}`,
      records: records(zone.records),
    })),
  };
}

describe("a list deleted and made anew while its id was remembered", () => {
  test.each([404, 400])(
    "unknown list told as %i / cycle from memory / found again within the cycle",
    async (status) => {
      await using stage = await openSandboxStage(LIST_SEED, LIST_ENVIRONMENT);
      stage.sandbox.switches.unknownList = { status, code: 10092 };
      const { engine, close } = await stage.openEngine();
      await engine.cycle({ signal, dryRun: true });
      const { id } = (await state(stage.sandbox.origin)).lists[0] ?? { id: "" };
      const headers = { authorization: `Bearer ${TOKEN}` };
      await fetch(`${stage.sandbox.url}/accounts/${ACCOUNT}/rules/lists/${id}`, {
        method: "DELETE",
        headers,
      });
      stage.sandbox.seed({
        lists: [{ account: ACCOUNT, name: "home_ips", items: [{ ip: OLD, comment: "ddns" }] }],
      });
      const report = await engine.cycle({ signal });
      await close();
      expect(report.lists).toMatchObject([{ outcome: "updated", error: null }]);
      expect(stage.items()).toEqual([`${NEW} ddns`]);
    },
  );
});

describe("after a storm", () => {
  test.each<[string, number | undefined, number]>([
    ["429 without Retry-After", undefined, 8],
    ["429 with a day of Retry-After", 86_400, 2],
  ])(
    "%s / two cycles / few requests in the first, none in the second",
    async (_title, retryAfter, atMost) => {
      await using stage = await openSandboxStage(LIST_SEED, LIST_ENVIRONMENT);
      const { engine, close } = await stage.openEngine();
      stage.sandbox.fault({
        kind: "rate-limit",
        times: every,
        ...(retryAfter === undefined ? {} : { retryAfter }),
      });
      const first = await engine.cycle({ signal });
      expect(new Set([...first.records, ...first.lists].map(({ error }) => error?.code))).toEqual(
        new Set(["RATE_LIMITED"]),
      );
      expect(stage.sandbox.requests.length).toBeLessThanOrEqual(atMost);
      stage.sandbox.clearRequests();
      expect((await engine.cycle({ signal })).ok).toBe(false);
      expect(stage.sandbox.requests).toEqual([]);
      await close();
    },
  );

  test("the token is refused / ten cycles / one request a cycle and account, no more", async () => {
    await using stage = await openSandboxStage({ ...SEED, tokens: [{ value: TOKEN, status: "disabled" }] });
    const { engine, close } = await stage.openEngine();
    for (let round = 0; round < 10; round++) await engine.cycle({ signal });
    await close();
    expect(stage.sandbox.requests).toHaveLength(10);
  });

  test("every answer to batches is lost / cycle, then a calm one / right at once, and no request is left to make", async () => {
    await using stage = await openSandboxStage(SEED);
    const { engine, close } = await stage.openEngine();
    stage.sandbox.fault({ kind: "lose-answer", times: every, match: { method: "POST" } });
    expect((await engine.cycle({ signal })).ok).toBe(true);
    stage.sandbox.clearFaults();
    await engine.cycle({ signal });
    stage.sandbox.clearRequests();
    await engine.cycle({ signal });
    await close();
    expect(stage.sandbox.requests).toEqual([]);
    expect(stage.contents()).toEqual(ALL_NEW);
  });
});

describe("each switch of what the documentation leaves open", () => {
  const POSITIONS: readonly Partial<Switches>[] = [
    { badId: "400" },
    { badId: "7000" },
    { invisibleZone: 10000 },
    { unknownZoneName: "forbidden" },
    { unfilteredZones: "forbidden" },
    { unfilteredZones: "empty" },
    { permissionMissing: "9109" },
    { permissionMissing: "200" },
    { invalidTokenOnRecords: 401 },
    { verifyBadToken: 403 },
    { zonesPerPage: "refused" },
    { validationErrors: "wrapped" },
    { duplicateRecord: "81058" },
    { duplicateRecord: "81057" },
    { unknownRecord: 400 },
    { nullComment: "kept" },
    { nullComment: "refused" },
    { batchOverLimit: { status: 413, code: 1 } },
    { absentBatchLists: "null" },
    { absentBatchLists: "missing" },
    { typeChange: "applied" },
    { mappedAddress: "accepted" },
    { upperCaseListName: "refused" },
    { itemsPosted: 201 },
    { itemsPerPage: 500 },
    { duplicateListName: { status: 409, code: 1 } },
    { unknownList: { status: 400, code: 1 } },
    { listQuota: { status: 403, code: 1 } },
    { pendingListOperation: "retry-after" },
    { pendingListOperation: "queued" },
    { rateLimitCode: 971 },
    { rateLimitCode: "not-json" },
    { dnsEditFindsZones: false },
  ];

  test.each(POSITIONS.map((one) => [JSON.stringify(one), one] as const))(
    "%s / a token for these zones; a lost answer, one 429, a record that vanished / all right at the end",
    async (_title, switches) => {
      await using stage = await openSandboxStage(
        { ...LIST_SEED, tokens: [{ value: TOKEN, zones: ["example.org", "example.net"] }] },
        LIST_ENVIRONMENT,
      );
      Object.assign(stage.sandbox.switches, switches);
      const { engine, close } = await stage.openEngine();
      await engine.cycle({ signal, dryRun: true });
      const zone = (await state(stage.sandbox.origin)).zones.find(({ name }) => name === "example.org")?.id;
      await fetch(`${stage.sandbox.url}/zones/${zone}/dns_records/${"1".padStart(32, "0")}`, {
        method: "DELETE",
        headers: { authorization: `Bearer ${TOKEN}` },
      });
      stage.sandbox.fault({
        kind: "lose-answer",
        match: { method: "POST", path: "/zones/*/dns_records/batch" },
      });
      stage.sandbox.fault({
        kind: "rate-limit",
        match: { method: "POST", path: "/accounts/*/rules/lists/*/items" },
      });
      const report = await engine.cycle({ signal });
      await close();
      expect([...report.records, ...report.lists].flatMap(({ error }) => error ?? [])).toEqual([]);
      expect(stage.contents()).toEqual(ALL_NEW);
      expect(stage.items()).toEqual(["192.0.2.9 by hand", `${NEW} ddns`]);
    },
  );
});

async function state(origin: string): Promise<{
  readonly zones: readonly { readonly id: string; readonly name: string }[];
  readonly lists: readonly { readonly id: string }[];
}> {
  const answer = await fetch(`${origin}/__sandbox/state`);
  return (await answer.json()) as never;
}
