/** A clock that stands still until a test moves it. */

import { DdnsError } from "../../../src/core/errors.ts";
import type { Clock } from "../../../src/ports.ts";

export const START = "2026-07-01T22:15:00.000Z";

export interface ManualClock extends Clock {
  /** Moves time on and lets everything that slept so long go on. */
  advance(ms: number): Promise<void>;
  /** Sets the wall clock alone, as a time server does. */
  setWall(iso: string): void;
}

export function manualClock(): ManualClock {
  let elapsed = 0;
  let base = Date.parse(START);
  const sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();
  return {
    now: () => base + elapsed,
    monotonic: () => elapsed,
    random: () => 0.5,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const stop = () => {
          sleepers.delete(sleeper);
          reject(new DdnsError("ABORTED", "Asked to stop."));
        };
        const sleeper = {
          at: elapsed + ms,
          wake: () => {
            signal?.removeEventListener("abort", stop);
            resolve();
          },
        };
        if (signal?.aborted) return stop();
        signal?.addEventListener("abort", stop, { once: true });
        sleepers.add(sleeper);
      }),
    async advance(ms) {
      const end = elapsed + ms;
      for (;;) {
        const next = [...sleepers].sort((a, b) => a.at - b.at)[0];
        if (next === undefined || next.at > end) break;
        elapsed = Math.max(elapsed, next.at);
        sleepers.delete(next);
        next.wake();
        await new Promise((resolve) => setImmediate(resolve));
      }
      elapsed = end;
    },
    setWall(iso) {
      base = Date.parse(iso) - elapsed;
    },
  };
}
