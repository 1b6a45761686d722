/** The work on one WAF list within a cycle: what was planned, what was written, what became of it. */

import { DdnsError } from "../core/errors.ts";
import type { NewListItem, WafListPlan } from "../core/list/plan.ts";
import { outcomeOf, reportedError } from "../core/report/outcome.ts";
import type { WafListReport } from "../core/report/report.ts";
import type { ListItem, Prefix, WafList } from "../core/types.ts";
import type { ListContents } from "./account.ts";
import type { WantedList } from "./wanted.ts";

export interface ListChanges {
  readonly added: readonly NewListItem[];
  readonly removed: readonly ListItem[];
}

const NO_CHANGES: ListChanges = { added: [], removed: [] };

export class ListWork {
  readonly target: WantedList["target"];
  readonly whollyOurs: boolean;
  settled: boolean;
  readonly #wanted: WantedList;
  #listId: string | null = null;
  /** Whether the list was there before this cycle touched it; undefined until it was first looked for. */
  #existed: boolean | undefined;
  readonly #added: Prefix[] = [];
  readonly #removed: Prefix[] = [];
  /** Sent, not known to be done. */
  #doubtful: ListChanges = NO_CHANGES;
  #kept: readonly ListItem[] = [];
  #warnings: readonly string[] = [];
  #error: DdnsError | undefined;

  constructor(wanted: WantedList) {
    this.#wanted = wanted;
    this.target = wanted.target;
    this.whollyOurs = wanted.whollyOurs;
    this.settled = wanted.skip !== undefined;
  }

  /** Key in the cache and in the state: `accountId/name`. */
  get id(): string {
    return `${this.target.accountId}/${this.target.name}`;
  }

  /** Plans for what is there (`undefined`: the list does not exist) and settles where nothing is to be done. */
  plan(contents: ListContents | undefined): { readonly settled: boolean; readonly plan?: WafListPlan } {
    this.#listId = contents?.list.id ?? null;
    this.#existed ??= contents !== undefined;
    this.#confirm(contents?.items ?? []);
    const plan = this.#wanted.plan(contents?.items ?? []);
    if (plan instanceof DdnsError) {
      this.fail(plan);
      return { settled: true };
    }
    this.#kept = plan.keep;
    this.#warnings = plan.warnings;
    this.settled = plan.add.length === 0 && plan.remove.length === 0;
    return { settled: this.settled, plan };
  }

  pretend({ add, remove }: WafListPlan): void {
    this.did({ added: add, removed: remove });
    this.settled = true;
  }

  /** Until `did` says so, these changes count as made only where another reading shows them. */
  sending(changes: ListChanges): void {
    this.#doubtful = changes;
  }

  did({ added, removed }: ListChanges): void {
    this.#added.push(...added.map(({ prefix }) => prefix));
    this.#removed.push(...removed.map(({ prefix }) => prefix));
    this.#doubtful = NO_CHANGES;
  }

  #confirm(items: readonly ListItem[]): void {
    const { added, removed } = this.#doubtful;
    this.did({
      added: added.filter(({ prefix }) => items.some((item) => item.prefix === prefix)),
      removed: removed.filter(({ id }) => items.every((item) => item.id !== id)),
    });
  }

  finish(list: WafList, { keep }: WafListPlan): void {
    this.#listId = list.id;
    this.#kept = keep;
    this.settled = true;
  }

  fail(error: DdnsError): void {
    this.#error = error;
    this.settled = true;
  }

  report(): WafListReport {
    const { skip, target } = this.#wanted;
    const changes = [
      ...this.#added.map(() => ({ action: "create" }) as const),
      ...this.#removed.map(() => ({ action: "delete" }) as const),
    ];
    const failed = this.#error !== undefined;
    const done = outcomeOf(changes, this.#existed === true ? 1 : 0, this.#kept.length + this.#added.length);
    return {
      account: target.accountId,
      name: target.name,
      id: this.#listId,
      // An existing list that lost its last item was emptied, not deleted.
      outcome: skip !== undefined ? "skipped" : failed ? "failed" : done === "deleted" ? "updated" : done,
      added: this.#added,
      removed: this.#removed,
      kept: this.#kept.map(({ prefix }) => prefix),
      error: this.#error === undefined ? null : reportedError(this.#error),
      reason: skip?.reason ?? null,
      warnings: this.#warnings,
    };
  }
}
