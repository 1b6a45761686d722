/** Brings the WAF lists of one token right, account by account, one list after the other within an account (W3). */

import { asDdnsError, DdnsError } from "../core/errors.ts";
import { groupBy } from "../core/group-by.ts";
import type { WafListPlan } from "../core/list/plan.ts";
import type { WafListReport } from "../core/report/report.ts";
import type { ListItem, WafList } from "../core/types.ts";
import type { Account, ListContents } from "./account.ts";
import { type CycleContext, mapLimited, withinUnit } from "./context.ts";
import { type ListChanges, ListWork } from "./list-work.ts";
import type { WantedList } from "./wanted.ts";

const ACCOUNTS_AT_ONCE = 4;
const MAX_ROUNDS = 3;

/** One report for each list, in the order given. Never rejects. */
export async function reconcileLists(
  account: Account,
  wanted: readonly WantedList[],
  context: CycleContext,
): Promise<readonly WafListReport[]> {
  const works = new Map(wanted.map((list) => [list, new ListWork(list)]));
  const byAccount = groupBy(works.values(), ({ target }) => target.accountId);
  await mapLimited([...byAccount.values()], ACCOUNTS_AT_ONCE, async (ofAccount) => {
    const overview = new Overview(account, context);
    for (const work of ofAccount) if (!work.settled) await settle(account, work, overview, context);
  });
  return [...works.values()].map((work) => work.report());
}

/** The lists of one account, asked for once a cycle however many of them are managed. */
class Overview {
  readonly #account: Account;
  readonly #context: CycleContext;
  #lists: readonly WafList[] | undefined;

  constructor(account: Account, context: CycleContext) {
    this.#account = account;
    this.#context = context;
  }

  async find({ accountId, name }: ListWork["target"], signal: AbortSignal): Promise<WafList | undefined> {
    this.#lists ??= await this.#account.wafLists.lists(accountId, signal);
    return this.#lists.find((list) => list.name === name);
  }

  forget(): void {
    this.#lists = undefined;
  }

  get dryRun(): boolean {
    return this.#context.dryRun;
  }
}

async function settle(
  account: Account,
  work: ListWork,
  overview: Overview,
  context: CycleContext,
): Promise<void> {
  try {
    await withinUnit(context, async (signal) => {
      for (let round = 1; !work.settled; round++)
        await oneRound({ account, work, overview, context, signal, round });
    });
  } catch (thrown) {
    account.cache.lists.drop(work.id);
    work.fail(
      asDdnsError(
        thrown,
        new DdnsError(
          "UNAVAILABLE",
          `The WAF list ${work.target.name} could not be worked on. It will be tried again.`,
        ),
      ),
    );
  }
}

interface Round {
  readonly account: Account;
  readonly work: ListWork;
  readonly overview: Overview;
  readonly context: CycleContext;
  readonly signal: AbortSignal;
  readonly round: number;
}

async function oneRound(at: Round): Promise<void> {
  const { account, work, context, round } = at;
  const known = context.fresh || round > 1 ? undefined : account.cache.lists.get(work.id);
  try {
    if (known !== undefined && work.plan(known).settled) return;
    await readAndWrite(at, known?.list);
  } catch (thrown) {
    account.cache.lists.drop(work.id);
    at.overview.forget();
    if (!isMendable(thrown, known !== undefined) || round >= MAX_ROUNDS || at.signal.aborted) throw thrown;
  }
}

/** In doubt, or refused on the strength of what we remembered: a list that was deleted and made anew has another id. */
function isMendable(thrown: unknown, reused: boolean): boolean {
  if (!(thrown instanceof DdnsError)) return false;
  return (
    thrown.code === "WRITE_UNCONFIRMED" || (reused && ["ZONE_NOT_FOUND", "BAD_INPUT"].includes(thrown.code))
  );
}

/** Nothing is written on the strength of memory: the items are read once more before a change. */
async function readAndWrite(
  { account, work, overview, context, signal }: Round,
  knownList: WafList | undefined,
): Promise<void> {
  const list = knownList ?? (await overview.find(work.target, signal));
  if (list !== undefined && list.kind !== "ip") {
    work.fail(
      new DdnsError(
        "RECORD_CONFLICT",
        `The list ${work.target.name} holds ${list.kind}s, not addresses. Choose another name, or delete that list.`,
      ),
    );
    return;
  }
  const contents: ListContents | undefined =
    list === undefined ? undefined : { list, items: await account.wafLists.items(list, signal) };
  if (contents !== undefined) account.cache.lists.put(work.id, contents);
  const { settled, plan } = work.plan(contents);
  if (settled || plan === undefined) return;
  if (context.dryRun) {
    work.pretend(plan);
    return;
  }
  context.writing();
  const target = list ?? (await account.wafLists.createList(work.target.accountId, work.target, signal));
  const items = contents?.items ?? [];
  await write(account, work, { list: target, items }, plan, signal);
  account.cache.lists.put(work.id, { list: target, items: itemsAfter(items, plan) });
}

/** Additions land before removals, or both in one step, so that a covering item is always there (W2). */
async function write(
  account: Account,
  work: ListWork,
  { list, items }: ListContents,
  plan: WafListPlan,
  signal: AbortSignal,
): Promise<void> {
  const { add, remove } = plan;
  const steps =
    work.whollyOurs && add.length > 0 && remove.length > 0
      ? [{ added: add, removed: remove }]
      : [
          { added: add, removed: [] },
          { added: [], removed: remove },
        ];
  for (const step of steps) {
    work.sending(step);
    await carryOut(account, { list, items }, step, signal);
    work.did(step);
  }
  work.finish(list, plan);
}

async function carryOut(
  { wafLists }: Account,
  { list, items }: ListContents,
  { added, removed }: ListChanges,
  signal: AbortSignal,
): Promise<void> {
  const going = new Set(removed.map(({ id }) => id));
  if (added.length > 0 && removed.length > 0) {
    await wafLists.replace(list, [...items.filter(({ id }) => !going.has(id)), ...added], signal);
  } else if (added.length > 0) {
    await wafLists.append(list, added, signal);
  } else if (removed.length > 0) {
    await wafLists.remove(list, [...going], signal);
  }
}

/** New items have no id that we know; they are read again before they are ever removed. */
function itemsAfter(items: readonly ListItem[], { add, remove }: WafListPlan): readonly ListItem[] {
  const going = new Set(remove.map(({ id }) => id));
  return [...items.filter(({ id }) => !going.has(id)), ...add.map((item) => ({ id: "", ...item }))];
}
