/** The running service: cycles by schedule and by event, and a view of them that others render. */

import {
  type Clock,
  type Config,
  type CycleListener,
  type CycleReport,
  createScheduler,
  createTurns,
  DdnsError,
  describeReport,
  displayName,
  type Engine,
  type Following,
  type Outcome,
  type Trigger,
  type Verification,
} from "../../src/index.ts";
import type { PushMemory } from "../push/told/memory.ts";
import { createJudge, earlier, type Judgement } from "./judgement.ts";
import { createLanes } from "./lanes.ts";
import type { Log } from "./log.ts";
import { createNarrator } from "./narrator.ts";
import type { Service, ServiceView, ToldByClient } from "./service-view.ts";
import { statusOf } from "./status.ts";
import { createTroubles } from "./troubles.ts";

export interface ServiceOptions {
  readonly config: Config;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Log;
  /** Monitors, notifications. */
  readonly listeners: readonly CycleListener[];
  /** What push clients tell. */
  readonly told?: Pick<PushMemory, "clients" | "subscribe"> | undefined;
}

/** A service with the levers that only its owner pulls. */
export interface RunningService extends Service {
  /** Resolves when the schedule has nothing more to do, or after `stop`. */
  run(): Promise<void>;
  /** Ends the cycle under way, then does what DELETE_ON_STOP asks for within `deadlineMs`. False where that failed. */
  stop(deadlineMs: number): Promise<boolean>;
  /** The engine tells through this that a cycle writes. */
  readonly writing: () => void;
  /** The witnesses told what the world sees. */
  readonly verified: (found: Verification) => void;
}

