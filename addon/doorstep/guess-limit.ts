/** Slows the guessing of passwords, for each peer and in all, and has it told once. */

import type { Clock } from "../../src/index.ts";

/** What is said of wrong passwords: of one peer, and where too many peers send them. */
export interface GuessWords {
  readonly fromPeer: (peer: string) => string;
  readonly fromMany: string;
}

export interface GuessLimit {
  /** Milliseconds until the next password of this peer is looked at; 0: now. */
  pauseOf(peer: string): number;
  /** Counts a wrong one at once, and resolves late: guesses sent side by side are as many as those sent in a row. */
  wrong(peer: string, signal: AbortSignal): Promise<void>;
  right(peer: string): void;
}

/** So many wrong passwords of one peer are looked at, one more for each pause. */
const WRONG_OF_ONE_PEER = 5;
/** So many within a pause are looked at of all peers together, those aside that gave the right one before. */
const WRONG_IN_ALL = 30;
const PAUSE_MS = 60_000;
const SLOW_MS = 1000;
/** Addresses cost an attacker nothing: what is remembered of them has an end. */
const MOST_PEERS = 500;
const MOST_TOLD = 20;

interface Guesses {
  readonly count: number;
  /** On the monotonic clock, of the last one. */
  readonly at: number;
}

export function createGuessLimit(clock: Clock, words: GuessWords, warn: (text: string) => void): GuessLimit {
  const guesses = new Map<string, Guesses>();
  const trusted = new Set<string>();
  const told = new Set<string>();
  /** Times of the wrong passwords of the last pause, oldest first. */
  let inAll: readonly number[] = [];

  function tell(peer: string): void {
    if (told.has(peer) || told.size > MOST_TOLD) return;
    told.add(peer);
    warn(told.size > MOST_TOLD ? words.fromMany : words.fromPeer(peer));
  }

  return {
    pauseOf(peer) {
      const now = clock.monotonic();
      const own = guesses.get(peer);
      if (own !== undefined && own.count >= WRONG_OF_ONE_PEER) {
        const left = own.at + PAUSE_MS - now;
        if (left > 0) return left;
      }
      inAll = inAll.filter((at) => at + PAUSE_MS > now);
      const [oldest] = inAll;
      return oldest === undefined || inAll.length < WRONG_IN_ALL || trusted.has(peer)
        ? 0
        : oldest + PAUSE_MS - now;
    },
    async wrong(peer, signal) {
      const now = clock.monotonic();
      const count = (guesses.get(peer)?.count ?? 0) + 1;
      guesses.delete(peer);
      guesses.set(peer, { count, at: now });
      inAll = [...inAll, now];
      dropOldest(guesses, MOST_PEERS);
      tell(peer);
      await clock.sleep(SLOW_MS, signal).catch(() => {});
    },
    right(peer) {
      guesses.delete(peer);
      told.delete(peer);
      trusted.add(peer);
      dropOldest(trusted, MOST_PEERS);
    },
  };
}

function dropOldest(keyed: Map<string, Guesses> | Set<string>, most: number): void {
  for (const key of keyed.keys()) {
    if (keyed.size <= most) return;
    keyed.delete(key);
  }
}
