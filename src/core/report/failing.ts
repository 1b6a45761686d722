/** What fails in a cycle, and whether it may pass by itself (T6, T11). */

import type { ErrorCode } from "../errors.ts";
import { traitsOf } from "../list/kinds.ts";
import { familyTitle, type Observation, observationsOf } from "./observations.ts";
import type { CycleReport, ReportedError } from "./report.ts";

/** One family, record set or list that fails. */
export interface Failing {
  /** What it is and why, without times and wording, so that only real changes compare unequal. */
  readonly thing: string;
  /** False where a person must mend it: credentials, permission, zone, conflict, quota, settings. */
  readonly mayPass: boolean;
  /** Milliseconds that somebody asked us to stay away. */
  readonly retryAfterMs: number;
}

/** Everything that fails, once each. A family that is absent does not fail, and what was cut short by a stop neither. */
export function failingIn(report: CycleReport): readonly Failing[] {
  const failing = [
    ...observationsOf(report).flatMap(failingFamily),
    ...report.records.flatMap(({ name, type, outcome, error }) =>
      outcome === "failed" ? [failingThing(`${name} ${type}`, error)] : [],
    ),
    ...report.lists.flatMap(({ kind, account, name, outcome, error }) =>
      outcome === "failed" ? [failingThing(`${traitsOf(kind).noun} ${account}/${name}`, error)] : [],
    ),
  ];
  if (failing.length === 0 && !report.ok) return [{ thing: "cycle", mayPass: true, retryAfterMs: 0 }];
  return [...new Map(failing.map((one) => [one.thing, one])).values()];
}

/** Was it ended by a stop? Then what was not done is no failure. */
export function wasCutShort(report: CycleReport): boolean {
  return [...report.records, ...report.lists].some(({ error }) => error?.code === "ABORTED");
}

function failingFamily({ detection, ...seen }: Observation): readonly Failing[] {
  if (detection.status !== "unavailable" || detection.absent === true) return [];
  const thing = `${familyTitle(seen)} ${detection.code ?? "DETECTION_FAILED"}`;
  return [{ thing, mayPass: true, retryAfterMs: 0 }];
}

function failingThing(what: string, error: ReportedError | null): Failing {
  const mayPass = error === null || PASSING.has(error.code);
  // One outage shows as a time limit now and as an unreachable server next; to people it is the same failure.
  const why = mayPass ? "out of reach" : error.code;
  return { thing: `${what} ${why}`, mayPass, retryAfterMs: error?.retryAfterMs ?? 0 };
}

const PASSING: ReadonlySet<ErrorCode> = new Set([
  "UNAVAILABLE",
  "TIMEOUT",
  "RATE_LIMITED",
  "RESPONSE_MALFORMED",
  "WRITE_UNCONFIRMED",
  "LIST_BUSY",
  "DETECTION_FAILED",
  "NO_AGREEMENT",
  "ABORTED",
]);
