/** An answer that is no listing where one was asked: nothing is written, and what is there stays (T8). */

import { describe, expect, test } from "vitest";
import { openAccount, Secret } from "../../../src/index.ts";
import { ALL_OLD, openSandboxStage, SEED, TOKEN } from "./stage.ts";

const RECORDS = "/zones/*/dns_records";
const RECORD = { id: "0".repeat(32), type: "A", name: "home.example.org", content: "198.51.100.1" };
const ZONE = { id: "1".repeat(32), name: "example.org", status: "active" };

const envelope = (result: unknown, more: object = {}) =>
  JSON.stringify({ success: true, errors: [], messages: [], result, ...more });

const NO_LISTING: readonly (readonly [string, string])[] = [
  ["null", envelope(null)],
  ["null with a count of nothing", envelope(null, { result_info: { page: 1, total_pages: 0, count: 0 } })],
  ["missing", envelope(undefined)],
  ["false", envelope(false)],
  ["0", envelope(0)],
  ["an empty text", envelope("")],
  ["an object", envelope({})],
  ["an object of entries", envelope({ records: [], zones: [] })],
  ["lists inside the list", envelope([[]])],
  ["texts", envelope(["home.example.org"])],
];

const SPOILT: readonly (readonly [string, object])[] = [
  ["an id that is missing", { id: undefined }],
  ["an id that is a number", { id: 7 }],
  ["an id that is an object", { id: { a: 1 } }],
  ["an id that is null", { id: null }],
  ["a name that is missing", { name: undefined }],
  ["a name that is a number", { name: 7 }],
  ["a name that is a list", { name: ["home.example.org"] }],
];

async function expectUntouched(path: string, body: string, codes = ["RESPONSE_MALFORMED"]): Promise<void> {
  await using stage = await openSandboxStage(SEED);
  stage.sandbox.fault({
    kind: "status",
    status: 200,
    body,
    match: { method: "GET", path },
    times: Number.POSITIVE_INFINITY,
  });
  const { status, report } = await stage.once();
  expect(status).toBe(1);
  for (const { outcome, error } of report.records) {
    expect(outcome).toBe("failed");
    expect(codes).toContain(error?.code);
  }
  expect(report.records).toHaveLength(3);
  expect(stage.contents()).toEqual(ALL_OLD);
  expect(stage.sandbox.requests.filter(({ method }) => method !== "GET")).toEqual([]);
}

describe.concurrent("zones", () => {
  test.each(NO_LISTING)("%s / once / nothing written", (_title, body) => expectUntouched("/zones", body));
  test.each(SPOILT)("%s / once / nothing written", (_title, change) =>
    expectUntouched("/zones", envelope([{ ...ZONE, ...change }])),
  );
});

describe.concurrent("records", () => {
  test.each(NO_LISTING)("%s / once / nothing written", (_title, body) => expectUntouched(RECORDS, body));
  test.each([...SPOILT, ["a type that is missing", { type: undefined }] as const])(
    "%s / once / nothing written",
    (_title, change) => expectUntouched(RECORDS, envelope([{ ...RECORD, ...change }])),
  );
});

describe.concurrent("bodies that would fill memory", () => {
  const fill = (piece: string, bytes: number) => piece.repeat(Math.floor(bytes / piece.length));
  test.each([
    ["seventeen megabytes", envelope([RECORD], { messages: [fill("x", 17 * 1024 * 1024)] })],
    ["empty objects", `{"success":true,"result":[${fill("{},", 4 * 1024 * 1024)}{}]}`],
    ["nested lists", `{"success":true,"result":${fill("[", 4 * 1024 * 1024)}`],
  ])("%s / once / nothing written", async (_title, body) =>
    // The deadline of a unit is 1.5 s here, and a busy machine needs longer for four attempts.
    expectUntouched(RECORDS, body, ["RESPONSE_MALFORMED", "TIMEOUT"]),
  );
});

test.each<readonly [string, string]>([
  ...NO_LISTING.filter(([title]) => title !== "an object"),
  ["an object without id", envelope({})],
])("one zone by its id: %s / read / RESPONSE_MALFORMED", async (_title, body) => {
  await using stage = await openSandboxStage(SEED);
  stage.sandbox.fault({ kind: "status", status: 200, body, match: { path: "/zones/*" } });
  const account = openAccount({ token: new Secret(TOKEN), baseUrl: stage.sandbox.url });
  await expect(account.dns.zone("1".repeat(32), new AbortController().signal)).rejects.toMatchObject({
    code: "RESPONSE_MALFORMED",
  });
  account.close();
});
