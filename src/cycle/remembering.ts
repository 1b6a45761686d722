/** What the instance remembers after a cycle: what it published, and a line of history for each change. */

import { covers } from "../core/address/prefix.ts";
import { LIST_KINDS } from "../core/list/kinds.ts";
import { type ListTarget, listId } from "../core/list/target.ts";
import type { RecordTarget } from "../core/plan/target.ts";
import type { ListReport, RecordReport } from "../core/report/report.ts";
import type { Prefix } from "../core/types.ts";
import type { HistoryEntry, InstanceState, Remembered } from "../ports.ts";
import { recordStateKey } from "./removal.ts";

const HISTORY_LENGTH = 200;

export interface CycleResults {
  readonly records: readonly { readonly target: RecordTarget; readonly report: RecordReport }[];
  readonly lists: readonly {
    readonly target: ListTarget;
    readonly report: ListReport;
    /** Prefixes that were wanted. */
    readonly wanted: readonly Prefix[];
    /** Prefixes that were sent, whatever became of them. */
    readonly sent: readonly Prefix[];
  }[];
}

/** The state after the cycle; the same object where nothing is to be remembered. */
export function remember(state: InstanceState, results: CycleResults, at: string): InstanceState {
  const records = { ...state.records };
  for (const { target, report } of results.records) {
    note(records, recordStateKey(target), report.wanted, report.outcome);
  }
  const lists: { [Kind in ListTarget["kind"]]?: Record<string, readonly string[]> } = {};
  for (const { kind } of LIST_KINDS)
    if (state.lists[kind] !== undefined) lists[kind] = { ...state.lists[kind] };
  for (const { target, report, wanted, sent } of results.lists) {
    lists[target.kind] ??= {};
    const ours = report.outcome === "failed" ? sent : oursAmong(wanted, report);
    note(lists[target.kind] ?? {}, listId(target), ours, report.outcome);
  }
  const entries = [
    ...results.records.flatMap(({ report }) => recordEntry(report, at)),
    ...results.lists.flatMap(({ report }) => listEntry(report, at)),
  ];
  const isSame =
    same(records, state.records) &&
    LIST_KINDS.every(({ kind }) => same(lists[kind] ?? {}, state.lists[kind] ?? {}));
  if (entries.length === 0 && isSame) return state;
  return { ...state, records, lists, history: [...state.history, ...entries].slice(-HISTORY_LENGTH) };
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
  const published = outcome === "failed" ? [...new Set([...(known[key] ?? []), ...wanted])] : wanted;
  if (published.length === 0) delete known[key];
  else known[key] = published;
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
