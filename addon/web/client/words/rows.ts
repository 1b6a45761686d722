/** Joins what the settings ask for with what the last cycle found: one row per record set and per list. */

import { traitsOf } from "../../../../src/core/list/kinds.ts";
import type { ListReport, RecordReport, SiteDetections } from "../../../../src/core/report/report.ts";
import type { Outcome, RecordType } from "../../../../src/core/types.ts";
import type { DashboardState, ManagedList, ManagedRecordSet } from "../../wire.ts";
import { isAbsent } from "./address-words.ts";
import { shownName } from "./names.ts";
import { type Seen, seenOf } from "./seen.ts";

/** How a row looks; `unknown` until a cycle has looked at it, `absent` where the place has no such address at all. */
export type Mood = "right" | "skipped" | "failed" | "absent" | "unknown";

/** Something that is at Cloudflare, whatever it is. */
export interface Row {
  readonly mood: Mood;
  readonly title: string;
  /** The type of a record set. */
  readonly tag?: string;
  /** `""` is the home. */
  readonly site: string;
  /** What was done, then what else there is to know, each a few words. */
  readonly facts: readonly string[];
  /** What the facts leave out, for who points at them. */
  readonly hint?: string;
  readonly contents: readonly Content[];
  /** Absent where nobody was asked. */
  readonly seen?: Seen;
  readonly notes: readonly Note[];
  /** The record set whose orange cloud can be switched. */
  readonly cloud?: { readonly name: string; readonly type: RecordType; readonly proxied: boolean };
}

/** Addresses or prefixes (`values`), or in words why there are none. */
export interface Content {
  readonly label?: string;
  readonly values: readonly string[];
  readonly words?: string;
}

/** A sentence below the row; `mild`: nothing failed. */
export interface Note {
  readonly text: string;
  readonly mild: boolean;
}

const WORDS: Record<Outcome, string> = {
  created: "created",
  updated: "updated",
  deleted: "deleted",
  unchanged: "right",
  skipped: "left as it is",
  failed: "failed",
};
const NOT_CHECKED = "not checked yet";

/** Rows in the order of the settings, then what only the report knows. */
export function recordRows(state: DashboardState): readonly Row[] {
  const reports = state.view.report?.records ?? [];
  const isFor = (set: ManagedRecordSet) => (report: RecordReport) =>
    report.name === set.name && report.type === set.type;
  const known = state.recordSets.map((set) => {
    const report = reports.find(isFor(set));
    return report === undefined ? unknownRecord(state, set) : recordRow(state, report, set);
  });
  const others = reports.filter((report) => !state.recordSets.some((set) => isFor(set)(report)));
  return [...known, ...others.map((report) => recordRow(state, report, { proxied: false, ttl: 1 }))];
}

type Usual = Pick<ManagedRecordSet, "proxied" | "ttl">;

function recordRow(state: DashboardState, report: RecordReport, usual: Usual): Row {
  const { name, type, site, outcome } = report;
  const [first] = report.actual;
  const absent = outcome === "skipped" && isAbsent(familyOf(state, site, type));
  const comment = first?.comment ?? "";
  const seen = seenOf(state, name, type, report.zone);
  return {
    mood: absent ? "absent" : moodOf(outcome),
    title: shownName(state, name),
    tag: type,
    site,
    facts: [
      absent ? "not here" : WORDS[outcome],
      ttlWords(first?.ttl ?? usual.ttl),
      ...(comment === "" ? [] : [`“${comment}”`]),
    ],
    contents: recordContents(report),
    ...(seen === undefined ? {} : { seen }),
    // The card of the address says it once for all.
    notes: absent ? [] : [...notesOf(report), ...unseenNotes(seen)],
    // Where nothing is and nothing comes, there is no cloud to switch.
    ...(absent && first === undefined
      ? {}
      : { cloud: { name, type, proxied: first?.proxied ?? usual.proxied } }),
  };
}

function unknownRecord(state: DashboardState, { name, type, site, proxied, ttl }: ManagedRecordSet): Row {
  const title = shownName(state, name);
  const facts = [NOT_CHECKED, ttlWords(ttl)];
  return {
    mood: "unknown",
    title,
    tag: type,
    site,
    facts,
    contents: [],
    notes: [],
    cloud: { name, type, proxied },
  };
}

/** One line where both agree; what is wanted above what is there where they do not. */
function recordContents({ outcome, wanted, actual }: RecordReport): readonly Content[] {
  const there = actual.map(({ content }) => content);
  if (wanted.length === 0 || sameSet(wanted, there))
    return there.length === 0 ? [{ values: [], words: "no record" }] : [{ values: there }];
  const none = outcome === "failed" ? "none or not read" : "no record";
  return [
    { label: "wanted", values: wanted },
    { label: "actual", values: there, ...(there.length === 0 ? { words: none } : {}) },
  ];
}

/** Rows of the lists, likewise. */
export function listRows(state: DashboardState): readonly Row[] {
  const reports = state.view.report?.lists ?? [];
  return state.lists.map((list) => {
    const report = reports.find(
      ({ kind, account, name }) => kind === list.kind && account === list.account && name === list.name,
    );
    return report === undefined ? unknownList(list) : listRow(report);
  });
}

function listRow(report: ListReport): Row {
  const { added, kept, outcome, warnings } = report;
  const items = outcome === "failed" ? kept : [...new Set([...kept, ...added])].sort();
  return {
    ...listHead(report, WORDS[outcome]),
    mood: moodOf(outcome),
    contents: [items.length === 0 ? { values: [], words: "no items of ours" } : { values: items }],
    notes: [...notesOf(report), ...warnings.map((text) => ({ text, mild: true }))],
  };
}

function unknownList(list: ManagedList): Row {
  return { ...listHead(list, NOT_CHECKED), mood: "unknown", contents: [], notes: [] };
}

function listHead({ kind, account, name, site }: ManagedList, word: string) {
  const facts = [traitsOf(kind).noun, word, `account ${account.slice(0, 6)}…`];
  return { title: name, site, facts, hint: `Account ${account}` };
}

function notesOf(report: RecordReport | ListReport): readonly Note[] {
  const text = report.error?.message ?? report.reason;
  return text === null ? [] : [{ text, mild: report.outcome !== "failed" }];
}

/** What is not seen is told at once; what is not known waits to be asked for. */
function unseenNotes(seen: Seen | undefined): readonly Note[] {
  return seen?.verdict === "no" && seen.reason !== null ? [{ text: seen.reason, mild: true }] : [];
}

function familyOf(state: DashboardState, site: string, type: RecordType) {
  const { report } = state.view;
  const seen: SiteDetections | undefined = site === "" ? report?.detections : report?.sites[site];
  return type === "A" ? seen?.ipv4 : seen?.ipv6;
}

function ttlWords(ttl: number): string {
  return `TTL ${ttl === 1 ? "automatic" : `${ttl} s`}`;
}

function moodOf(outcome: Outcome): Mood {
  return outcome === "failed" || outcome === "skipped" ? outcome : "right";
}

/** `3 of 4 right`, what is absent aside; undefined while nothing was looked at. */
export function rightWords(rows: readonly Pick<Row, "mood">[]): string | undefined {
  if (rows.every((row) => row.mood === "unknown")) return undefined;
  const here = rows.filter((row) => row.mood !== "absent");
  return `${here.filter((row) => row.mood === "right").length} of ${here.length} right`;
}

/** True where both hold the same texts, in whatever order. */
export function sameSet(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((text) => right.includes(text));
}
