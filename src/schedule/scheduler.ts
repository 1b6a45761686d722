/** When cycles run: on schedule, on events, and again after failures; one at a time, what comes meanwhile merged (T1, T2, T9, T11, D6). */

import type { Schedule } from "../core/schedule.ts";
import type { Clock } from "../ports.ts";
import { nextTime } from "./next-time.ts";
import { createTriggerQueue, type Trigger } from "./queue.ts";

/** What a cycle asks of those that follow it. */
export interface Following {
  /** Milliseconds until the same is tried again; undefined where the schedule is enough. */
  readonly retryInMs: number | undefined;
  /** From the start of this cycle on, milliseconds in which none follows but "update now"; 0 for none. */
  readonly calmForMs: number;
}

export interface SchedulerOptions {
  readonly schedule: Schedule;
  /** IANA name. */
  readonly timeZone: string;
  readonly updateOnStart: boolean;
  readonly clock: Clock;
  /** Runs one cycle; never rejects. */
  readonly run: (trigger: Trigger, signal: AbortSignal) => Promise<Following>;
  /** True keeps every trigger but "now" from running. */
  readonly paused: () => boolean;
}

export interface Scheduler {
  /** Resolves when the schedule has nothing more to do (`@once`, or one that never fires again), or after `stop`. */
  start(): Promise<void>;
  /** A source may have changed: a cycle follows a second later, and takes in what else changes until then. */
  changed(): void;
  updateNow(): void;
  /** Ends the cycle under way and lets none follow. Resolves when it has ended. */
  stop(): Promise<void>;
  /** When the schedule runs next: milliseconds since the epoch, undefined where nothing is planned. */
  readonly nextAt: number | undefined;
}

/** Several changes often come together (IPv4 and IPv6, an editor's two writes). Later ones do not put it off: a source that never rests must not starve the cycle. */
const DEBOUNCE_MS = 1000;
/** Longer timers drift on machines that sleep, and overflow beyond 24.8 days: look at the clock at least this often. */
const LONGEST_NAP_MS = 30_000;
/** A wall clock that loses less than this in one nap is being tuned, not set. */
const ORDINARY_DRIFT_MS = 1000;

export function createScheduler(options: SchedulerOptions): Scheduler {
  const { clock, schedule } = options;
  const stopping = new AbortController();
  const queue = createTriggerQueue();
  const waits = new Set<AbortController>();
  let working: Promise<void> | undefined;
  let wake = (): void => {};
  let cancelRetry = (): void => {};
  let settling = false;
  let nextAt: number | undefined;

  function trigger(reason: Trigger): void {
    if (stopping.signal.aborted || (options.paused() && reason !== "now")) return;
    queue.add(reason);
    wake();
    working ??= work().finally(() => {
      working = undefined;
    });
  }

  async function work(): Promise<void> {
    while (!stopping.signal.aborted) {
      const next = queue.next(clock.monotonic());
      if (next === undefined) return;
      if ("inMs" in next) await sleepUnlessWoken(next.inMs);
      else await runOne(next.trigger);
    }
  }

  async function runOne(reason: Trigger): Promise<void> {
    const begunAt = clock.monotonic();
    queue.began(reason, begunAt);
    // A pause may have begun while this trigger waited.
    if (options.paused() && reason !== "now") return;
    const { retryInMs, calmForMs } = await options.run(reason, stopping.signal);
    queue.calmUntil(begunAt + calmForMs);
    cancelRetry();
    // What runs once is not tried again: whoever runs it sees how it ended.
    if (retryInMs !== undefined && schedule.kind !== "once")
      cancelRetry = after(retryInMs, () => trigger("retry"));
  }

  /** A trigger that may run sooner ends the wait. */
  function sleepUnlessWoken(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = after(ms, resolve);
      wake = () => {
        cancel();
        resolve();
      };
    });
  }

  /** Calls `act` after `ms`, unless stopped or cancelled by the function that is returned. */
  function after(ms: number, act: () => void): () => void {
    const cancelled = new AbortController();
    waits.add(cancelled);
    clock
      .sleep(ms, cancelled.signal)
      .then(act, () => {})
      .finally(() => waits.delete(cancelled));
    return () => cancelled.abort();
  }

  function changed(): void {
    if (settling) return;
    settling = true;
    after(DEBOUNCE_MS, () => {
      settling = false;
      trigger("event");
    });
  }

  async function start(): Promise<void> {
    if (options.updateOnStart) trigger("start");
    nextAt = following(clock.now());
    while (nextAt !== undefined) {
      const left = nextAt - clock.now();
      if (left <= 0) {
        trigger("schedule");
        // Counted from the planned time, so that slow cycles do not drift; a clock that was set forward by hours owes
        // one cycle, not one for each that was missed.
        nextAt = following(-left > intervalOf(schedule) ? clock.now() : nextAt);
        continue;
      }
      const setBackMs = await nap(Math.min(left, LONGEST_NAP_MS));
      if (setBackMs === undefined) break;
      if (setBackMs > 0) nextAt = schedule.kind === "every" ? nextAt - setBackMs : following(clock.now());
    }
    nextAt = undefined;
    while (working !== undefined) await working;
  }

  function following(from: number): number | undefined {
    return nextTime(schedule, options.timeZone, from);
  }

  /** By how much the clock was set back meanwhile, undefined where stopped. */
  async function nap(ms: number): Promise<number | undefined> {
    const [wall, steady] = [clock.now(), clock.monotonic()];
    try {
      await clock.sleep(ms, stopping.signal);
    } catch {
      return undefined;
    }
    const behind = clock.monotonic() - steady - (clock.now() - wall);
    return behind > ORDINARY_DRIFT_MS ? behind : 0;
  }

  async function stop(): Promise<void> {
    stopping.abort();
    wake();
    for (const wait of waits) wait.abort();
    while (working !== undefined) await working;
  }

  return {
    start,
    changed,
    updateNow: () => trigger("now"),
    stop,
    get nextAt() {
      return nextAt;
    },
  };
}

function intervalOf(schedule: Schedule): number {
  return schedule.kind === "every" ? schedule.intervalMs : 0;
}
