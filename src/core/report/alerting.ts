/** When people are told: each change, a failure once, its change, its end (T6). */

import { type Failing, failingIn, wasCutShort } from "./failing.ts";
import type { CycleReport } from "./report.ts";

/** A failure that people were told of and that has not ended. */
export interface ToldFailure {
  /** Milliseconds since the epoch, of the first failing cycle. */
  readonly sinceMs: number;
  /** What fails and why, sorted. */
  readonly things: readonly string[];
}

/** What is failing or flapping, and what was told of it. */
export interface AlertState {
  readonly told: ToldFailure | undefined;
  /** Was flapping told, and not its end? */
  readonly flapping: boolean;
  /** What failed in the last cycle: for how many checks of the schedule in a row, and since when (milliseconds since the epoch). */
  readonly failing: Readonly<Record<string, { readonly checks: number; readonly sinceMs: number }>>;
}

/** Nothing failing; `told` is what was told before a restart. */
export function startAlerts(told: ToldFailure | undefined): AlertState {
  return { told, flapping: false, failing: {} };
}

/** What is known of a cycle besides its report. */
export interface Occasion {
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
  /** The schedule asked for it. What was pushed, asked for by hand or tried again is no check. */
  readonly isCheck: boolean;
  /** No further try follows: what may pass has had its time. */
  readonly isLastTry: boolean;
  /** Families whose addresses change too often. */
  readonly flapping: readonly string[];
  /** The cycle was ended by a stop. */
  readonly wasStopped: boolean;
}

/** That people are to be told of a cycle, and as what. */
export type Alert = {
  /** How long it has been failing, or was; undefined where no failure was told. */
  readonly failingForMs: number | undefined;
} & (
  | {
      /**
       * `changed`: records or lists were changed (an old failure may go on) · `failed`: the first failure ·
       * `failure-changed`: something else fails, or only part of it still does · `recovered`: nothing fails any more ·
       * `calm`: addresses flap no more.
       */
      readonly kind: "changed" | "failed" | "failure-changed" | "recovered" | "calm";
    }
  /** The addresses of these families change too often to be told each time. */
  | { readonly kind: "flapping"; readonly families: readonly string[] }
);

/** What may pass is told once so many checks in a row failed. */
const CHECKS = 2;

/**
 * Who is told what after a cycle. A failure is *due* where a person must mend it, where it was told already, and where it
 * may pass but failed in two checks in a row or after the last try.
 *
 *   told      failing now      due      changed   alert
 *   nothing   nothing          –        no        none
 *   nothing   nothing          –        yes       changed
 *   nothing   a                no       yes       changed
 *   nothing   a                no       no        none: it may pass
 *   nothing   a                yes      any       failed
 *   a         a                yes      no        none
 *   a         a                yes      yes       changed
 *   a         a and b          both     any       failure-changed
 *   a         a and b          a        no        none
 *   a and b   a                yes      any       failure-changed
 *   a         b                b        any       failure-changed
 *   a         b                no       no        none: neither over nor known to be another one
 *   a         nothing          –        any       recovered
 *   anything  cut short        –        no        none: what was not done because we were stopping is no failure
 *   anything  cut short        –        yes       changed
 *
 * Where addresses flap, that takes the place of `changed`, once; its end is told too. Dry runs change nothing and tell nothing.
 */
export function nextAlert(state: AlertState, report: CycleReport, occasion: Occasion): Next {
  if (report.dryRun) return { state, alert: undefined };
  const next = nextFailure(state, report, occasion);
  const { alert } = next;
  if (alert !== undefined && alert.kind !== "changed") return next;
  const { flapping: families } = occasion;
  const flapping = families.length > 0;
  const failingForMs = alert?.failingForMs;
  if (flapping === state.flapping) return flapping ? { state: next.state, alert: undefined } : next;
  return {
    state: { ...next.state, flapping },
    alert: flapping ? { kind: "flapping", families, failingForMs } : { kind: "calm", failingForMs },
  };
}

interface Next {
  readonly state: AlertState;
  readonly alert: Alert | undefined;
}

function nextFailure(state: AlertState, report: CycleReport, occasion: Occasion): Next {
  const { nowMs } = occasion;
  const before = state.told;
  const failingForMs = before === undefined ? undefined : Math.max(0, nowMs - before.sinceMs);
  const changed: Alert | undefined = hasChanges(report) ? { kind: "changed", failingForMs } : undefined;
  if (occasion.wasStopped || wasCutShort(report)) return { state, alert: changed };

  const failingNow = failingIn(report);
  if (failingNow.length === 0)
    return {
      state: { ...startAlerts(undefined), flapping: state.flapping },
      alert: before === undefined ? changed : { kind: "recovered", failingForMs },
    };
  const failing = countChecks(state, failingNow, occasion);
  const due = failingNow
    .filter((one) => isDue(one, failing[one.thing]?.checks ?? 0, before, occasion))
    .map(({ thing }) => thing)
    .sort();
  if (due.length === 0 || (before !== undefined && sameThings(before.things, due)))
    return { state: { ...state, failing }, alert: changed };
  const sinceMs = before?.sinceMs ?? Math.min(...due.map((thing) => failing[thing]?.sinceMs ?? nowMs));
  const kind = before === undefined ? "failed" : "failure-changed";
  return { state: { ...state, told: { sinceMs, things: due }, failing }, alert: { kind, failingForMs } };
}

function countChecks(
  { failing: before }: AlertState,
  failingNow: readonly Failing[],
  { nowMs, isCheck }: Occasion,
): AlertState["failing"] {
  return Object.fromEntries(
    failingNow.map(({ thing }) => {
      const { checks, sinceMs } = before[thing] ?? { checks: 0, sinceMs: nowMs };
      return [thing, { checks: checks + (isCheck ? 1 : 0), sinceMs }];
    }),
  );
}

function isDue(
  { thing, mayPass }: Failing,
  checks: number,
  told: ToldFailure | undefined,
  { isLastTry }: Occasion,
): boolean {
  return !mayPass || checks >= CHECKS || isLastTry || told?.things.includes(thing) === true;
}

/** Was a record set or list created, updated or deleted? */
function hasChanges(report: CycleReport): boolean {
  return [...report.records, ...report.lists].some(({ outcome }) =>
    ["created", "updated", "deleted"].includes(outcome),
  );
}

function sameThings(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((thing, at) => thing === right[at]);
}
