/** Zones and their records in memory: a real DnsProvider with Cloudflare's rules, whose calls can be spoilt. */

import { DdnsError } from "../../src/core/errors.ts";
import { isInZone } from "../../src/core/name/fqdn.ts";
import type {
  Address,
  Change,
  ChangeResult,
  DnsRecord,
  Fqdn,
  RecordSetKey,
  Zone,
} from "../../src/core/types.ts";
import type { DnsProvider } from "../../src/ports.ts";
import { nameOf } from "../unit/core/values.ts";

export type DnsCall = "zones" | "zone" | "records" | "apply";

/**
 * `unreachable`: nothing was sent. `lost`: it took effect, nobody heard. `swallowed`: it took no effect, nobody heard.
 * `half`: the first half took effect, the rest was never sent. `throttled`: refused with 429.
 */
export type DnsSpoil = "unreachable" | "lost" | "swallowed" | "half" | "throttled";

export interface NewRecord {
  readonly id?: string;
  readonly name: string;
  readonly type: string;
  readonly content: string;
  readonly ttl?: number;
  readonly proxied?: boolean;
  readonly comment?: string;
  readonly tags?: readonly string[];
}

interface HeldZone {
  readonly zone: Zone;
  readonly quota: number;
  records: Map<string, DnsRecord>;
}

export class MemoryDns implements DnsProvider {
  readonly #zones = new Map<string, HeldZone>();
  readonly #spoils: { readonly call: DnsCall; readonly spoil: DnsSpoil }[] = [];
  #ids = 0;
  /** Every call, in order. */
  readonly calls: DnsCall[] = [];

