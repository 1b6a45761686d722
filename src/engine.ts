/** The order of things: detect, decide, plan, guard, apply, report. */

import { DdnsError } from "./core/errors.ts";
import { traitsOf } from "./core/list/kinds.ts";
import type { ListTarget } from "./core/list/target.ts";
import { targetsOf } from "./core/plan/intent.ts";
import type { RecordTarget } from "./core/plan/target.ts";
import type { CycleReport, ListReport, RecordReport } from "./core/report/report.ts";
import type { Prefix } from "./core/types.ts";
import { markAbsent } from "./cycle/absence.ts";
import type { Account } from "./cycle/account.ts";
import { detectAll, sourcesOf } from "./cycle/detect.ts";
import { proxiedOnly, wantedList, wantedRecordSet } from "./cycle/intentions.ts";
import { markPartial } from "./cycle/partial.ts";
import { reconcile, type Wanted } from "./cycle/reconcile.ts";
import { reconcileRecords } from "./cycle/records/reconcile.ts";
import { type CycleResults, remember, rememberBefore } from "./cycle/remembering.ts";
import { listRemoval, listStateKey, publishedIn, recordSetRemoval, recordStateKey } from "./cycle/removal.ts";
import { type RunOptions, startRun } from "./cycle/run.ts";
import type { InstanceState, SourceFactory, StateStore } from "./ports.ts";

export interface EngineOptions extends RunOptions {
  readonly records: readonly RecordTarget[];
  readonly lists: readonly ListTarget[];
  /** One for each key that a target names. */
  readonly accounts: readonly Account[];
  readonly sources: SourceFactory;
  readonly state: StateStore;
}

export interface CycleRequest {
  readonly signal: AbortSignal;
  /** Reads and plans, writes nothing, remembers nothing. */
  readonly dryRun?: boolean;
  /** Reuses nothing that was read before ("update now"). */
  readonly fresh?: boolean;
}

export interface Engine {
  /** One cycle. Never rejects: what goes wrong is in the report. One at a time is the caller's care. */
  cycle(request: CycleRequest): Promise<CycleReport>;
  /** Removes what DELETE_ON_STOP removes, after a fresh reading. Never rejects. */
  removePublished(signal: AbortSignal): Promise<CycleReport>;
  /** Turns the orange cloud of one record set. Rejects with DdnsError. */
  setProxied(
    name: string,
    type: RecordTarget["type"],
    proxied: boolean,
    signal: AbortSignal,
  ): Promise<RecordReport>;
  /** Calls `onChange` when a source that can be watched may have changed; answers with the function that ends it. */
  watch(onChange: () => void): () => void;
  readonly state: InstanceState;
  /** Changes what is remembered across restarts. */
  amendState(change: (state: InstanceState) => InstanceState): Promise<void>;
}

/** Opens the engine; nothing is asked and nothing is written before the first cycle. */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const sources = sourcesOf(options);
  let state = await options.state.load();

  async function amendState(change: (state: InstanceState) => InstanceState): Promise<void> {
    const next = change(state);
    if (next === state) return;
    state = next;
    await options.state.save(state);
  }

  /** Notes what is sent to lists; where ownership rests on memory, it is saved before it is sent (W5). */
  function sending() {
    const sent = new Map<string, readonly Prefix[]>();
    return {
      sent,
      publishing: async (target: Parameters<typeof rememberBefore>[1], prefixes: readonly Prefix[]) => {
        sent.set(listStateKey(target), prefixes);
        if (traitsOf(target.kind).owned === "by-memory")
          await amendState((before) => rememberBefore(before, target, prefixes));
      },
    };
  }

  async function cycle({ signal, dryRun = false, fresh = false }: CycleRequest): Promise<CycleReport> {
    const { sent, publishing } = sending();
    const run = startRun(options, { signal, dryRun, fresh, publishing });
    const detections = await detectAll(sources, signal);
    const given = (key: string) => state.lines?.[key];
    const wanted: Wanted = {
      records: options.records.map((target) =>
        wantedRecordSet(target, detections, given(recordStateKey(target))),
      ),
      lists: options.lists.map((target) =>
        wantedList(target, detections, publishedIn(target, state), given(listStateKey(target))),
      ),
    };
    const done = await reconcile(options, run.context, wanted);
    const observed = markAbsent(detections, { targets: options, ...done, state });
    const report = run.report(markPartial(observed), done);
    if (!dryRun) await rememberAll({ ...done, wanted, sent }, report.startedAt);
    return report;
  }

  async function removePublished(signal: AbortSignal): Promise<CycleReport> {
    const { sent, publishing } = sending();
    const run = startRun(options, { signal, dryRun: false, fresh: true, publishing });
    const wanted: Wanted = {
      records: options.records.map((target) => recordSetRemoval(target, state)),
      lists: options.lists.map((target) => listRemoval(target, state)),
    };
    const done = await reconcile(options, run.context, wanted);
    const report = run.report(new Map(), done);
    await rememberAll({ ...done, wanted, sent }, report.startedAt);
    return report;
  }

  async function rememberAll(done: Done, at: string): Promise<void> {
    await amendState((before) => remember(before, resultsOf(options, done), at));
  }

  async function setProxied(
    name: string,
    type: RecordTarget["type"],
    proxied: boolean,
    signal: AbortSignal,
  ): Promise<RecordReport> {
    const target = options.records.find(
      ({ owner, type: own }) => own === type && owner.kind === "name" && owner.name === name,
    );
    const account = options.accounts.find(({ key }) => key === target?.account);
    if (target === undefined || account === undefined) {
      throw new DdnsError(
        "BAD_INPUT",
        `${type} ${name} is not managed here, so its orange cloud was left as it is.`,
      );
    }
    if (target.enforce.has("proxied") && target.attributes.proxied !== proxied) {
      throw new DdnsError(
        "BAD_INPUT",
        `The settings enforce proxied = ${target.attributes.proxied} for ${name}, so the next cycle would undo this. Change the setting instead.`,
      );
    }
    const { publishing } = sending();
    const { context } = startRun(options, { signal, dryRun: false, fresh: false, publishing });
    const [report] = await reconcileRecords(account, [proxiedOnly(target, proxied)], context);
    if (report?.error) throw new DdnsError(report.error.code, report.error.message);
    return report as RecordReport;
  }

  function watch(onChange: () => void): () => void {
    const stops = [...sources].map(([{ family }, source]) => source.watch?.(family, onChange));
    return () => {
      for (const stop of stops) stop?.();
    };
  }

  return {
    cycle,
    removePublished,
    setProxied,
    watch,
    amendState,
    get state() {
      return state;
    },
  };
}

/** What a cycle found, did, and sent. */
interface Done {
  readonly records: readonly RecordReport[];
  readonly lists: readonly ListReport[];
  readonly wanted: Wanted;
  readonly sent: ReadonlyMap<string, readonly Prefix[]>;
}

function resultsOf(
  { records: targets, lists: listTargets }: EngineOptions,
  { records, lists, wanted: all, sent }: Done,
): CycleResults {
  return {
    records: targets.flatMap((target, index) => {
      const report = records[index];
      return report === undefined ? [] : [{ target, report, intents: all.records[index]?.intents ?? [] }];
    }),
    lists: listTargets.flatMap((target, index) => {
      const report = lists[index];
      if (report === undefined) return [];
      const intents = all.lists[index]?.intents ?? [];
      const wanted = intents.flatMap(({ intent }) => targetsOf(intent));
      return [{ target, report, intents, wanted, sent: sent.get(listStateKey(target)) ?? [] }];
    }),
  };
}
