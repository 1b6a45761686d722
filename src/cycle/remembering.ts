/** What the instance remembers after a cycle: what it published, and a line of history for each change. */

import type { RecordTarget, WafListTarget } from "../core/plan/target.ts";
import type { RecordReport, WafListReport } from "../core/report/report.ts";
import type { HistoryEntry, InstanceState } from "../ports.ts";
import { listStateKey, recordStateKey } from "./removal.ts";

const HISTORY_LENGTH = 200;

export interface CycleResults {
  readonly records: readonly { readonly target: RecordTarget; readonly report: RecordReport }[];
  readonly wafLists: readonly {
    readonly target: WafListTarget;
    readonly report: WafListReport;
    readonly wanted: readonly string[];
  }[];
}

/** The state after the cycle; the same object where nothing is to be remembered. */
export function remember(state: InstanceState, results: CycleResults, at: string): InstanceState {
  const records = { ...state.records };
  for (const { target, report } of results.records) {
    note(records, recordStateKey(target), report.wanted, report.outcome);
  }
  const wafLists = { ...state.wafLists };
  for (const { target, report, wanted } of results.wafLists)
    note(wafLists, listStateKey(target), wanted, report.outcome);
  const entries = [
    ...results.records.flatMap(({ report }) => recordEntry(report, at)),
    ...results.wafLists.flatMap(({ report }) => listEntry(report, at)),
  ];
  if (entries.length === 0 && same(records, state.records) && same(wafLists, state.wafLists)) return state;
  return { ...state, records, wafLists, history: [...state.history, ...entries].slice(-HISTORY_LENGTH) };
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

function listEntry(report: WafListReport, at: string): readonly HistoryEntry[] {
  const { account, name, outcome, added, removed } = report;
  if (added.length + removed.length === 0) return [];
  return [{ at, what: `${account}/${name}`, outcome, from: removed, to: added }];
}

function same(a: InstanceState["records"], b: InstanceState["records"]): boolean {
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => a[key]?.join(" ") === b[key]?.join(" "))
  );
}
