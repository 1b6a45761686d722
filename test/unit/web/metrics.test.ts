/** What Prometheus and scripts read. */

import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import type { Address } from "../../../src/core/types.ts";
import { known } from "../../fakes/reports.ts";
import { fakeJournal } from "./journal.ts";
import { fakeService, minutesBefore, recordReport, report, START, verification } from "./scene.ts";
import { started } from "./start.ts";

const hasPromtool = (() => {
  try {
    execFileSync("promtool", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

test("a running service / its metrics asked / text 0.0.4, every line well formed", async () => {
  const { ask } = await started();
  const { status, headers, text } = await ask("/metrics");
  expect(status).toBe(200);
  expect(headers["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8");
  for (const line of text.trimEnd().split("\n"))
    expect(line).toMatch(/^(# (HELP|TYPE) cloudflare_ddns_\w+ .+|cloudflare_ddns_\w+(\{.*\})? -?[\d.]+)$/);
  expect(text).toContain('cloudflare_ddns_status{status="in_sync"} 1\n');
  expect(text).toContain('cloudflare_ddns_record_in_sync{name="home.example.org",type="A",site=""} 1\n');
  expect(text).toContain(
    `cloudflare_ddns_last_cycle_timestamp_seconds ${Date.parse(minutesBefore(2)) / 1000}\n`,
  );
  expect(text).toContain('cloudflare_ddns_address_info{site="",family="ipv4",address="203.0.113.7"} 1\n');
  expect(text.endsWith("\n")).toBe(true);
});

test("a failed record set, a list with a quote and a backslash in its name / asked / 0, escaped", async () => {
  const { ask, service } = await started();
  const [list] = report().lists;
  if (list === undefined) throw new Error("the fixture has a list");
  service.show({
    report: report({
      records: [
        recordReport("home.example.org", "A", "failed"),
        recordReport("b.example.org", "A", "skipped"),
      ],
      lists: [{ ...list, name: 'a"b\\c' }],
    }),
  });
  const { text } = await ask("/metrics");
  expect(text).toContain('record_in_sync{name="home.example.org",type="A",site=""} 0\n');
  expect(text).not.toContain("b.example.org");
  expect(text).toContain('list="a\\"b\\\\c"');
});

test("nothing checked yet / asked / no number that nobody knows", async () => {
  const service = fakeService();
  service.show({ report: undefined, lastCheck: undefined, lastChange: undefined, nextCheck: undefined });
  const { ask } = await started(undefined, { service });
  const { text } = await ask("/metrics");
  expect(text).not.toMatch(/NaN|undefined|timestamp/);
  expect((await ask("/api/status")).json).toMatchObject({ lastCheck: null, ipv4: [], health: "ok" });
});

test("api/status / asked / the state in short", async () => {
  const { ask } = await started();
  expect((await ask("/api/status")).json).toMatchObject({
    version: "1.2.3",
    status: "in_sync",
    health: "ok",
    paused: false,
    ipv4: ["203.0.113.7"],
    lastError: null,
  });
});

test("cycles, another address, a write and what the witnesses say later / asked / counted", async () => {
  const { ask, service, clock } = await started(undefined, {
    journal: fakeJournal([
      {
        at: minutesBefore(90),
        site: "",
        family: 4,
        addresses: ["203.0.113.7" as Address],
        from: [],
        source: "x",
      },
    ]),
    meters: {
      requests: () => ({ ok: 5, refused: 0, limited: 1, failed: 0 }),
      sourceSeconds: (_, family) => (family === 4 ? 0.25 : undefined),
    },
  });
  const wrote = report({
    startedAt: minutesBefore(1),
    durationMs: 580,
    detections: { ipv4: known("203.0.113.8"), ipv6: known("2001:db8:1:2:3:4:5:6") },
  });
  service.show({ report: wrote });
  service.show({ paused: true, report: { ...wrote } });
  await clock.advance(42_000);
  service.show({ paused: false, seen: verification({ published: "yes" }) });
  const { text } = await ask("/metrics");
  const values = Object.fromEntries(
    text
      .split("\n")
      .filter((line) => line.startsWith("cloudflare_ddns_"))
      .map((line) => [
        line.slice("cloudflare_ddns_".length, line.lastIndexOf(" ")),
        Number(line.split(" ").at(-1)),
      ]),
  );
  expect(values).toMatchObject({
    cycle_duration_seconds_sum: 1,
    cycle_duration_seconds_count: 2,
    'address_changes_total{site="",family="ipv4"}': 1,
    'address_changes_total{site="",family="ipv6"}': 0,
    'address_since_timestamp_seconds{site="",family="ipv4"}': Date.parse(minutesBefore(90)) / 1000,
    'published_seconds{name="home.example.org",type="A"}': 42,
    'api_requests_total{outcome="limited"}': 1,
    'source_up{site="",family="ipv4",source="cloudflare.trace"}': 1,
    'source_duration_seconds{site="",family="ipv4",source="cloudflare.trace"}': 0.25,
    last_success_timestamp_seconds: Date.parse(START) / 1000,
  });
});

test("an address that changed / asked / the old one is gone at once", async () => {
  const { ask, service } = await started();
  service.show({
    report: report({ detections: { ipv4: known("203.0.113.8"), ipv6: known("2001:db8::1") } }),
  });
  const { text } = await ask("/metrics");
  expect(text.match(/address_info\{.*/g)).toHaveLength(2);
  expect(text).not.toContain("203.0.113.7");
});

test.skipIf(!hasPromtool && process.env["CI"] !== "true")(
  "promtool (skipped where Debian's package prometheus is missing) / checks the metrics / content",
  async () => {
    const { ask } = await started();
    const { text } = await ask("/metrics");
    execFileSync("promtool", ["check", "metrics"], { input: text });
  },
);
