/** When a cycle that failed in a way that may pass is tried again (T11). */

import type { Clock } from "../ports.ts";

/** From one failure to the next try; after the last the schedule is enough. */
const DELAYS_MS: readonly number[] = [15_000, 60_000, 300_000];
/** Up to this part of a delay is added, so that a whole street does not come back in the same second after an outage. */
const JITTER = 0.1;

/** What follows from a cycle. */
export interface NextTry {
  /** Milliseconds until the next try; undefined where the schedule is enough. */
  readonly inMs: number | undefined;
  /** All tries were in vain. */
  readonly spent: boolean;
}

export interface Retries {
  /**
   * Hears of every cycle that ended: `failing` names what failed and may pass by itself, `atLeastMs` is how long somebody
   * asked us to stay away. Something that did not fail before begins anew; a cycle in between puts no try off.
   *
   *   failing   tries so far   next try in
   *   nothing   any            –
   *   a         0              15 s
   *   a         1              1 min
   *   a         2              5 min
   *   a         3              –, spent
   *   a and b   any            15 s
   */
  settle(failing: readonly string[], atLeastMs?: number): NextTry;
}

export function createRetries(clock: Pick<Clock, "monotonic" | "random">): Retries {
  const known = new Set<string>();
  let tries = 0;
  let dueAt: number | undefined;

  const restart = (): void => {
    tries = 0;
    dueAt = undefined;
  };

  return {
    settle(failing, atLeastMs = 0) {
      if (failing.length === 0) {
        known.clear();
        restart();
        return { inMs: undefined, spent: false };
      }
      if (failing.some((thing) => !known.has(thing))) restart();
      for (const thing of failing) known.add(thing);
      const now = clock.monotonic();
      if (dueAt !== undefined && now < dueAt) return { inMs: dueAt - now, spent: false };
      const delay = DELAYS_MS[tries];
      if (delay === undefined) {
        dueAt = undefined;
        return { inMs: undefined, spent: true };
      }
      tries += 1;
      const inMs = Math.max(delay * (1 + JITTER * clock.random()), atLeastMs);
      dueAt = now + inMs;
      return { inMs, spent: false };
    },
  };
}
