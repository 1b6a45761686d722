/** A cycle report in the shape that `once --json` and `plan --json` promise, and nothing besides. */

import type { Detection } from "../types.ts";
import type { CycleReport, RecordReport, ReportedError, WafListReport } from "./report.ts";

/** Plain values for JSON; the shape is public (docs/command-line.md). */
export function reportAsJson(report: CycleReport): Record<string, unknown> {
  const { ok, dryRun, startedAt, durationMs, requests, detections, records, wafLists } = report;
  return {
    ok,
    dryRun,
    startedAt,
    durationMs,
    requests,
    detections: { ipv4: detectionAsJson(detections.ipv4), ipv6: detectionAsJson(detections.ipv6) },
    records: records.map(recordAsJson),
    wafLists: wafLists.map(listAsJson),
  };
}

function detectionAsJson(detection: Detection): Record<string, unknown> {
  switch (detection.status) {
    case "known":
      return {
        status: "known",
        addresses: detection.addresses.map(({ address }) => address),
        source: detection.source,
      };
    case "unavailable":
      return { status: "unavailable", reason: detection.reason, source: detection.source };
    default:
      return { status: detection.status };
  }
}

function recordAsJson({
  name,
  type,
  zone,
  outcome,
  changes,
  error,
  reason,
}: RecordReport): Record<string, unknown> {
  return {
    name,
    type,
    zone,
    outcome,
    changes,
    error: errorAsJson(error),
    ...(reason === null ? {} : { reason }),
  };
}

function listAsJson({
  account,
  name,
  outcome,
  added,
  removed,
  error,
  reason,
  warnings,
}: WafListReport): Record<string, unknown> {
  return {
    account,
    name,
    outcome,
    added,
    removed,
    error: errorAsJson(error),
    ...(reason === null ? {} : { reason }),
    ...(warnings.length === 0 ? {} : { warnings }),
  };
}

function errorAsJson(error: ReportedError | null): Record<string, unknown> | null {
  return error === null ? null : { code: error.code, message: error.message };
}
