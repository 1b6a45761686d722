/** The shared reconcile cases: `once --json` against the sandbox ends as each of them says. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadCases } from "../cases.ts";
import { type LoggedRequest, startSandbox } from "../sandbox/index.ts";
import { runCommandLine } from "./command-line.ts";
import { type ExpectedOutcome, entriesOf, type ReconcileCase, type Report } from "./reconcile-case.ts";
import { contentsOf, expectFinal, expectUntouched } from "./reconcile-final.ts";

test.each(loadCases<ReconcileCase>("reconcile").map((one) => [one.id, one] as const))(
  "%s",
  async (_id, one) => {
    const sandbox = await startSandbox({ seed: one.cloudflare });
    const stateDir = mkdtempSync(join(tmpdir(), "reconcile-"));
    try {
      for (const reply of one.replies ?? []) sandbox.reply(reply);
      const run = (changed: ReconcileCase["env"] = {}) =>
        runCommandLine(
          ["once", "--json"],
          { ...one.env, ...changed, CLOUDFLARE_BASE_URL: sandbox.url },
          { stateDir },
        );
      for (const changed of one.before ?? []) await run(changed);
      const before = contentsOf(sandbox, one);
      sandbox.clearRequests();
      const answer = await run();
      const left = contentsOf(sandbox, one);

      if (one.expect.exit !== undefined) expect.soft(answer.status, answer.err).toBe(one.expect.exit);
      if (one.expect.final !== undefined) expectFinal(one.expect.final, left);
      for (const text of one.expect.told ?? []) expect.soft(answer.out + answer.err).toContain(text);
      const report = answer.json() as Report;
      expect(report, `no report: ${answer.out}`).toHaveProperty("records");
      expectUntouched(report, before, left);
      expectReport(report, one.expect);
      expectRequests(sandbox.requests, one);
      if (one.env["DELETE_ON_STOP"] === undefined) expect(report.requests).toBe(sandbox.requests.length);
    } finally {
      await sandbox.close();
      rmSync(stateDir, { recursive: true });
    }
  },
);

function expectReport(report: Report, expected: ReconcileCase["expect"]): void {
  const entries = entriesOf(report);
  for (const outcome of expected.outcomes ?? []) expectOutcome(entries, outcome);
  if (expected.reported !== undefined) {
    const reported = entries.map(({ type, name }) => `${type} ${name}`);
    expect.soft(reported.sort()).toEqual([...expected.reported].sort());
  }
  if (expected.detections !== undefined) expect.soft(report.detections).toMatchObject(expected.detections);
  if (expected.sites !== undefined) expect.soft(report.sites).toMatchObject(expected.sites);
}

function expectOutcome(
  entries: ReturnType<typeof entriesOf>,
  { name, type, outcome, code, says = [], site }: ExpectedOutcome,
): void {
  const about = `${type} ${name}`;
  const found = entries.find((entry) => entry.name === name && entry.type === type);
  expect.soft(found?.outcome, `${about}: ${found?.error?.message}`).toBe(outcome);
  if (site !== undefined) expect.soft(found?.site, about).toBe(site);
  if (code !== undefined) expect.soft(found?.error?.code, about).toBe(code);
  for (const text of says) expect.soft(found?.error?.message, about).toContain(text);
}

function expectRequests(requests: readonly LoggedRequest[], { env, expect: expected }: ReconcileCase): void {
  const writes = requests.filter(({ method }) => method !== "GET");
  const most = Number.POSITIVE_INFINITY;
  expect.soft(requests.length, "requests").toBeLessThanOrEqual(expected.maxRequests ?? most);
  expect.soft(writes.length, "writes").toBeLessThanOrEqual(expected.maxWrites ?? most);
  // A Zero Trust list is changed in one request; the removal at the end is a change of its own.
  const changed = writes.flatMap(({ path }) => /\/gateway\/lists\/[^/]+$/.exec(path)?.[0] ?? []);
  if (env["DELETE_ON_STOP"] === undefined) expect.soft(changed).toEqual([...new Set(changed)]);
}
