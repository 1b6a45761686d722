/** A listing that is none, for each thing that is listed: nothing is written upon it, neighbours go on, and soon. */

import { describe, expect, test } from "vitest";
import { entriesOf } from "../../command-line/reconcile-case.ts";
import type { Fault, LoggedRequest, SandboxSeed } from "../../sandbox/index.ts";
import { ACCOUNT, LIST_ENVIRONMENT, LISTS, NEW, OLD, openSandboxStage } from "./stage.ts";

const SEED: SandboxSeed = {
  zones: [{ name: "example.org", records: [{ name: "home.example.org", type: "A", content: OLD }] }],
  lists: LISTS ?? [],
  zeroTrustLists: [
    {
      account: ACCOUNT,
      name: "Home",
      items: [
        { value: OLD, description: "ddns" },
        { value: "192.0.2.9", description: "by hand" },
      ],
    },
  ],
  locations: [{ account: ACCOUNT, name: "Home", networks: [{ network: "192.0.2.0/24" }] }],
};

const ENVIRONMENT = {
  ...LIST_ENVIRONMENT,
  IP4_DOMAINS: "home.example.org",
  ZERO_TRUST_LISTS: `${ACCOUNT}/Home`,
  ZERO_TRUST_LOCATIONS: `${ACCOUNT}/Home`,
};

/** What is listed, whose outcome hangs on it, and which writes must not happen. */
const LISTINGS: readonly (readonly [what: string, path: RegExp, type: string, writes: RegExp])[] = [
  ["zones", /^\/zones$/, "A", /^\/zones\//],
  ["records", /\/dns_records$/, "A", /\/dns_records/],
  ["WAF lists", /\/rules\/lists$/, "list", /\/rules\//],
  ["items of a WAF list", /\/rules\/lists\/\w+\/items$/, "list", /\/rules\//],
  ["Zero Trust lists", /\/gateway\/lists$/, "zero-trust", /\/gateway\/lists/],
  ["items of a Zero Trust list", /\/gateway\/lists\/[\w-]+\/items$/, "zero-trust", /\/gateway\/lists/],
  ["DNS locations", /\/gateway\/locations$/, "location", /\/gateway\/locations/],
];

const NONE: readonly (readonly [string, Omit<Fault, "match" | "times">])[] = [
  ["null", { kind: "result", result: null }],
  ["missing", { kind: "result" }],
  ["false", { kind: "result", result: false }],
  ["0", { kind: "result", result: 0 }],
  ["{}", { kind: "result", result: {} }],
  ["a text", { kind: "result", result: "[]" }],
  ["an array of texts", { kind: "result", result: ["home"] }],
  ["an array of null", { kind: "result", result: [null] }],
];

/** Items of Zero Trust lists have no ids: their values are what tells them apart. */
const WITHOUT_ID: typeof NONE = [
  ["ids that are numbers", { kind: "row-ids", id: 7 }],
  ["ids that are null", { kind: "row-ids", id: null }],
  ["no ids", { kind: "row-ids" }],
];

const every = Number.POSITIVE_INFINITY;
const isWrite = ({ method }: LoggedRequest) => method !== "GET";

describe.each(LISTINGS)("%s", (what, path, type, writes) => {
  const faults = what === "items of a Zero Trust list" ? NONE : [...NONE, ...WITHOUT_ID];

  test.each(faults)(
    "%s / once, then well again / RESPONSE_MALFORMED, not a write, neighbours right",
    async (_, fault) => {
      await using stage = await openSandboxStage(SEED, ENVIRONMENT);
      stage.sandbox.fault({ ...fault, match: { method: "GET", path }, times: every });
      const { status, report } = await stage.once();
      expect(status).toBe(1);
      for (const entry of entriesOf(report)) {
        const told = entry.type === type ? "RESPONSE_MALFORMED" : "updated";
        expect(entry.error?.code ?? entry.outcome, entry.type).toBe(told);
      }
      const sent = stage.sandbox.requests.filter(isWrite);
      expect(sent.filter((request) => writes.test(request.path))).toEqual([]);
      expect(sent.length).toBeGreaterThan(0);
      stage.sandbox.clearFaults();
      const again = await stage.once();
      expect(again.status, again.err).toBe(0);
    },
  );

  test.each(["lying-pages", "page-ignored", "cursor-repeats", "endless-pages"] as const)(
    "%s / once / ends within a few requests, and either all is right or nothing was written",
    async (kind) => {
      await using stage = await openSandboxStage(SEED, ENVIRONMENT);
      stage.sandbox.fault({ kind, match: { method: "GET", path }, times: every });
      const { report } = await stage.once();
      const entry = entriesOf(report).find((one) => one.type === type);
      expect(entry?.error?.code ?? entry?.outcome).toMatch(/^(updated|RESPONSE_MALFORMED)$/);
      const asked = stage.sandbox.requests.filter((request) => path.test(request.path));
      expect(asked.length).toBeLessThanOrEqual(201);
      const sent = stage.sandbox.requests.filter((request) => isWrite(request) && writes.test(request.path));
      expect(sent.length > 0).toBe(entry?.outcome === "updated");
    },
  );

  test("a body of 64 MB / once / refused in bounded memory", async () => {
    await using stage = await openSandboxStage(SEED, ENVIRONMENT);
    stage.sandbox.fault({ kind: "too-large", match: { method: "GET", path }, times: every });
    const before = process.memoryUsage().rss;
    const { report } = await stage.once();
    const entry = entriesOf(report).find((one) => one.type === type);
    expect(entry?.outcome).toBe("failed");
    expect((process.memoryUsage().rss - before) / 1024 ** 2).toBeLessThan(200);
    expect(stage.sandbox.requests.filter((request) => isWrite(request) && writes.test(request.path))).toEqual(
      [],
    );
  });
});

test("items of a Zero Trust list in an array of their own / once / read all the same", async () => {
  await using stage = await openSandboxStage(SEED, ENVIRONMENT);
  stage.sandbox.switches.zeroTrustItems = "nested";
  const { status, err } = await stage.once();
  expect(status, err).toBe(0);
  const [list] = stage.sandbox.zeroTrustLists();
  expect(list?.items.map(({ value }) => value).sort()).toEqual(["192.0.2.9", NEW]);
});