export function createService(options: ServiceOptions): RunningService {
  const { config, engine, clock, log } = options;
  const listeners = new Set<(view: ServiceView) => void>();
  const narrator = createNarrator(log, clock);
  const inTurn = createTurns();
  const troubles = createTroubles();
  const stopping = new AbortController();
  let view = firstView(engine, options.told);
  let retryAt: number | undefined;

  const scheduler = createScheduler({
    schedule: config.schedule,
    timeZone: config.timeZone,
    updateOnStart: config.updateOnStart,
    clock,
    paused: () => view.paused,
    run: oneCycle,
  });

  function show(change: Partial<ServiceView>): void {
    const next = {
      ...view,
      ...change,
      lastError: troubles.text,
      nextCheck: timeText(earlier(scheduler.nextAt, retryAt)),
    };
    view = { ...next, status: statusOf(next) };
    for (const listener of listeners) listener(view);
  }

  const { judge, pushed } = createJudge({
    engine,
    clock,
    isOnce: config.schedule.kind === "once",
    nextAt: () => scheduler.nextAt,
  });

  function oneCycle(trigger: Trigger, signal: AbortSignal): Promise<Following> {
    return inTurn(async () => {
      show({ busy: true });
      for (const listener of options.listeners) listener.cycleStarted?.();
      const report = await engine.cycle({ signal, fresh: trigger === "now" });
      const judgement = await judge(report, trigger, signal.aborted);
      retryAt = judgement.retryAt;
      if (signal.aborted) show({ busy: false, writing: false });
      else {
        narrator.tell(report, trigger, judgement);
        settle(report, isPassing(report, trigger, judgement));
      }
      for (const listener of options.listeners) listener.cycleEnded(report, judgement.telling);
      return judgement.following;
    });
  }

  /** No alarm for what may pass and is told to nobody yet (T6); but who asks gets an answer, and an alarm does not blink. */
  function isPassing(report: CycleReport, trigger: Trigger, { telling }: Judgement): boolean {
    const isAsked = trigger === "start" || trigger === "now";
    return !report.ok && !telling.stands && !isAsked && !troubles.has("cycle");
  }

  function settle(report: CycleReport, passing: boolean): void {
    const wrote = report.records.some(hasChanged);
    const { title, lines } = describeReport(report, displayName);
    troubles.set("cycle", report.ok || passing ? undefined : [title, ...lines.slice(0, 3)].join(". "));
    // A refusal is shown until something goes right: the same command, or all of a cycle.
    if (report.ok) troubles.forgetRefusals();
    show({
      busy: false,
      writing: false,
      report,
      passing,
      lastCheck: report.startedAt,
      ...(wrote || report.lists.some(hasChanged) ? { lastChange: report.startedAt } : {}),
      ...(wrote ? { seenAt: undefined } : {}),
      history: engine.state.history,
    });
  }

  const pauses = createLanes<boolean>(clock, async (_, paused) => {
    if (paused === engine.state.paused) return;
    await engine.amendState((state) => ({ ...state, paused }));
    log.info(paused ? 'Automatic updates are paused; "update now" still works.' : "Automatic updates go on.");
    show({ paused });
    if (!paused) scheduler.changed();
  });

  const clouds = createLanes<ProxiedWish>(clock, async (thing, wish) => {
    try {
      await inTurn(() => turnCloud(wish));
      troubles.refused(thing, undefined);
    } catch (thrown) {
      const why = thrown instanceof DdnsError ? thrown.message : "It failed in a way nobody foresaw.";
      if (!stopping.signal.aborted)
        troubles.refused(thing, `The orange cloud of ${thing} was not turned ${onOff(wish.proxied)}. ${why}`);
      throw thrown;
    } finally {
      show({ writing: false });
    }
  });

  async function turnCloud({ name, type, proxied }: ProxiedWish): Promise<void> {
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(config.updateTimeoutMs)]);
    const report = await engine.setProxied(name, type, proxied, signal);
    if (report.changes.length > 0)
      log.change(
        `${type} ${displayName(report.name)} is ${proxied ? "proxied" : "not proxied"} now, as asked by hand.`,
      );
    if (report.changes.length > 0) view = { ...view, seenAt: undefined };
    if (view.report !== undefined)
      view = { ...view, report: { ...view.report, records: withActual(view.report.records, report) } };
  }

  async function plan(): Promise<CycleReport> {
    const report = await engine.cycle({
      signal: AbortSignal.timeout(config.updateTimeoutMs * 2),
      dryRun: true,
    });
    if (report.records.length + report.lists.length > 0) return report;
    throw new DdnsError("CONFIG_INVALID", "There is nothing to plan: no names and no WAF lists are set.");
  }

  async function stop(deadlineMs: number): Promise<boolean> {
    stopping.abort();
    await Promise.all([scheduler.stop(), pauses.stop(), clouds.stop()]);
    if (!config.deleteOnStop) return true;
    log.info("Removing what was published, as DELETE_ON_STOP asks.");
    const report = await engine.removePublished(AbortSignal.timeout(deadlineMs));
    narrator.tell(report, "now");
    return report.ok;
  }

  const endWatching = engine.watch(() => {
    pushed();
    scheduler.changed();
  });
  const { told } = options;
  const endHearing = told?.subscribe(() => show({ told: toldByClients(told) }));
  return {
    config,
    get view() {
      return view;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    updateNow: scheduler.updateNow,
    setPaused: (paused) => pauses.ask("automatic updates", paused),
    setProxied: (name, type, proxied) => clouds.ask(`${type} ${name}`, { name, type, proxied }),
    trouble: (about, text) => {
      troubles.set(about, text);
      show({});
    },
    plan,
    logTail: log.tail,
    run: () => scheduler.start(),
    stop: async (deadlineMs) => {
      endWatching();
      endHearing?.();
      return await stop(deadlineMs);
    },
    writing: () => show({ writing: true }),
    verified: (seen) => show({ seen, seenAt: timeText(clock.now()) }),
  };
}

function hasChanged({ outcome }: { readonly outcome: Outcome }): boolean {
  return outcome === "created" || outcome === "updated" || outcome === "deleted";
}

/** The orange cloud of one record set, as somebody wants it. */
interface ProxiedWish {
  readonly name: string;
  readonly type: "A" | "AAAA";
  readonly proxied: boolean;
}

function onOff(on: boolean): string {
  return on ? "on" : "off";
}

function toldByClients({ clients }: Pick<PushMemory, "clients">): readonly ToldByClient[] {
  return [...clients].map(([client, told]) => ({ client, ...told })).sort(byClient);
}

function byClient(one: ToldByClient, other: ToldByClient): number {
  return one.client < other.client ? -1 : 1;
}

function firstView(engine: Engine, told: ServiceOptions["told"]): ServiceView {
  const { paused, history } = engine.state;
  const view = {
    paused,
    history,
    busy: false,
    writing: false,
    report: undefined,
    passing: false,
    lastCheck: undefined,
    lastChange: history.at(-1)?.at,
    lastError: undefined,
    nextCheck: undefined,
    waitingFor: [],
    ...(told === undefined ? {} : { told: toldByClients(told) }),
  };
  return { ...view, status: statusOf(view) };
}

function timeText(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}

function withActual(
  records: CycleReport["records"],
  now: CycleReport["records"][number],
): CycleReport["records"] {
  return records.map((record) =>
    record.name === now.name && record.type === now.type ? { ...record, actual: now.actual } : record,
  );
}
