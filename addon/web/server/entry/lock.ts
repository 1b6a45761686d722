/** Opens the dashboard to its password, and what only reads to the read key; wrong ones are slowed and told once. */

import type { Clock, Secret } from "../../../../src/index.ts";
import { createGuessLimit, type GuessWords } from "../../../doorstep/guess-limit.ts";
import { refusal } from "../answers.ts";
import { BASIC_CHALLENGE, hasPassword, isReadKey } from "./credentials.ts";

/** What WEB_PASSWORD and WEB_READ_KEY say. */
export interface Keys {
  readonly password: Secret | undefined;
  readonly readKey?: Secret | undefined;
}

export interface LockRequest {
  readonly path: string;
  readonly authorization: string | undefined;
  /** As the socket names it. */
  readonly peer: string;
  /** Aborts where nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** `key`: the read key was shown, which no foreign page knows. `open`: the password was, or none is needed. */
export type Unlocked =
  | { readonly kind: "key" | "open" }
  | { readonly kind: "refused"; readonly answer: Response };

export type Lock = (request: LockRequest) => Promise<Unlocked>;

/** Programs read these; a path spelled otherwise counts as one of the dashboard's, which wants the password. */
const READ_PATHS: readonly string[] = ["/metrics", "/api/status"];

export function createLock({ password, readKey }: Keys, clock: Clock, warn: (text: string) => void): Lock {
  const limit = createGuessLimit(clock, WORDS, warn);

  return async ({ path, authorization, peer, signal }) => {
    const key = READ_PATHS.includes(path) ? readKey : undefined;
    if (password === undefined && key === undefined) return { kind: "open" };
    if (authorization === undefined) return refused(password !== undefined);
    const pauseMs = limit.pauseOf(peer);
    if (pauseMs > 0) return later(pauseMs);
    const opened = whatOpens(authorization, password, key);
    if (opened !== undefined) {
      limit.right(peer);
      return { kind: opened };
    }
    await limit.wrong(peer, signal);
    return refused(password !== undefined);
  };
}

function whatOpens(
  authorization: string,
  password: Secret | undefined,
  key: Secret | undefined,
): "key" | "open" | undefined {
  if (key !== undefined && isReadKey(authorization, key)) return "key";
  return password !== undefined && hasPassword(authorization, password) ? "open" : undefined;
}

function refused(isPasswordSet: boolean): Unlocked {
  const answer = isPasswordSet
    ? refusal(401, "PASSWORD_NEEDED", "The password set by WEB_PASSWORD is needed.", {
        "WWW-Authenticate": BASIC_CHALLENGE,
      })
    : refusal(401, "KEY_NEEDED", "The key set by WEB_READ_KEY is needed, as a bearer token.", {
        "WWW-Authenticate": "Bearer",
      });
  return { kind: "refused", answer };
}

function later(pauseMs: number): Unlocked {
  const seconds = Math.ceil(pauseMs / 1000);
  const answer = refusal(
    429,
    "TOO_MANY_GUESSES",
    `Too many wrong passwords came from this address. Try again in ${seconds} s.`,
    { "Retry-After": String(seconds) },
  );
  return { kind: "refused", answer };
}

const WORDS: GuessWords = {
  fromPeer: (peer) =>
    `A wrong password or key came to the dashboard from ${peer}. If that is not you, keep WEB_ADDRESS out of its reach.`,
  fromMany:
    "Wrong passwords come to the dashboard from many addresses; no more of them are told. Keep WEB_ADDRESS out of their reach.",
};
