/** Who is told what, cycle after cycle (T6). */

import fc from "fast-check";
import { expect, test } from "vitest";
import type { ErrorCode } from "../../../../src/core/errors.ts";
import {
  type AlertState,
  nextAlert,
  type Occasion,
  startAlerts,
} from "../../../../src/core/report/alerting.ts";
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
        site: "",
        zone: null,
        outcome: word.includes("!") ? "failed" : word.endsWith("+") ? "updated" : "unchanged",
        changes: [],
        error: failure(word),
        reason: null,
        wanted: [],
        actual: [],
      }),
    ),
    sites: {},
    lists: lists.map((word) => ({
      kind: "waf",
      site: "",
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

const CHECK = { isCheck: true, isLastTry: false, flapping: [], wasStopped: false };

/**
 * One check of the schedule a minute; `kind` or `kind minutes` of each alert, `-` for none. Words behind `|` say what is
 * different: `pushed`, `last` (try), `stopped`, `flaps`.
 */
function run(cycles: readonly string[], start: AlertState = startAlerts(undefined)): readonly string[] {
  let state = start;
  return cycles.map((cycle, at) => {
    const [what = "", how = ""] = cycle.split("|");
    const occasion: Occasion = {
      ...CHECK,
      nowMs: at * MINUTE,
      isCheck: !/pushed|last/.test(how),
      isLastTry: how.includes("last"),
      wasStopped: how.includes("stopped"),
      flapping: how.includes("flaps") ? ["IPv4"] : [],
    };
    const next = nextAlert(state, report(what), occasion);
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
      ["a!UNAVAILABLE", "-"],
      ["a!UNAVAILABLE", "failed"],
      ["a!PERMISSION_DENIED", "failure-changed 2"],
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
      ["a!UNAVAILABLE", "-"],
      ["a!TIMEOUT", "failed"],
      ["a!RATE_LIMITED", "-"],
      ["a!WRITE_UNCONFIRMED", "-"],
      ["a!RESPONSE_MALFORMED", "-"],
      ["a+", "recovered 5"],
    ],
  ],
  [
    "a family without address is a failure",
    [
      ["4! a", "-"],
      ["4!other a", "failed"],
      ["4! 6! a", "-"],
      ["4! 6! a", "failure-changed 3"],
      ["a", "recovered 4"],
    ],
  ],
  [
    "disagreement is another failure than silence",
    [
      ["4!", "-"],
      ["4!", "failed"],
      ["4!NO_AGREEMENT", "-"],
      ["4!NO_AGREEMENT", "failure-changed 3"],
    ],
  ],
  [
    "lists fail like records",
    [
      ["list!LIST_BUSY", "-"],
      ["list!LIST_BUSY", "failed"],
      ["list!LIST_BUSY", "-"],
      ["list+", "recovered 3"],
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
      ["bad", "-"],
      ["bad", "failed"],
      ["bad", "-"],
      ["", "recovered 3"],
    ],
  ],
  [
    "what may pass and passes is never told, nor its end",
    [
      ["4! a", "-"],
      ["a", "-"],
      ["4! a", "-"],
      ["a", "-"],
    ],
  ],
  [
    "what was pushed is no check, however often it fails",
    [
      ["a!TIMEOUT", "-"],
      ["a!TIMEOUT|pushed", "-"],
      ["a!TIMEOUT|pushed", "-"],
      ["4! a!TIMEOUT|pushed", "-"],
      ["a!TIMEOUT", "failed"],
    ],
  ],
  [
    "a good push between two failed checks ends the row",
    [
      ["a!TIMEOUT", "-"],
      ["a|pushed", "-"],
      ["a!TIMEOUT", "-"],
      ["a!TIMEOUT", "failed"],
    ],
  ],
  [
    "what a person must mend is told at once, also when it was pushed",
    [
      ["a!AUTH_REJECTED|pushed", "failed"],
      ["a!AUTH_REJECTED|pushed", "-"],
      ["a|pushed", "recovered 2"],
    ],
  ],
  [
    "after the last try it is told without a second check",
    [
      ["4!", "-"],
      ["4!|pushed", "-"],
      ["4!|last", "failed"],
      ["4!|last", "-"],
    ],
  ],
  [
    "one that may pass beside one that was told waits for its own time",
    [
      ["a!BAD_INPUT", "failed"],
      ["a!BAD_INPUT b!TIMEOUT", "-"],
      ["a!BAD_INPUT", "-"],
      ["a!BAD_INPUT b!TIMEOUT", "-"],
      ["a!BAD_INPUT b!TIMEOUT", "failure-changed 4"],
    ],
  ],
  [
    "told, and something else fails that may pass: not over, not yet told",
    [
      ["a!BAD_INPUT", "failed"],
      ["4! a", "-"],
      ["a", "recovered 2"],
    ],
  ],
  [
    "a stop in the middle of a cycle is no failure",
    [
      ["4!|stopped", "-"],
      ["a!BAD_INPUT|stopped", "-"],
      ["a+ b!TIMEOUT|stopped", "changed"],
    ],
  ],
  [
    "an address that flaps is told once, then its calm",
    [
      ["a+", "changed"],
      ["a+|flaps", "flapping"],
      ["a+|flaps", "-"],
      ["a+|flaps", "-"],
      ["a", "calm"],
      ["a+", "changed"],
    ],
  ],
  [
    "a failure is told while an address flaps, and flapping afterwards",
    [
      ["a+ b!QUOTA_EXCEEDED|flaps", "failed"],
      ["a+ b!QUOTA_EXCEEDED|flaps", "flapping 1"],
      ["a+ b|flaps", "recovered 2"],
      ["a+ b|flaps", "-"],
      ["a b", "calm"],
    ],
  ],
])("%s", (_, cycles) => {
  expect(run(cycles.map(([cycle]) => cycle))).toEqual(cycles.map(([, alert]) => alert));
});

test("a clock set back / recovery / lasted no negative time", () => {
  const { state } = nextAlert(startAlerts(undefined), report("a!BAD_INPUT"), { ...CHECK, nowMs: 5_000 });
  const { alert } = nextAlert(state, report("a"), { ...CHECK, nowMs: 1_000 });
  expect(alert).toEqual({ kind: "recovered", failingForMs: 0 });
});

test("told before a restart / the same, its end / silence, and how long it lasted in all", () => {
  const told = startAlerts({ sinceMs: -5 * MINUTE, things: ["a A BAD_INPUT"] });
  expect(run(["a!BAD_INPUT", "a!BAD_INPUT", "a"], told)).toEqual(["-", "-", "recovered 7"]);
  expect(run(["a!QUOTA_EXCEEDED"], told)).toEqual(["failure-changed 5"]);
});

test("told of an outage before a restart / the same / silence from the first cycle on", () => {
  const told = startAlerts({ sinceMs: 0, things: ["IPv4 DETECTION_FAILED"] });
  expect(run(["4!|pushed", "4!", "4!", "a"], told)).toEqual(["-", "-", "-", "recovered 3"]);
});

test("a home without the family / any number of cycles / nobody is alarmed", () => {
  const absent: Detection = { status: "unavailable", reason: "no way out", source: "ipify", absent: true };
  const one = { ...report("a"), detections: { ipv4: { status: "unmanaged" }, ipv6: absent } } as const;
  let state = startAlerts(undefined);
  for (let at = 0; at < 5; at++) {
    const next = nextAlert(state, one, { ...CHECK, nowMs: at, isLastTry: true });
    expect(next.alert).toBeUndefined();
    state = next.state;
  }
});

const ANY_CYCLE = fc.array(
  fc.tuple(
    fc.constantFrom("a", "a+", "a!BAD_INPUT", "a!TIMEOUT", "4!", "b!QUOTA_EXCEEDED a", "a!ABORTED"),
    fc.constantFrom("", "|pushed", "|last", "|flaps", "|stopped"),
  ),
  { maxLength: 30 },
);

test("any cycles / told / a failure begins before it ends, ends once, and nothing is told twice in a row", () => {
  fc.assert(
    fc.property(ANY_CYCLE, (cycles) => {
      let isTold = false;
      for (const alert of run(cycles.map(([what, how]) => what + how)).map((text) => text.split(" ")[0])) {
        if (alert === "failed") expect(isTold).toBe(false);
        if (alert === "failure-changed" || alert === "recovered") expect(isTold).toBe(true);
        if (alert === "failed" || alert === "recovered") isTold = alert === "failed";
      }
    }),
  );
});

test("any cycles that all may pass, never two failed checks in a row / told / nobody hears of a failure", () => {
  const pass = fc.array(fc.constantFrom("a", "a+", "a!TIMEOUT|pushed", "4!|pushed"), { maxLength: 30 });
  fc.assert(
    fc.property(pass, (cycles) => {
      const alerts = run(cycles.flatMap((cycle) => [cycle, "a"]));
      expect(alerts.filter((alert) => alert !== "-" && alert !== "changed")).toEqual([]);
    }),
  );
});