  /** A zone that is there already gets the records besides what it has. */
  plant(
    name: string,
    records: readonly NewRecord[] = [],
    options: { readonly id?: string; readonly quota?: number; readonly status?: string } = {},
  ): Zone {
    const id = options.id ?? `zone-of-${name}`;
    const zone: Zone = {
      id,
      name: nameOf(name),
      status: options.status ?? "active",
      accountId: "account",
      batchLimit: 200,
    };
    const held = this.#zones.get(id) ?? {
      zone,
      quota: options.quota ?? 3500,
      records: new Map<string, DnsRecord>(),
    };
    this.#zones.set(id, held);
    for (const record of records) this.#put(held, record);
    return held.zone;
  }

  uproot(zoneId: string): void {
    this.#zones.delete(zoneId);
  }

  /** Somebody else deletes a record. */
  erase(recordId: string): void {
    for (const { records } of this.#zones.values()) records.delete(recordId);
  }

  held(zoneName: string): readonly DnsRecord[] {
    return [...this.#zones.values()]
      .filter(({ zone }) => zone.name === zoneName)
      .flatMap(({ records }) => [...records.values()]);
  }

  /** Spoils the next such call that is not spoilt yet. */
  spoil(call: DnsCall, spoil: DnsSpoil): void {
    this.#spoils.push({ call, spoil });
  }

  /** From now on nothing is spoilt. */
  calm(): void {
    this.#spoils.length = 0;
  }

  get spoilsLeft(): number {
    return this.#spoils.length;
  }

  async zones(_names: readonly Fqdn[], signal: AbortSignal): Promise<readonly Zone[]> {
    this.#enter("zones", signal);
    return [...this.#zones.values()].map(({ zone }) => zone);
  }

  async zone(id: string, signal: AbortSignal): Promise<Zone> {
    this.#enter("zone", signal);
    return this.#held(id).zone;
  }

  async records(zone: Zone, _names: readonly Fqdn[], signal: AbortSignal): Promise<readonly DnsRecord[]> {
    this.#enter("records", signal);
    return [...this.#held(zone.id).records.values()];
  }

  async apply(
    zone: Zone,
    changes: readonly Change[],
    signal: AbortSignal,
    progress: (settled: number) => void = () => {},
  ): Promise<readonly ChangeResult[]> {
    const spoil = this.#enter("apply", signal);
    const held = this.#held(zone.id);
    const reach =
      spoil === "half" ? Math.ceil(changes.length / 2) : spoil === "swallowed" ? 0 : changes.length;
    const results = applyInSets(changes.slice(0, reach), (change) => this.#change(held, change));
    progress(changes.length);
    const unheard = new DdnsError(
      "WRITE_UNCONFIRMED",
      "Could not confirm the change: the answer was lost. It will be read again.",
    );
    const unsent: ChangeResult = {
      status: "stale",
      error: new DdnsError("UNAVAILABLE", "The change was not sent."),
    };
    if (spoil === "half") return changes.map((_, index) => results[index] ?? unsent);
    if (spoil === "lost" || spoil === "swallowed")
      return changes.map(() => ({ status: "unconfirmed", error: unheard }));
    return results;
  }

  #enter(call: DnsCall, signal: AbortSignal): DnsSpoil | undefined {
    if (signal.aborted) throw new DdnsError("ABORTED", `Stopped before ${call}.`);
    this.calls.push(call);
    const due = this.#spoils.findIndex((spoil) => spoil.call === call);
    const [found] = due < 0 ? [] : this.#spoils.splice(due, 1);
    if (found?.spoil === "throttled") throw new DdnsError("RATE_LIMITED", "Too many requests.");
    if (found !== undefined && (call !== "apply" || found.spoil === "unreachable"))
      throw new DdnsError("UNAVAILABLE", "Nobody answers.");
    return found?.spoil;
  }

  #held(id: string): HeldZone {
    const held = this.#zones.get(id);
    if (held !== undefined) return held;
    throw new DdnsError("ZONE_NOT_FOUND", `There is no zone ${id}.`);
  }

  #put(
    { records }: HeldZone,
    { id, name, type, content, ttl = 1, proxied = false, comment = "", tags = [] }: NewRecord,
  ): DnsRecord {
    const key = id ?? `record-${String(++this.#ids).padStart(5, "0")}`;
    const record = {
      id: key,
      name: nameOf(name),
      type,
      content,
      ttl: proxied ? 1 : ttl,
      proxied,
      comment,
      tags,
    };
    records.set(key, record);
    return record;
  }

  #change(held: HeldZone, change: Change): ChangeResult {
    if (change.action === "create") {
      const refusal = obstacle(held, change.key, change.content) ?? full(held);
      if (refusal !== undefined) return refusal;
      const record = this.#put(held, { ...change.key, ...change.attributes, content: change.content });
      return { status: "applied", id: record.id, record };
    }
    const before = held.records.get(change.id);
    if (before === undefined)
      return { status: "stale", error: new DdnsError("RECORD_CONFLICT", "Record does not exist.") };
    if (change.action === "delete") {
      held.records.delete(change.id);
      return { status: "applied", id: change.id };
    }
    const refusal =
      change.content === undefined ? undefined : obstacle(held, change.key, change.content, change.id);
    if (refusal !== undefined) return refusal;
    const merged = { ...before, ...change.attributes, content: change.content ?? before.content };
    const record = { ...merged, ttl: merged.proxied ? 1 : merged.ttl };
    held.records.set(change.id, record);
    return { status: "applied", id: change.id, record };
  }
}

function obstacle(
  { zone, records }: HeldZone,
  key: RecordSetKey,
  content: Address,
  self = "",
): ChangeResult | undefined {
  const others = [...records.values()].filter(({ id, name }) => name === key.name && id !== self);
  if (!isInZone(key.name, zone.name))
    return { status: "failed", error: new DdnsError("BAD_INPUT", "Not in this zone.") };
  if (others.some(({ type }) => type === "CNAME"))
    return {
      status: "failed",
      error: new DdnsError("RECORD_CONFLICT", "A CNAME record with that host already exists."),
    };
  return others.some((other) => other.type === key.type && other.content === content)
    ? { status: "stale", error: new DdnsError("RECORD_CONFLICT", "An identical record already exists.") }
    : undefined;
}

function full({ records, quota }: HeldZone): ChangeResult | undefined {
  return records.size < quota
    ? undefined
    : { status: "failed", error: new DdnsError("QUOTA_EXCEEDED", "Record quota exceeded.") };
}

/** In the order given; of one set, nothing follows what failed. */
function applyInSets(
  changes: readonly Change[],
  change: (one: Change) => ChangeResult,
): readonly ChangeResult[] {
  const refused = new Map<string, ChangeResult>();
  return changes.map((one) => {
    const set = `${one.key.name} ${one.key.type}`;
    const result = refused.get(set) ?? change(one);
    if (result.status !== "applied") refused.set(set, result);
    return result;
  });
}
