/** A cycle report in the shape that `once --json` and `plan --json` promise, and nothing besides. */

import { LIST_KINDS } from "../list/kinds.ts";
import type { Detection } from "../types.ts";
import type { CycleReport, ListReport, RecordReport, ReportedError, SiteDetections } from "./report.ts";

/** Plain values for JSON; the shape is public (docs/command-line.md). */
export function reportAsJson(report: CycleReport): Record<string, unknown> {
  const { ok, dryRun, startedAt, durationMs, requests, detections, sites, nat, records, lists } = report;
  return {
    ok,
    dryRun,
    startedAt,
    durationMs,
    requests,
    detections: siteAsJson(detections),
    ...(Object.keys(sites).length === 0
      ? {}
      : {
          sites: Object.fromEntries(Object.entries(sites).map(([name, site]) => [name, siteAsJson(site)])),
        }),
    ...(nat === undefined ? {} : { nat }),
    records: records.map(recordAsJson),
    ...listsAsJson(lists),
  };
}

/** WAF lists always, the other kinds where there are any. */
function listsAsJson(lists: readonly ListReport[]): Record<string, unknown> {
  return Object.fromEntries(
    LIST_KINDS.flatMap(({ kind, field }) => {
      const ofKind = lists.filter((list) => list.kind === kind).map(listAsJson);
      return ofKind.length > 0 || kind === "waf" ? [[field, ofKind]] : [];
    }),
  );
}

function siteAsJson({ ipv4, ipv6 }: SiteDetections): Record<string, unknown> {
  return { ipv4: detectionAsJson(ipv4), ipv6: detectionAsJson(ipv6) };
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
      return {
        status: "unavailable",
        ...(detection.absent === true ? { absent: true } : {}),
        reason: detection.reason,
        source: detection.source,
      };
    default:
      return { status: detection.status };
  }
}

function recordAsJson({
  name,
  type,
  site,
  zone,
  outcome,
  changes,
  error,
  reason,
}: RecordReport): Record<string, unknown> {
  return {
    name,
    type,
    ...(site === "" ? {} : { site }),
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
  site,
  outcome,
  added,
  removed,
  error,
  reason,
  warnings,
}: ListReport): Record<string, unknown> {
  return {
    account,
    name,
    ...(site === "" ? {} : { site }),
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
