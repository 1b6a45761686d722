/** When people are told: each change, a failure once, its change, its end (T6). */

import type { ErrorCode } from "../errors.ts";
import type { CycleReport } from "./report.ts";

/** What is failing, as last told. */
export interface AlertState {
  readonly failing:
    | {
        /** Milliseconds since the epoch, of the first failing cycle. */
        readonly sinceMs: number;
        /** What fails and why, sorted; times and wording are left out so that only real changes compare unequal. */
        readonly things: readonly string[];
      }
    | undefined;
}

/** Nothing told yet. */
export const NO_ALERTS: AlertState = { failing: undefined };

/** That people are to be told of a cycle, and as what. */
export interface Alert {
  /**
   * `changed`: records or lists were changed (an old failure may go on) · `failed`: the first failure ·
   * `failure-changed`: something else fails, or only part of it still does · `recovered`: nothing fails any more.
   */
  readonly kind: "changed" | "failed" | "failure-changed" | "recovered";
  /** How long it has been failing, or was; undefined where nothing failed before. */
  readonly failingForMs: number | undefined;
}

/**
 * Who is told what after a cycle.
 *
 *   failing before   failing now      changed   alert
 *   nothing          nothing          no        none
 *   nothing          nothing          yes       changed
 *   nothing          a                any       failed
 *   a                a                no        none
 *   a                a                yes       changed
 *   a                b, or a and b    any       failure-changed
 *   a and b          a                any       failure-changed
 *   a                nothing          any       recovered
 *   anything         cut short        no        none: what was not done because we were stopping is no failure
 *   anything         cut short        yes       changed
 *
 * Dry runs change nothing and tell nothing.
 */
export function nextAlert(
  state: AlertState,
  report: CycleReport,
  nowMs: number,
): { readonly state: AlertState; readonly alert: Alert | undefined } {
  if (report.dryRun) return { state, alert: undefined };
  const before = state.failing;
  const failingForMs = before === undefined ? undefined : Math.max(0, nowMs - before.sinceMs);
  const changed: Alert | undefined = hasChanges(report) ? { kind: "changed", failingForMs } : undefined;
  if (wasCutShort(report)) return { state, alert: changed };

  const things = failingThings(report);
  if (things.length === 0)
    return { state: NO_ALERTS, alert: before === undefined ? changed : { kind: "recovered", failingForMs } };
  if (before !== undefined && sameThings(before.things, things)) return { state, alert: changed };
  return {
    state: { failing: { sinceMs: before?.sinceMs ?? nowMs, things } },
    alert: { kind: before === undefined ? "failed" : "failure-changed", failingForMs },
  };
}

/** Was a record set or list created, updated or deleted? */
function hasChanges(report: CycleReport): boolean {
  return [...report.records, ...report.wafLists].some(({ outcome }) =>
    ["created", "updated", "deleted"].includes(outcome),
  );
}

function wasCutShort(report: CycleReport): boolean {
  return [...report.records, ...report.wafLists].some(({ error }) => error?.code === "ABORTED");
}

/** Everything that fails, with the kind of its reason: sorted, without repetition. */
function failingThings(report: CycleReport): readonly string[] {
  const { ipv4, ipv6 } = report.detections;
  const things = [
    ...(ipv4.status === "unavailable" ? [`IPv4 ${ipv4.code ?? "DETECTION_FAILED"}`] : []),
    ...(ipv6.status === "unavailable" ? [`IPv6 ${ipv6.code ?? "DETECTION_FAILED"}`] : []),
    ...report.records
      .filter(({ outcome }) => outcome === "failed")
      .map(({ name, type, error }) => `${name} ${type} ${stableCode(error?.code)}`),
    ...report.wafLists
      .filter(({ outcome }) => outcome === "failed")
      .map(({ account, name, error }) => `${account}/${name} ${stableCode(error?.code)}`),
  ];
  if (things.length === 0 && !report.ok) return ["cycle"];
  return [...new Set(things)].sort();
}

/** One outage shows as a time limit now and as an unreachable server next; to people it is the same failure. */
function stableCode(code: ErrorCode | undefined): string {
  switch (code) {
    case undefined:
    case "UNAVAILABLE":
    case "TIMEOUT":
    case "RATE_LIMITED":
    case "RESPONSE_MALFORMED":
    case "WRITE_UNCONFIRMED":
    case "LIST_BUSY":
      return "out of reach";
    default:
      return code;
  }
}

function sameThings(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((thing, at) => thing === right[at]);
}
