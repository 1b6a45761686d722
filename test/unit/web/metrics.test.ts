/** What Prometheus and scripts read. */

import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { minutesBefore, recordReport, report } from "./scene.ts";
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
  expect(text).toContain('cloudflare_ddns_record_right{name="home.example.org",type="A",site=""} 1\n');
  expect(text).toContain(
    `cloudflare_ddns_last_check_timestamp_seconds ${Date.parse(minutesBefore(2)) / 1000}\n`,
  );
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
  expect(text).toContain('record_right{name="home.example.org",type="A",site=""} 0\n');
  expect(text).not.toContain("b.example.org");
  expect(text).toContain('name="a\\"b\\\\c"');
});

test("nothing checked yet / asked / no number that nobody knows", async () => {
  const { ask, service } = await started();
  service.show({ report: undefined, lastCheck: undefined, lastChange: undefined, nextCheck: undefined });
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

test.skipIf(!hasPromtool && process.env["CI"] !== "true")(
  "promtool (skipped where Debian's package prometheus is missing) / checks the metrics / content",
  async () => {
    const { ask } = await started();
    const { text } = await ask("/metrics");
    execFileSync("promtool", ["check", "metrics"], { input: text });
  },
);
