/** Brings the lists of one token right, kind by kind and account by account, one list after the other within them (W3). */

import { asDdnsError, DdnsError } from "../../core/errors.ts";
import { groupBy } from "../../core/group-by.ts";
import { traitsOf } from "../../core/list/kinds.ts";
import type { CloudflareList, ListContents } from "../../core/list/list.ts";
import { isSamePlan, type ListPlan } from "../../core/list/plan.ts";
import type { ListReport } from "../../core/report/report.ts";
import type { ListProvider } from "../../ports.ts";
import type { Account } from "../account.ts";
import { type CycleContext, mapLimited, withinUnit } from "../context.ts";
import type { WantedList } from "../wanted.ts";
import { ListWork } from "./work.ts";
import { writeList } from "./write.ts";

const GROUPS_AT_ONCE = 4;
const MAX_ROUNDS = 3;
/** The operation of another program may hold the account's one slot for a while. */
const BUSY_WAITS_MS: readonly number[] = [1000, 2000, 4000, 8000, 16_000, 30_000];

/** One report for each list, in the order given. Never rejects. */
export async function reconcileLists(
  account: Account,
  wanted: readonly WantedList[],
  context: CycleContext,
): Promise<readonly ListReport[]> {
  const works = new Map(wanted.map((list) => [list, new ListWork(list)]));
  const groups = groupBy(works.values(), ({ target }) => `${target.kind} ${target.accountId}`);
  await mapLimited([...groups.values()], GROUPS_AT_ONCE, async (group) => {
    const overview = new Overview(account);
    for (const work of group) if (!work.settled) await settle({ account, work, overview, context });
  });
  return [...works.values()].map((work) => work.report());
}

/** The lists of one kind and account, asked for once a cycle however many of them are managed. */
class Overview {
  readonly #account: Account;
  #lists: readonly CloudflareList[] | undefined;

  constructor(account: Account) {
    this.#account = account;
  }

  async find(
    { kind, accountId, name }: ListWork["target"],
    signal: AbortSignal,
  ): Promise<CloudflareList | undefined> {
    this.#lists ??= await this.#account.lists[kind].lists(accountId, signal);
    return this.#lists.find((list) => list.name === name);
  }

  forget(): void {
    this.#lists = undefined;
  }
}

interface Job {
  readonly account: Account;
  readonly work: ListWork;
  readonly overview: Overview;
  readonly context: CycleContext;
}

interface Round extends Job {
  readonly provider: ListProvider;
  readonly signal: AbortSignal;
  /** What an earlier cycle read, where it may be reused. */
  readonly known: ListContents | undefined;
  /** What was refused in the round before. */
  readonly refusal: Refusal | undefined;
}

async function settle(job: Job): Promise<void> {
  const { account, work, context } = job;
  try {
    await withinUnit(context, (signal) => untilSettled(job, signal));
  } catch (thrown) {
    account.cache.lists.drop(work.cacheKey);
    work.fail(
      asDdnsError(
        thrown,
        new DdnsError("UNAVAILABLE", `${work.title} could not be worked on. It will be tried again.`),
      ),
    );
  }
}

/** Each round reads anew but the first, which may use what is remembered; "busy" waits and is no round of its own. */
async function untilSettled(job: Job, signal: AbortSignal): Promise<void> {
  const { account, work, overview, context } = job;
  const provider = account.lists[work.target.kind];
  const cached = context.fresh ? undefined : account.cache.lists.get(work.cacheKey);
  let busy = 0;
  let refusal: Refusal | undefined;
  for (let round = 1; !work.settled; ) {
    const known = round === 1 && busy === 0 ? cached : undefined;
    const trouble = await oneRound({ ...job, provider, signal, known, refusal });
    if (trouble === undefined) continue;
    refusal = trouble.refusal;
    account.cache.lists.drop(work.cacheKey);
    overview.forget();
    if (signal.aborted) throw trouble.error;
    if (trouble.isBusy) {
      const waitMs = BUSY_WAITS_MS[busy++];
      if (waitMs === undefined) throw trouble.error;
      await context.clock.sleep(waitMs * (0.75 + context.clock.random() / 2), signal).catch(() => {
        throw trouble.error;
      });
    } else if (++round > MAX_ROUNDS) {
      throw trouble.error;
    }
  }
}

