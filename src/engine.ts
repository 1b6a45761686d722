/** The order of things: detect, decide, plan, guard, apply, report. */

import { DdnsError } from "./core/errors.ts";
import { decidePrefixes } from "./core/plan/intent.ts";
import type { Detector, RecordTarget, WafListTarget } from "./core/plan/target.ts";
import type { CycleReport, RecordReport, WafListReport } from "./core/report/report.ts";
import { formatSource } from "./core/source/format.ts";
import { type Detection, FAMILIES, type IpFamily } from "./core/types.ts";
import type { Account } from "./cycle/account.ts";
import type { CycleContext } from "./cycle/context.ts";
import { detectAll } from "./cycle/detect.ts";
import { proxiedOnly, UNMANAGED, wantedList, wantedRecordSet } from "./cycle/intentions.ts";
import { reconcileLists } from "./cycle/lists.ts";
import { reconcileRecords } from "./cycle/records.ts";
import { remember } from "./cycle/remembering.ts";
import { listRemoval, recordSetRemoval } from "./cycle/removal.ts";
import type { WantedList, WantedRecordSet } from "./cycle/wanted.ts";
import type { AddressSource, Clock, InstanceState, SourceFactory, StateStore } from "./ports.ts";

export interface EngineOptions {
  readonly records: readonly RecordTarget[];
  readonly wafLists: readonly WafListTarget[];
  /** One for each key that a target names. */
  readonly accounts: readonly Account[];
  readonly sources: SourceFactory;
  readonly clock: Clock;
  readonly state: StateStore;
  readonly updateTimeoutMs: number;
  /** Hears of things worth knowing that are no failures. */
  readonly notice?: (text: string) => void;
  /** Hears that a cycle is about to write. */
  readonly writing?: () => void;
  /** Hears how far long work has come. */
  readonly progress?: (text: string) => void;
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

  async function cycle({ signal, dryRun = false, fresh = false }: CycleRequest): Promise<CycleReport> {
    const run = startRun(options, { signal, dryRun, fresh });
    const detections = await detectAll(sources, signal);
    const sets = options.records.map((target) => wantedRecordSet(target, detections));
    const lists = options.wafLists.map((target) => wantedList(target, detections));
    const { records, wafLists } = await reconcile(run, sets, lists);
    const report = run.report(detectionsByFamily(detections), records, wafLists);
    if (!dryRun) {
      await amendState((before) =>
        remember(before, resultsOf(options, detections, records, wafLists), report.startedAt),
      );
    }
    return report;
  }

  async function removePublished(signal: AbortSignal): Promise<CycleReport> {
    const run = startRun(options, { signal, dryRun: false, fresh: true });
    const sets = options.records.map((target) => recordSetRemoval(target, state));
    const lists = options.wafLists.map((target) => listRemoval(target, state));
    const { records, wafLists } = await reconcile(run, sets, lists);
    const unmanaged: Detection = { status: "unmanaged" };
    const report = run.report({ ipv4: unmanaged, ipv6: unmanaged }, records, wafLists);
    await amendState((before) =>
      remember(before, resultsOf(options, new Map(), records, wafLists), report.startedAt),
    );
    return report;
  }

