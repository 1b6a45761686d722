/** What became of the record sets, as payload, as status, or as failure. Pure. */

import { DdnsError, type RecordReport, type ReportedError } from "../shared/engine.ts";
import type { Answer } from "../shared/message/answering.ts";
import { Failure } from "../shared/message/failure.ts";
import { failed, partly, succeeded, UNCHANGED } from "../shared/message/status.ts";

const CHANGED: readonly RecordReport["outcome"][] = ["created", "updated", "deleted"];

/** The answer of the node. Throws a Failure where a set failed, with the outcome of all of them. */
export function answerFrom(reports: readonly RecordReport[], dryRun: boolean): Answer {
  const records = reports.map(({ name, type, zone, outcome, changes, error, reason }) => ({
    name,
    type,
    zone,
    outcome,
    changes,
    error,
    ...(reason === null ? {} : { reason }),
  }));
  const changedSets = reports.filter(({ outcome }) => CHANGED.includes(outcome));
  const changed = changedSets.length > 0;
  const failures = reports.flatMap(({ name, type, error }) =>
    error === null ? [] : [{ ...error, name, type }],
  );
  // What was skipped neither failed nor went right: a family that is left alone says nothing about the other one.
  const tried = reports.filter(({ outcome }) => outcome !== "skipped").length;
  if (failures.length > 0) throw failure(failures, tried, { changed, dryRun, records });
  return {
    changed,
    status: changed
      ? succeeded(`${changedSets.length} ${dryRun ? "planned" : verb(changedSets)}`)
      : UNCHANGED,
    set: { payload: { changed, dryRun, records } },
  };
}

function verb(reports: readonly RecordReport[]): string {
  const [first] = reports;
  return first !== undefined && reports.every(({ outcome }) => outcome === first.outcome)
    ? first.outcome
    : "updated";
}

function failure(
  errors: readonly ReportedError[],
  tried: number,
  detail: Readonly<Record<string, unknown>>,
): Failure {
  const [first = { code: "UNAVAILABLE", message: "" } as ReportedError] = errors;
  if (errors.length < tried) {
    const error = new DdnsError(
      "PARTIAL",
      `${errors.length} of ${tried} record sets could not be updated: ${first.message}`,
    );
    return new Failure(error, { ...detail, errors }, partly(`${errors.length}/${tried} failed`));
  }
  const more = errors.length === 1 ? "" : ` (and ${errors.length - 1} more)`;
  return new Failure(
    new DdnsError(first.code, `${first.message}${more}`, first),
    { ...detail, errors },
    failed(first.code, first.retryAfterMs),
  );
}
