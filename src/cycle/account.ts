/** One account (one token) as the cycle uses it, with what was read from Cloudflare and may still be reused (Z9). */

import type { ListContents } from "../core/list/list.ts";
import type { DnsRecord, Zone } from "../core/types.ts";
import type { Clock, DnsProvider, ListProviders } from "../ports.ts";

/** What an account must offer; `openCloudflare` makes one. */
export interface AccountProviders {
  readonly dns: DnsProvider;
  readonly lists: ListProviders;
  /** Requests sent so far. */
  requests(): number;
}

/** Values that age: each is forgotten `lifetimeMs` after it was put, and at once where the lifetime is 0. */
class Aging<Value> {
  readonly #values = new Map<string, { readonly value: Value; readonly at: number }>();
  readonly #clock: Clock;
  readonly #lifetimeMs: number;

  constructor(clock: Clock, lifetimeMs: number) {
    this.#clock = clock;
    this.#lifetimeMs = lifetimeMs;
  }

  get(key: string): Value | undefined {
    const entry = this.#values.get(key);
    if (entry === undefined || this.#clock.monotonic() - entry.at >= this.#lifetimeMs) return undefined;
    return entry.value;
  }

  /** All that are still good. */
  values(): readonly Value[] {
    const all: Value[] = [];
    for (const key of this.#values.keys()) {
      const value = this.get(key);
      if (value !== undefined) all.push(value);
    }
    return all;
  }

  put(key: string, value: Value): void {
    if (this.#lifetimeMs > 0) this.#values.set(key, { value, at: this.#clock.monotonic() });
  }

  /** Replaces a value without making it younger: what we wrote ourselves says nothing about what others did. */
  amend(key: string, value: Value): void {
    const entry = this.#values.get(key);
    if (entry !== undefined) this.#values.set(key, { value, at: entry.at });
  }

  drop(key: string): void {
    this.#values.delete(key);
  }

  clear(): void {
    this.#values.clear();
  }
}

/** A name that no zone holds is looked up again after this, sooner than zones that were found. */
const MISS_LIFETIME_MS = 10 * 60 * 1000;

export interface Account extends AccountProviders {
  readonly key: string;
  readonly cache: AccountCache;
}

export interface AccountCache {
  /** Under one key each: all zones the token sees, and zones by id. */
  readonly zones: Aging<readonly Zone[]>;
  /** Names that no zone holds. */
  readonly misses: Aging<true>;
  /** By zone id. */
  readonly records: Aging<readonly DnsRecord[]>;
  /** By `kind accountId/name`. */
  readonly lists: Aging<ListContents>;
  clear(): void;
}

export function createAccount(
  key: string,
  providers: AccountProviders,
  options: { readonly clock: Clock; readonly cacheExpirationMs: number },
): Account {
  const { clock, cacheExpirationMs } = options;
  const cache = {
    zones: new Aging<readonly Zone[]>(clock, cacheExpirationMs),
    misses: new Aging<true>(clock, Math.min(cacheExpirationMs, MISS_LIFETIME_MS)),
    records: new Aging<readonly DnsRecord[]>(clock, cacheExpirationMs),
    lists: new Aging<ListContents>(clock, cacheExpirationMs),
    clear: () => {
      for (const part of [cache.zones, cache.misses, cache.records, cache.lists]) part.clear();
    },
  };
  return {
    key,
    dns: providers.dns,
    lists: providers.lists,
    requests: () => providers.requests(),
    cache,
  };
}
