/** Joins what the settings ask for with what the last cycle found: one row per record set and per list. */

import { traitsOf } from "../../../../src/core/list/kinds.ts";
import type { ListReport, RecordReport } from "../../../../src/core/report/report.ts";
import type { Outcome, RecordType } from "../../../../src/core/types.ts";
import type { DashboardState, ManagedList } from "../../wire.ts";

/** How a row looks; `unknown` until a cycle has looked at it. */
export type Mood = "right" | "skipped" | "failed" | "unknown";

export interface RecordRow {
  readonly name: string;
  readonly type: RecordType;
  readonly zone: string | undefined;
  readonly mood: Mood;
  readonly word: string;
  readonly wanted: readonly string[];
  readonly actual: readonly string[];
  readonly proxied: boolean;
  readonly ttl: number;
  readonly comment: string;
  /** Why it is skipped or failed. */
  readonly message: string | undefined;
}

export interface ListRow {
  /** The kind, for people. */
  readonly noun: string;
  readonly account: string;
  readonly name: string;
  readonly mood: Mood;
  readonly word: string;
  readonly items: readonly string[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly message: string | undefined;
  readonly warnings: readonly string[];
}

const WORDS: Record<Outcome, string> = {
  created: "created",
  updated: "updated",
  deleted: "deleted",
  unchanged: "right",
  skipped: "left as it is",
  failed: "failed",
};

/** Rows in the order of the settings, then what only the report knows. */
export function recordRows(state: DashboardState): readonly RecordRow[] {
  const reports = state.view.report?.records ?? [];
  const isFor = (name: string, type: RecordType) => (report: RecordReport) =>
    report.name === name && report.type === type;
  const known = state.recordSets.map((set) => {
    const report = reports.find(isFor(set.name, set.type));
    return report === undefined ? unknownRow(set) : recordRow(report, set);
  });
  const others = reports.filter(
    (report) => !state.recordSets.some((set) => isFor(set.name, set.type)(report)),
  );
  return [...known, ...others.map((report) => recordRow(report, { proxied: false, ttl: 1 }))];
}

interface Fallback {
  readonly proxied: boolean;
  readonly ttl: number;
}

function recordRow(report: RecordReport, fallback: Fallback): RecordRow {
  const first = report.actual[0];
  return {
    name: report.name,
    type: report.type,
    zone: report.zone ?? undefined,
    mood: moodOf(report.outcome),
    word: WORDS[report.outcome],
    wanted: report.wanted,
    actual: report.actual.map((record) => record.content),
    proxied: first?.proxied ?? fallback.proxied,
    ttl: first?.ttl ?? fallback.ttl,
    comment: first?.comment ?? "",
    message: report.error?.message ?? report.reason ?? undefined,
  };
}

function unknownRow(set: { readonly name: string; readonly type: RecordType } & Fallback): RecordRow {
  const { name, type, proxied, ttl } = set;
  const nothing = { zone: undefined, wanted: [], actual: [], comment: "", message: undefined };
  return { name, type, proxied, ttl, mood: "unknown", word: "not checked yet", ...nothing };
}

/** Rows of the lists, likewise. */
export function listRows(state: DashboardState): readonly ListRow[] {
  const reports = state.view.report?.lists ?? [];
  return state.lists.map((list) => {
    const report = reports.find(
      ({ kind, account, name }) => kind === list.kind && account === list.account && name === list.name,
    );
    return report === undefined ? unknownList(list) : listRow(report);
  });
}

function listRow(report: ListReport): ListRow {
  const { kind, account, name, added, removed, kept, warnings } = report;
  return {
    noun: traitsOf(kind).noun,
    account,
    name,
    mood: moodOf(report.outcome),
    word: WORDS[report.outcome],
    items: report.outcome === "failed" ? kept : [...new Set([...kept, ...added])].sort(),
    added,
    removed,
    message: report.error?.message ?? report.reason ?? undefined,
    warnings,
  };
}

function unknownList({ kind, account, name }: ManagedList): ListRow {
  const nothing = { items: [], added: [], removed: [], message: undefined, warnings: [] };
  return { noun: traitsOf(kind).noun, account, name, mood: "unknown", word: "not checked yet", ...nothing };
}

function moodOf(outcome: Outcome): Mood {
  return outcome === "failed" || outcome === "skipped" ? outcome : "right";
}

/** `3 of 4 right`; undefined while nothing was looked at. */
export function rightWords(rows: readonly { readonly mood: Mood }[]): string | undefined {
  if (rows.every((row) => row.mood === "unknown")) return undefined;
  return `${rows.filter((row) => row.mood === "right").length} of ${rows.length} right`;
}

/** True where both hold the same texts, in whatever order. */
export function sameSet(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((text) => right.includes(text));
}
