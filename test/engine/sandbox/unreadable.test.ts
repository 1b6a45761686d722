/** Answers other than listings that cannot be read: one zone, an operation, entries without a name (T8). */

import { expect, test } from "vitest";
import { openAccount, Secret } from "../../../src/index.ts";
import { ALL_OLD, LIST_ENVIRONMENT, LIST_SEED, openSandboxStage, SEED, TOKEN } from "./stage.ts";

const every = Number.POSITIVE_INFINITY;
const envelope = (result: unknown) => JSON.stringify({ success: true, errors: [], messages: [], result });
const answering = (body: string, path: string, times = every) =>
  ({ kind: "status", status: 200, body, match: { method: "GET", path }, times }) as const;

const ZONE = { id: "1".repeat(32), name: "example.org", status: "active" };
const RECORD = { id: "0".repeat(32), type: "A", name: "home.example.org", content: "198.51.100.1" };

test.each([
  ["a zone without name", "/zones", { ...ZONE, name: undefined }],
  ["a zone whose name is a number", "/zones", { ...ZONE, name: 7 }],
  ["a zone whose name is a list", "/zones", { ...ZONE, name: ["example.org"] }],
  ["a record without name", "/zones/*/dns_records", { ...RECORD, name: undefined }],
  ["a record whose name is an object", "/zones/*/dns_records", { ...RECORD, name: {} }],
  ["a record without type", "/zones/*/dns_records", { ...RECORD, type: undefined }],
  ["a record whose type is a number", "/zones/*/dns_records", { ...RECORD, type: 1 }],
])("%s / once / RESPONSE_MALFORMED, nothing written", async (_title, path, entry) => {
  await using stage = await openSandboxStage(SEED);
  stage.sandbox.fault(answering(envelope([entry]), path));
  const { report } = await stage.once();
  for (const { error } of report.records) expect(error?.code).toBe("RESPONSE_MALFORMED");
  expect(stage.contents()).toEqual(ALL_OLD);
  expect(stage.sandbox.requests.filter(({ method }) => method !== "GET")).toEqual([]);
});

test.each([
  ["null", null],
  ["missing", undefined],
  ["false", false],
  ["a text", "zone"],
  ["a list", [ZONE]],
  ["without id", { name: "example.org" }],
  ["with a number as id", { ...ZONE, id: 7 }],
])("one zone by its id, %s / read / RESPONSE_MALFORMED", async (_title, result) => {
  await using stage = await openSandboxStage(SEED);
  stage.sandbox.fault(answering(envelope(result), "/zones/*"));
  const account = openAccount({ token: new Secret(TOKEN), baseUrl: stage.sandbox.url });
  await expect(account.dns.zone("1".repeat(32), new AbortController().signal)).rejects.toMatchObject({
    code: "RESPONSE_MALFORMED",
  });
  account.close();
});

test.each([
  ["null", null],
  ["without status", { id: "4".repeat(32) }],
  ["with an object as status", { id: "4".repeat(32), status: { a: 1 } }],
])("an operation %s / once, and once more / read again soon, and it converges", async (_title, operation) => {
  await using stage = await openSandboxStage(LIST_SEED, LIST_ENVIRONMENT);
  stage.sandbox.fault(answering(envelope(operation), "/accounts/*/rules/lists/bulk_operations/*", 1));
  await stage.once();
  stage.sandbox.clearFaults();
  const { report } = await stage.once();
  expect(report.wafLists[0]?.error).toBeNull();
  expect(stage.items()).toEqual(["192.0.2.9 by hand", "203.0.113.7 ddns"]);
});
