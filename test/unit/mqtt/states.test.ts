/** State documents as the reference shows them, and the events that follow from them. */

import { expect, test } from "vitest";
import { stateMessages } from "../../../addon/mqtt/device/states.ts";
import { makeReport } from "../../fakes/reports.ts";
import { makeView } from "../../fakes/service.ts";
import { ACCOUNT_ID, makeConfig, TOKEN } from "../../fakes/settings.ts";

const documents = (view = makeView()) =>
  Object.fromEntries(
    stateMessages(view, makeConfig()).map(({ topic, payload }) => [
      topic.slice("cloudflare_ddns/main/".length),
      JSON.parse(payload),
    ]),
  );

test("a good cycle / all documents / as in the reference", () => {
  const history = [
    { at: "2026-01-01T00:00:00.000Z", what: "home.example.org A", outcome: "updated", from: [], to: [] },
    { at: "2026-01-01T00:01:00.000Z", what: `${ACCOUNT_ID}/home_ips`, outcome: "updated", from: [], to: [] },
  ];
  const found = documents(makeView({ history }));
  expect(found["state"]).toEqual({
    status: "in_sync",
    reason: null,
    ipv4: "203.0.113.7",
    ipv6: null,
    ipv4_since: "2026-01-01T00:05:00.000Z",
    ipv6_since: null,
    address_changes: 1,
    last_check: "2026-01-01T00:05:00.000Z",
    last_change: "2026-01-01T00:00:00.000Z",
    last_error: null,
    problem: false,
    records_in_sync: 2,
    automatic_updates: true,
    zones: { "example.org": { records: 3, in_sync: 2 } },
  });
  expect(found["record/home_example_org_a"]).toEqual({
    zone: "example.org",
    name: "home.example.org",
    type: "A",
    content: "203.0.113.7",
    proxied: true,
    ttl: 1,
    outcome: "unchanged",
    changed_at: "2026-01-01T00:00:00.000Z",
    error: null,
  });
  expect(found["waf/home_ips_012345"]).toEqual({
    name: "home_ips",
    prefixes: ["203.0.113.7/32"],
    outcome: "unchanged",
    changed_at: "2026-01-01T00:01:00.000Z",
    error: null,
  });
});

test("before the first cycle / every key is there, unknown is null", () => {
  const found = documents(makeView({ report: undefined, lastCheck: undefined, lastChange: undefined }));
  expect(found["state"]).toMatchObject({ ipv4: null, last_check: null, records_in_sync: null, zones: {} });
  expect(found["record/home_example_org_a"]).toMatchObject({ content: null, proxied: null, outcome: null });
  expect(found["waf/home_ips_012345"]).toMatchObject({ prefixes: [], outcome: null });
});

test("settings are missing / state / a problem with its reason", () => {
  const found = documents(makeView({ report: undefined, waitingFor: ["CLOUDFLARE_API_TOKEN"] }));
  expect(found["state"]).toMatchObject({ problem: true, reason: "Waiting for CLOUDFLARE_API_TOKEN" });
});

test("an error that holds a token and an account / state / neither is told", () => {
  const lastError = `${TOKEN} may not write ${ACCOUNT_ID}/home_ips`;
  expect(JSON.stringify(documents(makeView({ lastError })))).not.toMatch(
    new RegExp(`${TOKEN}|${ACCOUNT_ID}`),
  );
});

test("many addresses / state / cut at what Home Assistant can show", () => {
  const address = makeReport().detections.ipv4;
  if (address.status !== "known") throw new Error("not a case");
  const addresses = Array.from({ length: 40 }, () => address.addresses[0]);
  const report = makeReport("203.0.113.7", {
    detections: {
      ipv4: { ...address, addresses: [address.addresses[0], ...addresses] },
      ipv6: { status: "unmanaged" },
    },
  });
  expect(documents(makeView({ report }))["state"].ipv4.length).toBeLessThanOrEqual(255);
});
