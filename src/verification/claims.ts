/** What the world ought to see, out of the report of a cycle. */

import type { RecordTarget } from "../core/plan/target.ts";
import type { RecordReport } from "../core/report/report.ts";
import type { Address } from "../core/types.ts";

/** One record set that ought to be seen, and whose token may read it. */
export interface Claim {
  /** Key of the account. */
  readonly account: string;
  readonly record: RecordReport;
  /** Empty where the cycle left the set unread, since no address was detected: then what Cloudflare holds counts. */
  readonly wanted: readonly Address[];
}

/** `records` stand in the order of `targets`. A set that was cleared makes no claim. */
export function claimsOf(
  records: readonly RecordReport[],
  targets: readonly RecordTarget[],
  dryRun: boolean,
): readonly Claim[] {
  return records.flatMap((record, index) => {
    const account = targets[index]?.account;
    const wanted = wantedOf(record, dryRun);
    const isCleared = wanted.length === 0 && record.error === null && record.outcome !== "skipped";
    return account === undefined || isCleared ? [] : [{ account, record, wanted }];
  });
}

/** What is there is right where nothing is to be changed, or was changed; else it is what the cycle wanted. */
function wantedOf({ wanted, actual, changes, error }: RecordReport, dryRun: boolean): readonly Address[] {
  const isRight = error === null && (!dryRun || changes.length === 0);
  return isRight || wanted.length === 0 ? actual.map(({ content }) => content) : wanted;
}
