/** Lets clients in by their password; wrong ones are slowed for their peer and in all, and told once. */

import type { Clock, PushClient } from "../../../src/index.ts";
import { createGuessLimit, type GuessWords } from "../../doorstep/guess-limit.ts";
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

export function createDoor({ clients, clock, warn }: DoorOptions): Door {
  const recognise: Recognise = recogniser(clients);
  const limit = createGuessLimit(clock, WORDS, warn);

  return {
    async admit(logins, peer, signal) {
      if (logins.length === 0) return { kind: "nobody" };
      const pause = limit.pauseOf(peer);
      if (pause > 0) return { kind: "blocked", seconds: Math.ceil(pause / 1000) };
      const client = recognise(logins);
      if (client === undefined) {
        await limit.wrong(peer, signal);
        return { kind: "wrong" };
      }
      limit.right(peer);
      return { kind: "client", client };
    },
  };
}

const WORDS: GuessWords = {
  fromPeer: (peer) =>
    `A wrong name or password came to the push endpoint from ${peer}. Compare the settings there with PUSH_CLIENTS.`,
  fromMany:
    "Wrong names or passwords come to the push endpoint from many addresses; no more of them are told.",
};
