/** What every client told last, with its time: over restarts, for ever, until something else is told. */

import { type Address, type Clock, type DelegatedPrefix, parseAnyAddress } from "../../../src/index.ts";
import type { Telling } from "../telling.ts";

/** ISO 8601, UTC. */
interface At {
  readonly at: string;
}

/** By client: the newest address of each family and the newest prefix, each with the time it was last told. */
export interface Told {
  readonly ipv4?: At & { readonly address: Address };
  readonly ipv6?: At & { readonly address: Address };
  readonly prefix?: At & DelegatedPrefix;
}

/** Where it is kept; `load` gives what `save` took, or anything at all where the file is no longer ours. */
export interface ToldStore {
  load(): Promise<unknown>;
  save(clients: Readonly<Record<string, Told>>): Promise<void>;
}

export interface PushMemory {
  of(client: string): Told;
  /** Clients that told anything, by name. */
  readonly clients: ReadonlyMap<string, Told>;
  /** True where this is news. What is absent in `telling` stays as it was. */
  tell(client: string, telling: Telling): boolean;
  /** Asks for a cycle that takes in what the client told. */
  nudge(client: string): void;
  /** Calls `listener` at each nudge; answers with the function that ends it. */
  follow(client: string, listener: () => void): () => void;
  /** Calls `listener` whenever what is known or its time has changed; answers with the function that ends it. */
  subscribe(listener: () => void): () => void;
  /** Resolves when all that was told is saved. */
  settled(): Promise<void>;
}

const YOUNG_MS = 10_000;

/** `names`: the clients of the settings; what others told once is let go of. */
export async function openPushMemory(
  store: ToldStore,
  names: readonly string[],
  clock: Clock,
): Promise<PushMemory> {
  const kept = readTold(await store.load());
  const clients = new Map([...kept].filter(([client]) => names.includes(client)));
  const followers = new Set<readonly [client: string, listener: () => void]>();
  const subscribers = new Set<() => void>();
  let saving: Promise<void> = Promise.resolve();

  function tell(client: string, telling: Telling): boolean {
    const before = clients.get(client) ?? {};
    const isNews = !isSaid(before, telling);
    const now = clock.now();
    if (!isNews && isYoung(before, telling, now)) return false;
    const at = new Date(now).toISOString();
    const { ipv4, ipv6, prefix } = telling;
    clients.set(client, {
      ...before,
      ...(ipv4 === undefined ? {} : { ipv4: { address: ipv4, at } }),
      ...(ipv6 === undefined ? {} : { ipv6: { address: ipv6, at } }),
      ...(prefix === undefined ? {} : { prefix: { ...prefix, at } }),
    });
    const saved = Object.fromEntries(clients);
    saving = saving.then(() => store.save(saved));
    for (const subscriber of subscribers) subscriber();
    return isNews;
  }

  return {
    of: (client) => clients.get(client) ?? {},
    clients,
    tell,
    nudge: (client) => {
      for (const [followed, listener] of followers) if (followed === client) listener();
    },
    follow: (client, listener) => {
      const follower = [client, listener] as const;
      followers.add(follower);
      return () => followers.delete(follower);
    },
    subscribe: (listener) => {
      subscribers.add(listener);
      return () => subscribers.delete(listener);
    },
    settled: () => saving,
  };
}

/** Was all of it told before, and nothing else since? */
function isSaid(before: Told, { ipv4, ipv6, prefix }: Telling): boolean {
  return (
    (ipv4 === undefined || ipv4 === before.ipv4?.address) &&
    (ipv6 === undefined || ipv6 === before.ipv6?.address) &&
    (prefix === undefined ||
      (prefix.address === before.prefix?.address && prefix.prefixLength === before.prefix.prefixLength))
  );
}

/** Is what was told as young as makes no difference? A device that tells without a pause wears out no disk. */
function isYoung(before: Told, telling: Telling, now: number): boolean {
  const parts = (["ipv4", "ipv6", "prefix"] as const).filter((part) => telling[part] !== undefined);
  return parts.every((part) => Math.abs(now - Date.parse(before[part]?.at ?? "")) < YOUNG_MS);
}

/** Takes what has the right shape and leaves the rest: a damaged file costs memories, never a start. */
function readTold(value: unknown): Map<string, Told> {
  const clients = isObject(value) ? Object.entries(value) : [];
  return new Map(
    clients.map(([client, told]): [string, Told] => {
      const [ipv4, ipv6, prefix] = ["ipv4", "ipv6", "prefix"].map((part) =>
        readPart(isObject(told) ? told[part] : undefined),
      );
      return [
        client,
        {
          ...(ipv4 === undefined ? {} : { ipv4: { address: ipv4.address, at: ipv4.at } }),
          ...(ipv6 === undefined ? {} : { ipv6: { address: ipv6.address, at: ipv6.at } }),
          ...(prefix?.prefixLength === undefined
            ? {}
            : { prefix: { ...prefix, prefixLength: prefix.prefixLength } }),
        },
      ];
    }),
  );
}

function readPart(
  value: unknown,
): (At & { readonly address: Address; readonly prefixLength?: number }) | undefined {
  if (!isObject(value)) return undefined;
  const { address: text, at, prefixLength } = value;
  const address = typeof text === "string" ? parseAnyAddress(text) : undefined;
  if (address === undefined || typeof at !== "string" || Number.isNaN(Date.parse(at))) return undefined;
  return { address, at, ...(typeof prefixLength === "number" ? { prefixLength } : {}) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
