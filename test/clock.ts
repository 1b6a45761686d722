/** A clock that moves only when a test says so: hours pass in a millisecond. */

import { DdnsError } from "../src/core/errors.ts";
import type { Clock } from "../src/ports.ts";

// Taken before any test replaces it by a fake.
const realSetImmediate = setImmediate;

/** A Clock in the hands of a test. */
export interface VirtualClock extends Clock {
  /**
   * Lets `ms` milliseconds pass: ends each sleep at its time, in order, and lets the code behind it run
   * (promises and one turn of the event loop) before going on, so that sleeps begun on the way count too.
   */
  advance(ms: number): Promise<void>;
  /** Sets the wall clock to `ms` since the epoch, as NTP or a user does; sleeps and `monotonic` do not notice. */
  setNow(ms: number): void;
  /** Numbers that `random` gives out first; afterwards it gives a fixed sequence. */
  readonly randoms: number[];
  /** Sleeps under way. 0 at the end of a test shows that nothing was left behind. */
  readonly sleeping: number;
}

interface Sleeper {
  readonly due: number;
  readonly wake: () => void;
}

/** Lets everything run that is ready to: promises, then one turn of the event loop. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    realSetImmediate(resolve);
  });
}

/** A clock that stands at `startMs` since the epoch (default: the beginning of 2026, UTC). */
export function createVirtualClock(startMs: number = Date.UTC(2026, 0, 1)): VirtualClock {
  const sleepers = new Set<Sleeper>();
  const randoms: number[] = [];
  let elapsed = 0;
  let offset = startMs;
  let seed = 1;

  const nextDue = (end: number): Sleeper | undefined => {
    let next: Sleeper | undefined;
    for (const sleeper of sleepers) {
      if (sleeper.due <= end && (next === undefined || sleeper.due < next.due)) next = sleeper;
    }
    return next;
  };

  return {
    now: () => offset + elapsed,
    monotonic: () => elapsed,
    random() {
      // Lehmer's generator: the same sequence in every run.
      seed = (seed * 48271) % 2147483647;
      return randoms.shift() ?? seed / 2147483647;
    },
    randoms,
    get sleeping() {
      return sleepers.size;
    },

    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        const stop = () => {
          sleepers.delete(sleeper);
          reject(new DdnsError("ABORTED", "The wait was stopped."));
        };
        const sleeper: Sleeper = {
          due: elapsed + Math.max(ms, 0),
          wake() {
            sleepers.delete(sleeper);
            signal?.removeEventListener("abort", stop);
            resolve();
          },
        };
        if (signal?.aborted) {
          stop();
          return;
        }
        signal?.addEventListener("abort", stop, { once: true });
        if (ms > 0) sleepers.add(sleeper);
        else sleeper.wake();
      });
    },

    async advance(ms) {
      const end = elapsed + ms;
      await settle();
      for (let next = nextDue(end); next !== undefined; next = nextDue(end)) {
        elapsed = next.due;
        next.wake();
        await settle();
      }
      elapsed = end;
      await settle();
    },

    setNow(ms) {
      offset = ms - elapsed;
    },
  };
}
