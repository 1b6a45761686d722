/** The work on one list within a cycle: what was planned, what was written, what became of it. */

import { DdnsError } from "../../core/errors.ts";
import { traitsOf } from "../../core/list/kinds.ts";
import type { CloudflareList, ListContents, ListItem, NewListItem } from "../../core/list/list.ts";
import type { ListPlan } from "../../core/list/plan.ts";
import { listId } from "../../core/list/target.ts";
import { outcomeOf, reportedError } from "../../core/report/outcome.ts";
import type { ListReport } from "../../core/report/report.ts";
import type { Prefix } from "../../core/types.ts";
import type { WantedList } from "../wanted.ts";

interface Changes {
  readonly add: readonly NewListItem[];
  readonly remove: readonly ListItem[];
}

const NO_CHANGES: Changes = { add: [], remove: [] };

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
  #doubtful: Changes = NO_CHANGES;
  #beforeSending: Changes = NO_CHANGES;
  #kept: readonly ListItem[] = [];
  #warnings: readonly string[] = [];
  #error: DdnsError | undefined;

  constructor(wanted: WantedList) {
    this.#wanted = wanted;
    this.target = wanted.target;
    this.whollyOurs = wanted.whollyOurs;
    this.settled = wanted.skip !== undefined;
  }

  get cacheKey(): string {
    return `${this.target.kind} ${listId(this.target)}`;
  }

  /** At the beginning of a sentence. */
  get title(): string {
    return `The ${traitsOf(this.target.kind).noun} ${this.target.name}`;
  }

  /** Plans for what is there (`undefined`: the list does not exist) and settles where nothing is to be done. */
  plan(contents: ListContents | undefined): { readonly settled: boolean; readonly plan?: ListPlan } {
    this.#listId = contents?.list.id ?? null;
    this.#existed ??= contents !== undefined;
    this.#confirm(contents?.items ?? []);
    const plan = this.#wanted.plan(contents?.items ?? []);
    if (plan instanceof DdnsError) {
      this.fail(plan);
      return { settled: true };
    }
    this.#kept = plan.keep;
    this.#warnings = [
      ...plan.warnings,
      ...(contents?.list.caution === undefined ? [] : [contents.list.caution]),
    ];
    this.settled = plan.add.length === 0 && plan.remove.length === 0;
    return { settled: this.settled, plan };
  }

  pretend({ add, remove }: ListPlan): void {
    this.did({ add, remove });
    this.settled = true;
  }

  /** Until `did` or `refused` says so, these changes count as made only where another reading shows them. */
  sending({ add, remove }: Changes): void {
    this.#beforeSending = this.#doubtful;
    this.#doubtful = { add: [...this.#doubtful.add, ...add], remove: [...this.#doubtful.remove, ...remove] };
  }

  did({ add, remove }: Changes): void {
    for (const { prefix } of add) if (!this.#added.includes(prefix)) this.#added.push(prefix);
    for (const { prefix } of remove) if (!this.#removed.includes(prefix)) this.#removed.push(prefix);
    this.#doubtful = {
      add: this.#doubtful.add.filter((item) => !this.#added.includes(item.prefix)),
      remove: this.#doubtful.remove.filter((item) => !this.#removed.includes(item.prefix)),
    };
  }

  /** What was sent last was certainly not made; what was in doubt before still is, and may be made a little later. */
  refused(): void {
    this.#doubtful = this.#beforeSending;
  }

  #confirm(items: readonly ListItem[]): void {
    const { add, remove } = this.#doubtful;
    this.did({
      add: add.filter(({ prefix }) => items.some((item) => item.prefix === prefix)),
      remove: remove.filter(({ prefix }) => items.every((item) => item.prefix !== prefix)),
    });
  }

  finish(list: CloudflareList, { keep }: ListPlan): void {
    this.#listId = list.id;
    this.#kept = keep;
    this.settled = true;
  }

  fail(error: DdnsError): void {
    this.#error = error;
    this.settled = true;
  }

  report(): ListReport {
    const { skip, target } = this.#wanted;
    const changes = [
      ...this.#added.map(() => ({ action: "create" }) as const),
      ...this.#removed.map(() => ({ action: "delete" }) as const),
    ];
    const failed = this.#error !== undefined;
    const done = outcomeOf(changes, this.#existed === true ? 1 : 0, this.#kept.length + this.#added.length);
    return {
      kind: target.kind,
      account: target.accountId,
      name: target.name,
      site: target.site,
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
