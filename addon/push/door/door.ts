/** Lets clients in by their password; wrong ones are slowed for their peer and in all, and told once. */

import type { Clock, PushClient } from "../../../src/index.ts";
import type { Login } from "../http/request.ts";
import { type Recognise, recogniser } from "./clients.ts";

/** `blocked`: not even looked at. `nobody`: no login was given. `wrong`: it fits no client. */
export type Admission =
  | { readonly kind: "client"; readonly client: PushClient }
  | { readonly kind: "blocked"; readonly seconds: number }
  | { readonly kind: "nobody" | "wrong" };

export interface Door {
  /** Resolves late where the password was wrong, at once for everybody else. */
  admit(logins: readonly Login[], peer: string, signal: AbortSignal): Promise<Admission>;
}

export interface DoorOptions {
  readonly clients: readonly PushClient[];
  readonly clock: Clock;
  readonly warn: (text: string) => void;
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

export function createDoor({ clients, clock, warn }: DoorOptions): Door {
  const recognise: Recognise = recogniser(clients);
  const guesses = new Map<string, Guesses>();
  const trusted = new Set<string>();
  const told = new Set<string>();
  /** Times of the wrong passwords of the last pause, oldest first. */
  let inAll: readonly number[] = [];

  /** Milliseconds until the next password of this peer is looked at. */
  function pauseOf(peer: string, now: number): number {
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
  }

  function noteWrong(peer: string, now: number): void {
    const count = (guesses.get(peer)?.count ?? 0) + 1;
    guesses.delete(peer);
    guesses.set(peer, { count, at: now });
    inAll = [...inAll, now];
    dropOldest(guesses, MOST_PEERS);
    if (told.has(peer) || told.size > MOST_TOLD) return;
    told.add(peer);
    warn(
      told.size > MOST_TOLD
        ? "Wrong names or passwords come to the push endpoint from many addresses; no more of them are told."
        : `A wrong name or password came to the push endpoint from ${peer}. Compare the settings there with PUSH_CLIENTS.`,
    );
  }

  function noteRight(peer: string): void {
    guesses.delete(peer);
    told.delete(peer);
    trusted.add(peer);
    dropOldest(trusted, MOST_PEERS);
  }

  return {
    async admit(logins, peer, signal) {
      if (logins.length === 0) return { kind: "nobody" };
      const now = clock.monotonic();
      const pause = pauseOf(peer, now);
      if (pause > 0) return { kind: "blocked", seconds: Math.ceil(pause / 1000) };
      const client = recognise(logins);
      if (client !== undefined) {
        noteRight(peer);
        return { kind: "client", client };
      }
      // Counted before the wait: guesses sent side by side are as many as those sent in a row.
      noteWrong(peer, now);
      await clock.sleep(SLOW_MS, signal).catch(() => {});
      return { kind: "wrong" };
    },
  };
}

function dropOldest(keyed: Map<string, Guesses> | Set<string>, most: number): void {
  for (const key of keyed.keys()) {
    if (keyed.size <= most) return;
    keyed.delete(key);
  }
}