  async function reconcile(run: Run, sets: readonly WantedRecordSet[], lists: readonly WantedList[]) {
    const perAccount = options.accounts.map(async (account) => {
      const ofAccount = <T extends { readonly target: { readonly account: string } }>(
        all: readonly T[],
      ): readonly T[] => all.filter(({ target }) => target.account === account.key);
      const ownSets = ofAccount(sets);
      const ownLists = lists.filter((_, index) => options.wafLists[index]?.account === account.key);
      const [records, wafLists] = await Promise.all([
        reconcileRecords(account, ownSets, run.context),
        reconcileLists(account, ownLists, run.context),
      ]);
      return [
        ...ownSets.map((set, index) => [set, records[index]] as const),
        ...ownLists.map((list, index) => [list, wafLists[index]] as const),
      ];
    });
    const byWanted = new Map<WantedRecordSet | WantedList, RecordReport | WafListReport | undefined>(
      (await Promise.all(perAccount)).flat(),
    );
    return {
      records: sets.map((set) => byWanted.get(set) as RecordReport),
      wafLists: lists.map((list) => byWanted.get(list) as WafListReport),
    };
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
    const { context } = startRun(options, { signal, dryRun: false, fresh: false });
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

type Run = ReturnType<typeof startRun>;

/** The clock and the count of requests of one cycle. */
function startRun(options: EngineOptions, { signal, dryRun = false, fresh = false }: CycleRequest) {
  const { clock } = options;
  const startedAt = new Date(clock.now()).toISOString();
  const startedMs = clock.monotonic();
  const sent = (): number => options.accounts.reduce((sum, account) => sum + account.requests(), 0);
  const before = sent();
  const context: CycleContext = {
    clock,
    signal,
    dryRun,
    fresh,
    updateTimeoutMs: options.updateTimeoutMs,
    writing: options.writing ?? (() => {}),
    notice: options.notice ?? (() => {}),
    progress: options.progress ?? (() => {}),
  };
  const report = (
    detections: CycleReport["detections"],
    records: readonly RecordReport[],
    wafLists: readonly WafListReport[],
  ): CycleReport => ({
    ok:
      [...records, ...wafLists].every(({ outcome }) => outcome !== "failed") &&
      [detections.ipv4, detections.ipv6].every(({ status }) => status !== "unavailable") &&
      records.every(({ outcome, reason }) => outcome !== "skipped" || reason === UNMANAGED),
    dryRun,
    startedAt,
    durationMs: Math.round(clock.monotonic() - startedMs),
    requests: sent() - before,
    detections,
    records,
    wafLists,
  });
  return { context, report };
}

function sourcesOf({ records, wafLists, sources }: EngineOptions): ReadonlyMap<Detector, AddressSource> {
  const detectors = new Set([
    ...records.map(({ detector }) => detector),
    ...wafLists.flatMap(({ detectors: ofList }) => [ofList[4], ofList[6]]),
  ]);
  const bySpec = new Map<string, AddressSource>();
  const made = [...detectors].map((detector): readonly [Detector, AddressSource] => {
    const text = formatSource(detector.source);
    const source = bySpec.get(text) ?? sources(detector.source);
    bySpec.set(text, source);
    return [detector, source];
  });
  return new Map(made);
}

/** Today all targets of a family share a detector; of several, one that failed speaks for the family. */
function detectionsByFamily(detections: ReadonlyMap<Detector, Detection>): CycleReport["detections"] {
  const [ipv4, ipv6] = FAMILIES.map((family: IpFamily): Detection => {
    const ofFamily = [...detections].flatMap(([detector, detection]) =>
      detector.family === family ? [detection] : [],
    );
    return ofFamily.find(({ status }) => status === "unavailable") ?? ofFamily[0] ?? { status: "unmanaged" };
  });
  return { ipv4: ipv4 ?? { status: "unmanaged" }, ipv6: ipv6 ?? { status: "unmanaged" } };
}

function resultsOf(
  { records: targets, wafLists: listTargets }: EngineOptions,
  detections: ReadonlyMap<Detector, Detection>,
  records: readonly RecordReport[],
  wafLists: readonly WafListReport[],
): Parameters<typeof remember>[1] {
  const prefixes = (target: WafListTarget, family: IpFamily): readonly string[] => {
    const detector = target.detectors[family];
    const intent = decidePrefixes(detections.get(detector) ?? { status: "unmanaged" }, detector.prefixLength);
    return intent.kind === "set" ? intent.targets : [];
  };
  return {
    records: targets.flatMap((target, index) =>
      records[index] === undefined ? [] : [{ target, report: records[index] }],
    ),
    wafLists: listTargets.flatMap((target, index) =>
      wafLists[index] === undefined
        ? []
        : [{ target, report: wafLists[index], wanted: [...prefixes(target, 4), ...prefixes(target, 6)] }],
    ),
  };
}
