/** A plan that reads like a diff: what would go, what would come, and what stays in doubt. */

import {
  type CycleReport,
  type Detection,
  describeNat,
  displayName,
  familyTitle,
  type ListReport,
  observationsOf,
  type RecordReport,
  type ReportedChange,
  traitsOf,
} from "../../src/index.ts";
import type { Paint } from "./paint.ts";

/** Lines without line ends. */
export function renderPlan(report: CycleReport, paint: Paint): readonly string[] {
  return [
    ...detectionLines(report, paint),
    ...zonesOf(report).flatMap(([zone, records]) => [
      "",
      paint(zone, "bold"),
      ...records.flatMap((record) => recordLines(record, paint)),
    ]),
    ...report.lists.flatMap((list) => [
      "",
      paint(`${traitsOf(list.kind).noun} ${list.account}/${list.name}`, "bold"),
      ...listLines(list, paint),
    ]),
    "",
    summary(report),
  ];
}

function detectionLines(report: CycleReport, paint: Paint): readonly string[] {
  const lines = observationsOf(report).map(
    ({ detection, ...seen }) => `${familyTitle(seen)}  ${describe(detection, paint)}`,
  );
  const { nat } = report;
  return nat === undefined ? lines : [...lines, `NAT   ${nat}  ${paint(`(${describeNat(nat)})`, "grey")}`];
}

function describe(detection: Detection, paint: Paint): string {
  switch (detection.status) {
    case "known":
      return `${detection.addresses.map(({ address }) => address).join(", ")}  ${paint(`(${detection.source})`, "grey")}`;
    case "unavailable":
      return `${paint(`no address: ${detection.reason}`, "yellow")}  ${paint(`(${detection.source})`, "grey")}`;
    case "clear":
      return paint("cleared on purpose (static.empty)", "yellow");
    case "unmanaged":
      return paint("not managed", "grey");
  }
}

function zonesOf({ records }: CycleReport): readonly (readonly [string, readonly RecordReport[]])[] {
  const zones = new Map<string, RecordReport[]>();
  for (const record of records) {
    if (record.outcome === "skipped") continue;
    const zone = record.zone ?? "no zone";
    zones.set(zone, [...(zones.get(zone) ?? []), record]);
  }
  return [...zones];
}

function recordLines(record: RecordReport, paint: Paint): readonly string[] {
  const label = `${record.type.padEnd(4)}  ${displayName(record.name)}`;
  if (record.error !== null) return [paint(`  ! ${label}  ${record.error.message}`, "red")];
  if (record.changes.length === 0) return [paint(`  = ${label}  ${record.wanted.join(", ")}`, "grey")];
  return record.changes.map((change) => changeLine(label, change, paint));
}

function changeLine(label: string, change: ReportedChange, paint: Paint): string {
  const attributes = describeAttributes(change.attributes);
  switch (change.action) {
    case "create":
      return paint(`  + ${label}  ${change.to}`, "green");
    case "delete":
      return paint(`  - ${label}  ${change.from}`, "red");
    case "update":
      return paint(
        `  ~ ${label}  ${change.from === change.to ? change.from : `${change.from} → ${change.to}`}${attributes}`,
        "yellow",
      );
  }
}

function describeAttributes(attributes: ReportedChange["attributes"]): string {
  const parts = Object.entries(attributes ?? {}).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return parts.length === 0 ? "" : `  (${parts.join(", ")})`;
}

function listLines(list: ListReport, paint: Paint): readonly string[] {
  if (list.error !== null) return [paint(`  ! ${list.error.message}`, "red")];
  if (list.outcome === "skipped") return [paint(`  = left as it is: ${list.reason}`, "grey")];
  return [
    ...list.kept.map((prefix) => paint(`  = ${prefix}`, "grey")),
    ...list.added.map((prefix) => paint(`  + ${prefix}`, "green")),
    ...list.removed.map((prefix) => paint(`  - ${prefix}`, "red")),
    ...list.warnings.map((warning) => paint(`  ! ${warning}`, "yellow")),
  ];
}

function summary(report: CycleReport): string {
  const changes = report.records.flatMap((record) => (record.error === null ? record.changes : []));
  const count = (action: ReportedChange["action"]): number =>
    changes.filter((change) => change.action === action).length;
  const added = report.lists.reduce((sum, list) => sum + list.added.length, 0);
  const removed = report.lists.reduce((sum, list) => sum + list.removed.length, 0);
  const failed = [...report.records, ...report.lists].filter(({ outcome }) => outcome === "failed").length;
  const parts = [
    `${count("create") + added} to create`,
    `${count("update")} to update`,
    `${count("delete") + removed} to delete`,
    ...(failed > 0 ? [`${failed} that cannot be done`] : []),
  ];
  return `Plan: ${parts.join(", ")}. Nothing was written.`;
}
