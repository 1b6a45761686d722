/** Turns the report of a dry run into the lines of a diff. */

import { traitsOf } from "../../../../src/core/list/kinds.ts";
import type { CycleReport } from "../../../../src/core/report/report.ts";
import type { ReportedChange } from "../../../../src/core/types.ts";

/** `+` comes, `-` goes, `~` an attribute changes, `!` nothing will be done and why. */
export interface PlanLine {
  readonly sign: "+" | "-" | "~" | "!";
  readonly text: string;
}

/** The lines of one record set or list. */
export interface PlanGroup {
  readonly title: string;
  readonly lines: readonly PlanLine[];
}

/** Groups that have something to say, `shown` telling names for people; none where a cycle would change nothing. */
export function planGroups(
  report: CycleReport,
  shown: (fqdn: string) => string = (fqdn) => fqdn,
): readonly PlanGroup[] {
  const records = report.records.map((record) => ({
    title: `${shown(record.name)} ${record.type}`,
    lines: [...record.changes.flatMap(changeLines), ...obstacle(record.error?.message ?? record.reason)],
  }));
  const lists = report.lists.map((list) => ({
    title: `${traitsOf(list.kind).noun} ${list.name}`,
    lines: [
      ...list.removed.map((text): PlanLine => ({ sign: "-", text })),
      ...list.added.map((text): PlanLine => ({ sign: "+", text })),
      ...obstacle(list.error?.message ?? list.reason),
    ],
  }));
  return [...records, ...lists].filter((group) => group.lines.length > 0);
}

/** How many changes a cycle would make; an address that replaces another is one, though it takes two lines. */
export function changeCount(report: CycleReport): number {
  const records = report.records.reduce((sum, record) => sum + record.changes.length, 0);
  return report.lists.reduce((sum, list) => sum + list.added.length + list.removed.length, records);
}

function changeLines(change: ReportedChange): readonly PlanLine[] {
  const lines: PlanLine[] = [];
  if (change.from !== change.to) {
    if (change.from !== null) lines.push({ sign: "-", text: change.from });
    if (change.to !== null) lines.push({ sign: "+", text: change.to });
  }
  // What a new record is made of is the settings' business; a change to one that is there is news.
  if (change.action === "update")
    for (const [name, value] of Object.entries(change.attributes ?? {}))
      lines.push({ sign: "~", text: `${name}: ${attributeWords(name, value)}` });
  return lines;
}

function attributeWords(name: string, value: string | number | boolean): string {
  if (typeof value === "boolean") return value ? "on" : "off";
  if (name === "ttl") return value === 1 ? "automatic" : `${value} s`;
  return value === "" ? "none" : String(value);
}

function obstacle(message: string | null): readonly PlanLine[] {
  return message === null ? [] : [{ sign: "!", text: message }];
}
