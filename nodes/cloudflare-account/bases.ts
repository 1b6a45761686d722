/** Which API base each stored token was entered for: it goes to no other, whoever changes the base of its account later. */

import { createHash } from "node:crypto";
import { splitEntered } from "./entered.ts";

/** A stored credential and where it is asked to go. */
export interface Destination {
  /** Id of the account that keeps the credential. */
  readonly owner: string;
  /** As it is stored: a token, a reference to a variable, or either joined with its base. */
  readonly credential: string;
  /** As the account names it; empty for the usual base. */
  readonly base: string;
}

/** What is remembered over restarts: a base for each digest of owner and token. */
export type KnownBases = Readonly<Record<string, string>>;

export interface EnteredBases {
  /** May the credential go there? One that was just entered may, and from then on nowhere else. */
  allows(destination: Destination): boolean;
  /** Learns of credentials that no account has opened yet, so that they do not pass for new ones later. */
  learn(destinations: readonly Destination[]): void;
}

export interface BaseMemory {
  load(): KnownBases;
  save(known: KnownBases): void;
}

/** `usual`: the base of accounts that name none. Until `learn` was called for the first time, credentials are those of former days: kept alone, they are for the usual base. */
export function createEnteredBases(memory: BaseMemory, usual: () => string): EnteredBases {
  let known: KnownBases | undefined;
  let startedUp = false;

  const knownBases = (): KnownBases => (known ??= memory.load());

  /** Empty for the usual base, also where it is written out. */
  function plain(base: string): string {
    const text = trimmed(base);
    return text === trimmed(usual()) ? "" : text;
  }

  function remember(key: string, base: string): void {
    if (knownBases()[key] === base) return;
    known = { ...knownBases(), [key]: base };
    memory.save(known);
  }

  return {
    allows({ owner, credential, base }) {
      const entered = splitEntered(credential);
      const key = digest(owner, entered.token);
      // Written by somebody who knows the token, so it counts more than what was known before.
      const right = entered.base ?? knownBases()[key] ?? (startedUp ? base : "");
      if (plain(right) !== plain(base)) return false;
      remember(key, plain(base));
      return true;
    },
    learn(destinations) {
      const keys = new Set<string>();
      for (const { owner, credential, base } of destinations) {
        const entered = splitEntered(credential);
        const key = digest(owner, entered.token);
        keys.add(key);
        if (knownBases()[key] === undefined)
          remember(key, plain(entered.base ?? (startedUp && URL.canParse(base) ? base : "")));
      }
      startedUp = true;
      const kept = Object.entries(knownBases()).filter(([key]) => keys.has(key));
      if (kept.length === Object.keys(knownBases()).length) return;
      known = Object.fromEntries(kept);
      memory.save(known);
    },
  };
}

function trimmed(base: string): string {
  return base.trim().replace(/(?<!\/)\/+$/, "");
}

/** Says nothing about the token: tokens are long and drawn by lot. */
function digest(owner: string, token: string): string {
  return createHash("sha256").update(`${owner}\n${token}`).digest("hex").slice(0, 32);
}
