/** What the cycle wants of record sets and lists: plans waiting for what is there. */

import type { DdnsError } from "../core/errors.ts";
import type { ListItem } from "../core/list/list.ts";
import type { ListPlan } from "../core/list/plan.ts";
import type { ListTarget } from "../core/list/target.ts";
import type { RecordSetContents } from "../core/plan/ownership.ts";
import type { RecordTarget } from "../core/plan/target.ts";
import type { Address, Change, Intent, IpFamily, Prefix, RecordSetKey } from "../core/types.ts";

/** What was wanted of one IP family. */
export interface FamilyIntent<Target extends string = string> {
  readonly family: IpFamily;
  readonly intent: Intent<Target>;
}

/** One record set and what is to become of it. */
export interface WantedRecordSet {
  readonly target: RecordTarget;
  /** For reports: the addresses wanted, empty where none are. */
  readonly wanted: readonly Address[];
  /** Why nothing is to be done; then neither is anything read. */
  readonly skip?: { readonly reason: string };
  /** What was wanted, for the memory of what stands for which line of the home. */
  readonly intents?: readonly FamilyIntent<Address>[];
  /** The changes for what is there, or why there must be none. Pure. */
  readonly plan: (key: RecordSetKey, contents: RecordSetContents) => readonly Change[] | DdnsError;
}

/** One list and what is to become of it. */
export interface WantedList {
  readonly target: Pick<ListTarget, "kind" | "accountId" | "name" | "description"> & {
    /** `""` is the home. */
    readonly site: string;
  };
  /** True where every item counts as ours, so that one atomic replacement may stand for additions and removals. */
  readonly whollyOurs: boolean;
  readonly skip?: { readonly reason: string };
  readonly intents?: readonly FamilyIntent<Prefix>[];
  /** The plan for the items that are there, or why there must be none. Pure. */
  readonly plan: (items: readonly ListItem[]) => ListPlan | DdnsError;
}
