/** What the instance remembers after a cycle: what it published, and a line of history for each change. */

import { covers } from "../core/address/prefix.ts";
import { LIST_KINDS } from "../core/list/kinds.ts";
import { type ListTarget, listId } from "../core/list/target.ts";
import type { RecordTarget } from "../core/plan/target.ts";
import type { ListReport, RecordReport } from "../core/report/report.ts";
import type { Given, Prefix } from "../core/types.ts";
import type { HistoryEntry, InstanceState, Remembered } from "../ports.ts";
import { keptHistory } from "./history-length.ts";
import { givenAfter, retained, type Step } from "./lines.ts";
import { listStateKey, recordStateKey } from "./removal.ts";
import type { FamilyIntent } from "./wanted.ts";

export interface CycleResults {
  readonly records: readonly {
    readonly target: RecordTarget;
    readonly report: RecordReport;
    readonly intents: readonly FamilyIntent[];
  }[];
  readonly lists: readonly {
    readonly target: ListTarget;
    readonly report: ListReport;
    readonly intents: readonly FamilyIntent[];
    /** Prefixes that were wanted. */
    readonly wanted: readonly Prefix[];
    /** Prefixes that were sent, whatever became of them. */
    readonly sent: readonly Prefix[];
  }[];
}

/** The state after the cycle; the same object where nothing is to be remembered. */
export function remember(state: InstanceState, results: CycleResults, at: string): InstanceState {
  const records = { ...state.records };
  const lines = { ...state.lines };
  for (const { target, report, intents } of results.records) {
    const { changes, outcome } = report;
    const gone = changes.flatMap(({ from, to }) => (from === null || from === to ? [] : [from]));
    const key = recordStateKey(target);
    const step = { intents, gone, failed: outcome === "failed" };
    noteLines(lines, key, step, outcome);
    note(records, key, [...retained(records[key] ?? [], step), ...report.wanted], outcome);
  }
  const lists: { [Kind in ListTarget["kind"]]?: Record<string, readonly string[]> } = {};
  for (const { kind } of LIST_KINDS)
    if (state.lists[kind] !== undefined) lists[kind] = { ...state.lists[kind] };
  for (const { target, report, intents, wanted, sent } of results.lists) {
    const { outcome, removed } = report;
    const known = lists[target.kind] ?? {};
    lists[target.kind] = known;
    const key = listId(target);
    const step = { intents, gone: removed, failed: outcome === "failed" };
    noteLines(lines, listStateKey(target), step, outcome);
    const ours = outcome === "failed" ? sent : oursAmong(wanted, report);
    note(known, key, [...retained(known[key] ?? [], step), ...ours], outcome);
  }
  const entries = [
    ...results.records.flatMap(({ report }) => recordEntry(report, at)),
    ...results.lists.flatMap(({ report }) => listEntry(report, at)),
  ];
  const isSame =
    same(records, state.records) &&
    JSON.stringify(lines) === JSON.stringify(state.lines ?? {}) &&
    LIST_KINDS.every(({ kind }) => same(lists[kind] ?? {}, state.lists[kind] ?? {}));
  if (entries.length === 0 && isSame) return state;
  const history = keptHistory([...state.history, ...entries]);
  const { lines: _, ...others } = state;
  return { ...others, records, lists, history, ...(Object.keys(lines).length > 0 && { lines }) };
}

/** A list is about to be written: whatever becomes of it, the prefixes may be there and are ours. */
export function rememberBefore(
  state: InstanceState,
  target: Pick<ListTarget, "kind" | "accountId" | "name">,
  prefixes: readonly string[],
): InstanceState {
  const known = state.lists[target.kind] ?? {};
  const key = listId(target);
  const before = known[key] ?? [];
  const all = [...new Set([...before, ...prefixes])];
  if (all.length === before.length) return state;
  return { ...state, lists: { ...state.lists, [target.kind]: { ...known, [key]: all } } };
}

/** What somebody else put there before us stays theirs, even while it is what we want. */
function oursAmong(wanted: readonly Prefix[], { kept, added }: ListReport): readonly Prefix[] {
  return wanted.filter((prefix) => [...kept, ...added].some((item) => covers(item, prefix)));
}

/** After a failure both the old and the new may be out there, so both are remembered. */
function note(
  known: Record<string, readonly string[]>,
  key: string,
  wanted: readonly string[],
  outcome: RecordReport["outcome"],
): void {
  if (outcome === "skipped") return;
  const published = [...new Set([...(outcome === "failed" ? (known[key] ?? []) : []), ...wanted])];
  if (published.length === 0) delete known[key];
  else known[key] = published;
}

function noteLines(
  lines: Record<string, Given>,
  key: string,
  step: Step,
  outcome: RecordReport["outcome"],
): void {
  if (outcome === "skipped") return;
  const given = givenAfter(lines[key] ?? {}, step);
  if (Object.keys(given).length === 0) delete lines[key];
  else lines[key] = given;
}

function recordEntry({ name, type, outcome, changes }: RecordReport, at: string): readonly HistoryEntry[] {
  const from = changes.flatMap((change) => change.from ?? []);
  const to = changes.flatMap((change) => change.to ?? []);
  return changes.length === 0 ? [] : [{ at, what: `${name} ${type}`, outcome, from, to }];
}

function listEntry(report: ListReport, at: string): readonly HistoryEntry[] {
  const { account, name, outcome, added, removed } = report;
  if (added.length + removed.length === 0) return [];
  return [{ at, what: `${account}/${name}`, outcome, from: removed, to: added }];
}

function same(a: Remembered, b: Remembered): boolean {
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => a[key]?.join(" ") === b[key]?.join(" "))
  );
}
