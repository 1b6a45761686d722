/** update record: what comes of a report. */

import { describe, expect, test } from "vitest";
import { explainFailure } from "../../../nodes/shared/message/failure.ts";
import { answerFrom } from "../../../nodes/update-record/result.ts";

describe("results of records", () => {
  const report = (
    outcome: string,
    error: { code: string; message: string; [more: string]: unknown } | null = null,
  ) =>
    ({
      name: "home.example.org",
      type: "A",
      zone: "example.org",
      outcome,
      changes: [],
      error,
      reason: null,
      wanted: [],
      actual: [],
    }) as never;

  test("some failed / PARTIAL with every outcome", () => {
    try {
      answerFrom([report("updated"), report("failed", { code: "QUOTA_EXCEEDED", message: "full" })], false);
      expect.unreachable();
    } catch (thrown) {
      const { detail, status } = explainFailure(thrown);
      expect(detail).toMatchObject({
        code: "PARTIAL",
        changed: true,
        records: [{ outcome: "updated" }, { outcome: "failed" }],
        errors: [{ code: "QUOTA_EXCEEDED", name: "home.example.org", type: "A" }],
      });
      expect(status).toMatchObject({ fill: "yellow", text: "1/2 failed" });
    }
  });

  test.each([
    ["AUTH_REJECTED"],
    ["PERMISSION_DENIED"],
    ["ZONE_NOT_FOUND"],
    ["RECORD_CONFLICT"],
    ["QUOTA_EXCEEDED"],
    ["RATE_LIMITED"],
  ])("the only set that was tried failed / %s, whatever was skipped", (code) => {
    const failedSet = report("failed", { code, message: "no", status: 403, ray: "r", retryAfterMs: 9000 });
    for (const reports of [
      [failedSet, report("skipped")],
      [report("skipped"), failedSet, report("skipped"), failedSet],
    ]) {
      try {
        answerFrom(reports, false);
        expect.unreachable();
      } catch (thrown) {
        const { error, detail, status } = explainFailure(thrown);
        expect(error.code).toBe(code);
        expect(detail).toMatchObject({ code, changed: false, retryAfter: 9 });
        expect(status.fill).toBe(code === "RATE_LIMITED" ? "yellow" : "red");
      }
    }
  });

  test("one was right already, one failed, one was skipped / PARTIAL counts those that were tried", () => {
    const failedSet = report("failed", { code: "AUTH_REJECTED", message: "no" });
    try {
      answerFrom([report("unchanged"), failedSet, report("skipped")], false);
      expect.unreachable();
    } catch (thrown) {
      expect(explainFailure(thrown)).toMatchObject({
        error: { code: "PARTIAL" },
        status: { text: "1/2 failed" },
      });
    }
  });

  test("all failed / the code of the first", () => {
    expect(() => answerFrom([report("failed", { code: "AUTH_REJECTED", message: "no" })], false)).toThrow(
      "no",
    );
  });

  test("nothing to do, and skipped / unchanged", () => {
    expect(answerFrom([report("unchanged"), report("skipped")], false)).toMatchObject({
      changed: false,
      status: { fill: "grey" },
    });
  });

  test("dry run / says so", () => {
    expect(answerFrom([report("updated")], true)).toMatchObject({
      changed: true,
      set: { payload: { dryRun: true } },
      status: { text: "1 planned" },
    });
  });
});