/** What another reading may mend; everything else is thrown. */
interface Trouble {
  readonly isBusy: boolean;
  readonly error: DdnsError;
  readonly refusal?: Refusal;
}

/** Either the list was no longer what it was, or what we ask for will never be taken: planned anew, it shows. */
interface Refusal {
  readonly plan: ListPlan;
  readonly error: DdnsError;
}

async function oneRound(at: Round): Promise<Trouble | undefined> {
  try {
    if (at.known !== undefined && at.work.plan(at.known).settled) return undefined;
    return await readAndWrite(at);
  } catch (thrown) {
    if (!isMendable(thrown, at.known !== undefined)) throw thrown;
    return { isBusy: false, error: thrown };
  }
}

/** In doubt, or refused on the strength of what we remembered: a list that was deleted and made anew has another id. */
function isMendable(thrown: unknown, reused: boolean): thrown is DdnsError {
  if (!(thrown instanceof DdnsError)) return false;
  return (
    thrown.code === "WRITE_UNCONFIRMED" || (reused && ["ZONE_NOT_FOUND", "BAD_INPUT"].includes(thrown.code))
  );
}

/** Nothing is written on the strength of memory: the items are read once more before a change. */
async function readAndWrite(at: Round): Promise<Trouble | undefined> {
  const { account, work, provider, context, signal } = at;
  const list = await locate(at);
  const objection = objectionTo(work, list);
  if (objection !== undefined) {
    work.fail(objection);
    return undefined;
  }
  const contents = list === undefined ? undefined : { list, items: await provider.items(list, signal) };
  if (contents !== undefined) account.cache.lists.put(work.cacheKey, contents);
  const { settled, plan } = work.plan(contents);
  if (settled || plan === undefined) return undefined;
  if (context.dryRun) {
    work.pretend(plan);
    return undefined;
  }
  if (at.refusal !== undefined && isSamePlan(at.refusal.plan, plan)) throw at.refusal.error;
  context.writing();
  await context.publishing(
    work.target,
    plan.add.map(({ prefix }) => prefix),
  );
  const target = list ?? (await provider.create?.(work.target.accountId, work.target, signal));
  if (target === undefined) return undefined;
  const before = { list: target, items: contents?.items ?? [] };
  const { result, items } = await writeList(provider, work, before, plan, signal);
  if (result.status === "busy") return { isBusy: true, error: result.error };
  if (result.status === "stale")
    return { isBusy: false, error: result.error, refusal: { plan, error: result.error } };
  account.cache.lists.put(work.cacheKey, { list: target, items });
  return undefined;
}

async function locate({ work, overview, known, signal }: Round): Promise<CloudflareList | undefined> {
  const isFresh = traitsOf(work.target.kind).listedWithItems;
  return (isFresh ? undefined : known?.list) ?? (await overview.find(work.target, signal));
}

/** Why the list cannot be worked on whatever its items are. */
function objectionTo(work: ListWork, list: CloudflareList | undefined): DdnsError | undefined {
  const { noun, isCreated } = traitsOf(work.target.kind);
  if (list?.holdsOther !== undefined) {
    return new DdnsError(
      "RECORD_CONFLICT",
      `${work.title} holds ${list.holdsOther}, not addresses. Choose another name, or delete that list.`,
    );
  }
  if (list !== undefined || isCreated) return undefined;
  return new DdnsError(
    "BAD_INPUT",
    `There is no ${noun} "${work.target.name}" in account ${work.target.accountId}, and one is never made here. Create it at Cloudflare under Zero Trust > Gateway > DNS locations, or correct the name.`,
  );
}
