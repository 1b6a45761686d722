/** What people ask for by hand, one lane a thing: in order, one at a time, and the last word wins (T9). */

import { type Clock, DdnsError } from "../../src/index.ts";

/** A lane rests after each wish: at first so long, */
const SHORTEST_REST_MS = 1000;
/** twice as long each time somebody goes on asking meanwhile, up to this. */
const LONGEST_REST_MS = 8000;

export interface Lanes<Wish> {
  /**
   * Resolves when the wish is fulfilled, or when a later one for the same thing has taken its place and is.
   * Rejects with what fulfilling it rejected with, or with ABORTED after `stop`.
   */
  ask(thing: string, wish: Wish): Promise<void>;
  /** Lets the wish under way end and none follow. */
  stop(): Promise<void>;
}

interface Pending<Wish> {
  wish: Wish;
  readonly answered: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** `fulfil` compares the wish with how things are when its turn comes, not with how they were when it was asked. */
export function createLanes<Wish>(
  clock: Clock,
  fulfil: (thing: string, wish: Wish) => Promise<void>,
): Lanes<Wish> {
  const stopping = new AbortController();
  const waiting = new Map<string, Pending<Wish>>();
  const working = new Map<string, Promise<void>>();

  const work = async (thing: string): Promise<void> => {
    let rest = SHORTEST_REST_MS;
    for (;;) {
      const next = waiting.get(thing);
      if (next === undefined) return;
      waiting.delete(thing);
      if (stopping.signal.aborted) next.reject(new DdnsError("ABORTED", "This program is being stopped."));
      else await fulfil(thing, next.wish).then(next.resolve, next.reject);
      await clock.sleep(rest, stopping.signal).catch(() => undefined);
      rest = Math.min(rest * 2, LONGEST_REST_MS);
    }
  };

  return {
    ask(thing, wish) {
      const earlier = waiting.get(thing);
      if (earlier !== undefined) {
        earlier.wish = wish;
        return earlier.answered;
      }
      const pending = pendingWish(wish);
      waiting.set(thing, pending);
      if (!working.has(thing))
        working.set(
          thing,
          work(thing).finally(() => working.delete(thing)),
        );
      return pending.answered;
    },
    async stop() {
      stopping.abort();
      await Promise.all(working.values());
    },
  };
}

function pendingWish<Wish>(wish: Wish): Pending<Wish> {
  let resolve = (): void => {};
  let reject = (_: unknown): void => {};
  const answered = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { wish, answered, resolve, reject };
}
