/** Brings record sets and lists right, every account with its own token, all accounts at the same time. */

import type { ListTarget } from "../core/list/target.ts";
import type { ListReport, RecordReport } from "../core/report/report.ts";
import type { Account } from "./account.ts";
import type { CycleContext } from "./context.ts";
import { reconcileLists } from "./lists/reconcile.ts";
import { reconcileRecords } from "./records/reconcile.ts";
import type { WantedList, WantedRecordSet } from "./wanted.ts";

export interface Wanted {
  readonly records: readonly WantedRecordSet[];
  /** One for each target of a list, in the same order. */
  readonly lists: readonly WantedList[];
}

/** One report for everything wanted, in the order given. Never rejects. */
export async function reconcile(
  {
    accounts,
    lists: targets,
  }: { readonly accounts: readonly Account[]; readonly lists: readonly ListTarget[] },
  context: CycleContext,
  { records, lists }: Wanted,
): Promise<{ readonly records: readonly RecordReport[]; readonly lists: readonly ListReport[] }> {
  const perAccount = accounts.map(async (account) => {
    const ownSets = records.filter(({ target }) => target.account === account.key);
    const ownLists = lists.filter((_, index) => targets[index]?.account === account.key);
    const [sets, done] = await Promise.all([
      reconcileRecords(account, ownSets, context),
      reconcileLists(account, ownLists, context),
    ]);
    return [
      ...ownSets.map((set, index) => [set, sets[index]] as const),
      ...ownLists.map((list, index) => [list, done[index]] as const),
    ];
  });
  const byWanted = new Map<WantedRecordSet | WantedList, RecordReport | ListReport | undefined>(
    (await Promise.all(perAccount)).flat(),
  );
  return {
    records: records.map((set) => byWanted.get(set) as RecordReport),
    lists: lists.map((list) => byWanted.get(list) as ListReport),
  };
}
