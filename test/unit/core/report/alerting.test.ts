/** Who is told what, cycle after cycle (T6). */

import { expect, test } from "vitest";
import type { ErrorCode } from "../../../../src/core/errors.ts";
import { type Alert, type AlertState, NO_ALERTS, nextAlert } from "../../../../src/core/report/alerting.ts";
import type { CycleReport, RecordReport } from "../../../../src/core/report/report.ts";
import type { Detection, Fqdn } from "../../../../src/core/types.ts";

const MINUTE = 60_000;

/** `a` unchanged, `a+` updated, `a!CODE` failed with it, `4!` IPv4 not detected, `list!CODE` a list that failed, `dry`. */
function report(text: string): CycleReport {
  const words = text.split(" ").filter((word) => word !== "");
  const lost = (family: string): Detection => {
    const word = words.find((one) => one.startsWith(`${family}!`));
    if (word === undefined) return { status: "unmanaged" };
    const code = word.endsWith("NO_AGREEMENT") ? ({ code: "NO_AGREEMENT" } as const) : {};
    return { status: "unavailable", reason: word, source: "ipify", ...code };
  };
  const failure = (word: string) => {
    const code = word.split("!")[1];
    return code === undefined ? null : { code: code as ErrorCode, message: `at ${Math.random()}` };
  };
  const records = words.filter((word) => /^[a-c]/.test(word));
  const lists = words.filter((word) => word.startsWith("list"));
  return {
    ok: !text.includes("!") && !words.includes("bad"),
    dryRun: words.includes("dry"),
    startedAt: "",
    durationMs: 1,
    requests: 0,
    detections: { ipv4: lost("4"), ipv6: lost("6") },
    records: records.map(
      (word): RecordReport => ({
        name: word.slice(0, 1) as Fqdn,
        type: "A",
        zone: null,
        outcome: word.includes("!") ? "failed" : word.endsWith("+") ? "updated" : "unchanged",
        changes: [],
        error: failure(word),
        reason: null,
        wanted: [],
        actual: [],
      }),
    ),
    wafLists: lists.map((word) => ({
      account: "acc",
      name: "list",
      id: null,
      outcome: word.includes("!") ? "failed" : word.endsWith("+") ? "updated" : "unchanged",
      added: [],
      removed: [],
      kept: [],
      error: failure(word),
      reason: null,
      warnings: [],
    })),
  };
}

/** One cycle a minute; `kind` or `kind minutes` of each alert, `-` for none. */
function run(cycles: readonly string[]): readonly string[] {
  let state: AlertState = NO_ALERTS;
  return cycles.map((cycle, at) => {
    const next: { state: AlertState; alert: Alert | undefined } = nextAlert(
      state,
      report(cycle),
      at * MINUTE,
    );
    state = next.state;
    if (next.alert === undefined) return "-";
    const { kind, failingForMs } = next.alert;
    return failingForMs === undefined ? kind : `${kind} ${failingForMs / MINUTE}`;
  });
}

test.each<[string, [cycle: string, alert: string][]]>([
  [
    "good cycles tell nothing",
    [
      ["a b", "-"],
      ["a b", "-"],
      ["", "-"],
    ],
  ],
  [
    "each change is told",
    [
      ["a+", "changed"],
      ["a", "-"],
      ["a+ b", "changed"],
      ["list+", "changed"],
    ],
  ],
  [
    "a failure is told once, its end with how long it lasted",
    [
      ["a!QUOTA_EXCEEDED", "failed"],
      ["a!QUOTA_EXCEEDED", "-"],
      ["a!QUOTA_EXCEEDED", "-"],
      ["a", "recovered 3"],
      ["a", "-"],
    ],
  ],
  [
    "a second failure after a recovery is a first one",
    [
      ["a!BAD_INPUT", "failed"],
      ["a", "recovered 1"],
      ["a!BAD_INPUT", "failed"],
    ],
  ],
  [
    "changes go on being told while something fails",
    [
      ["a!BAD_INPUT b", "failed"],
      ["a!BAD_INPUT b+", "changed 1"],
      ["a!BAD_INPUT b", "-"],
    ],
  ],
  [
    "another reason is told",
    [
      ["a!UNAVAILABLE", "failed"],
      ["a!PERMISSION_DENIED", "failure-changed 1"],
      ["a!PERMISSION_DENIED", "-"],
    ],
  ],
  [
    "one more failing thing is told",
    [
      ["a!BAD_INPUT", "failed"],
      ["a!BAD_INPUT b!BAD_INPUT", "failure-changed 1"],
    ],
  ],
  [
    "a partly cleared failure is told, the end counts from the beginning",
    [
      ["a!BAD_INPUT b!BAD_INPUT", "failed"],
      ["a!BAD_INPUT b", "failure-changed 1"],
      ["a b", "recovered 2"],
    ],
  ],
  [
    "the order of things does not matter",
    [
      ["a!BAD_INPUT b!QUOTA_EXCEEDED", "failed"],
      ["b!QUOTA_EXCEEDED a!BAD_INPUT", "-"],
    ],
  ],
  [
    "one outage in several words is one failure",
    [
      ["a!UNAVAILABLE", "failed"],
      ["a!TIMEOUT", "-"],
      ["a!RATE_LIMITED", "-"],
      ["a!WRITE_UNCONFIRMED", "-"],
      ["a!RESPONSE_MALFORMED", "-"],
      ["a+", "recovered 5"],
    ],
  ],
  [
    "a family without address is a failure",
    [
      ["4! a", "failed"],
      ["4!other a", "-"],
      ["4! 6! a", "failure-changed 2"],
      ["a", "recovered 3"],
    ],
  ],
  [
    "disagreement is another failure than silence",
    [
      ["4!", "failed"],
      ["4!NO_AGREEMENT", "failure-changed 1"],
    ],
  ],
  [
    "lists fail like records",
    [
      ["list!LIST_BUSY", "failed"],
      ["list!LIST_BUSY", "-"],
      ["list+", "recovered 2"],
    ],
  ],
  [
    "a failure with changes is one alert",
    [
      ["a!BAD_INPUT b+", "failed"],
      ["a+ b", "recovered 1"],
    ],
  ],
  [
    "a dry run tells nothing and forgets nothing",
    [
      ["a!BAD_INPUT", "failed"],
      ["a+ dry", "-"],
      ["a!BAD_INPUT", "-"],
    ],
  ],
  [
    "a cycle cut short is no failure",
    [
      ["a!ABORTED b", "-"],
      ["a!ABORTED b+", "changed"],
      ["a", "-"],
    ],
  ],
  [
    "a cycle cut short ends no failure",
    [
      ["a!BAD_INPUT", "failed"],
      ["a!ABORTED", "-"],
      ["a", "recovered 2"],
    ],
  ],
  [
    "a report that is not right for no reason given is a failure",
    [
      ["bad", "failed"],
      ["bad", "-"],
      ["", "recovered 2"],
    ],
  ],
])("%s", (_, cycles) => {
  expect(run(cycles.map(([cycle]) => cycle))).toEqual(cycles.map(([, alert]) => alert));
});

test("a clock set back / recovery / lasted no negative time", () => {
  const { state } = nextAlert(NO_ALERTS, report("a!BAD_INPUT"), 5_000);
  expect(nextAlert(state, report("a"), 1_000).alert).toEqual({ kind: "recovered", failingForMs: 0 });
});
