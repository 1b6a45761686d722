/** Applies changes of one zone in few requests, and finds the one that spoils a batch so that its neighbours still go through. */

import { parseAnyAddress } from "../../core/address/address.ts";
import { DdnsError } from "../../core/errors.ts";
import { groupBy } from "../../core/group-by.ts";
import type { Change, ChangeResult, DnsRecord, Zone } from "../../core/types.ts";
import { type Caller, CloudflareRejection } from "./caller.ts";
import type { CloudflareClient } from "./client.ts";
import { hasObstacle } from "./obstacle.ts";
import { readRecord } from "./records.ts";
import { NEEDS } from "./refusal/advice.ts";

export interface BatchContext {
  readonly client: CloudflareClient;
  readonly caller: Caller;
  readonly zone: Zone;
  readonly signal: AbortSignal;
  /** The records of the zone, read anew. */
  readonly read: () => Promise<readonly DnsRecord[]>;
  readonly progress: (settled: number) => void;
}

/** Changes that belong together, as places in the caller's list: those of one record set stand or fall as one. */
type Group = readonly number[];

/** Errors after which asking again, for other changes, would only hammer. */
const HOPELESS: readonly DdnsError["code"][] = [
  "AUTH_REJECTED",
  "PERMISSION_DENIED",
  "RATE_LIMITED",
  "UNAVAILABLE",
  "TIMEOUT",
  "ABORTED",
  "ZONE_NOT_FOUND",
];

/** One result per change, in the order given. */
export async function applyInBatches(
  context: BatchContext,
  changes: readonly Change[],
): Promise<readonly ChangeResult[]> {
  const batches = new Batches(context, changes);
  for (const chunk of chunksOf(groupsOf(changes), context.zone.batchLimit)) await batches.send(chunk);
  return batches.results();
}

class Batches {
  readonly #context: BatchContext;
  readonly #changes: readonly Change[];
  readonly #results = new Map<number, ChangeResult>();
  /** Set once nothing more should be sent. */
  #stopped: ChangeResult | undefined;
  /** Set once the zone was read in search of an offender, which is worth it once. */
  #hasLooked = false;
  /** Set once the zone is full: further creations fail without being sent. */
  #full: ChangeResult | undefined;

  constructor(context: BatchContext, changes: readonly Change[]) {
    this.#context = context;
    this.#changes = changes;
  }

  results(): readonly ChangeResult[] {
    const unsent: ChangeResult = {
      status: "stale",
      error: new DdnsError("UNAVAILABLE", "The change was not sent."),
    };
    return this.#changes.map((_, index) => this.#results.get(index) ?? unsent);
  }

  /** Sends the groups as one batch; where it is refused, parts it until the offender stands alone. */
  async send(chunk: readonly Group[]): Promise<void> {
    const groups = this.#sendable(chunk);
    if (groups.length === 0) return;
    const indexes = groups.flat();
    const refusal = await this.#request(indexes);
    if (refusal === undefined || this.#stopped !== undefined) return;
    const [only, ...others] = groups;
    if (others.length > 0) {
      for (const part of await this.#parts(groups, refusal)) await this.send(part);
    } else if (only !== undefined && only.length > 1) {
      await this.#sendOneByOne(only);
    } else {
      this.#settle(indexes, refusal);
    }
  }

  /**
   * A refused batch does not name its offender. Where something is in the way, one reading shows what: four requests for
   * one offender of two hundred, where halving takes sixteen.
   */
  async #parts(groups: readonly Group[], refusal: ChangeResult): Promise<readonly (readonly Group[])[]> {
    if (refusal.status !== "applied" && refusal.error.code === "RECORD_CONFLICT" && !this.#hasLooked) {
      this.#hasLooked = true;
      const records = await this.#context.read().catch(() => []);
      const changesOf = (group: Group) => group.flatMap((index) => this.#changes[index] ?? []);
      const suspects = groups.filter((group) => hasObstacle(changesOf(group), records));
      if (suspects.length > 0 && suspects.length < groups.length)
        return [groups.filter((group) => !suspects.includes(group)), suspects];
    }
    const middle = Math.ceil(groups.length / 2);
    return [groups.slice(0, middle), groups.slice(middle)];
  }

  /** Within one record set later changes wait for earlier ones: a deletion never runs ahead of a creation that failed. */
  async #sendOneByOne(group: Group): Promise<void> {
    let refusal: ChangeResult | undefined;
    for (const index of group) {
      refusal ??= this.#stopped ?? (await this.#request([index]));
      if (refusal !== undefined && !this.#results.has(index)) this.#settle([index], refusal);
    }
  }

  /** Settles what need not be sent any more. In a full zone a set may still move, and may gain no more than it loses. */
  #sendable(chunk: readonly Group[]): readonly Group[] {
    return chunk.flatMap((group) => {
      if (this.#stopped !== undefined) this.#settle(group, this.#stopped);
      if (this.#stopped !== undefined) return [];
      if (this.#full === undefined || this.#growth(group) <= 0) return [group];
      const moves = group.filter((index) => this.#changes[index]?.action === "update");
      this.#settle(
        group.filter((index) => !moves.includes(index)),
        this.#full,
      );
      return moves.length === 0 ? [] : [moves];
    });
  }

  #growth(group: Group): number {
    const count = (action: Change["action"]) =>
      group.filter((index) => this.#changes[index]?.action === action).length;
    return count("create") - count("delete");
  }

  /** Sends one batch. Answers the refusal where nothing of it was applied and its changes are not settled yet. */
  async #request(indexes: readonly number[]): Promise<ChangeResult | undefined> {
    const { client, caller, zone, signal } = this.#context;
    const changes = indexes.flatMap((index) => this.#changes[index] ?? []);
    const task = `change ${changes.length} ${changes.length === 1 ? "record" : "records"} of ${zone.name}`;
    try {
      const answer = await caller.call({ task, kind: "write", needs: NEEDS.writeRecords }, signal, (inner) =>
        client.dns.records.batch(batchBody(zone.id, changes), { signal: inner }),
      );
      this.#accept(indexes, new BatchAnswer(answer), task);
      return undefined;
    } catch (thrown) {
      if (!(thrown instanceof CloudflareRejection)) throw thrown;
      return this.#refused(indexes, thrown);
    }
  }

  #refused(indexes: readonly number[], { failure }: CloudflareRejection): ChangeResult | undefined {
    const { error, stale } = failure;
    if (error.code === "WRITE_UNCONFIRMED") {
      this.#settle(indexes, { status: "unconfirmed", error });
      this.#stopped = { status: "stale", error };
      return undefined;
    }
    const result: ChangeResult = { status: stale ? "stale" : "failed", error };
    if (HOPELESS.includes(error.code)) {
      this.#stopped = result;
      this.#settle(indexes, result);
    }
    if (error.code === "QUOTA_EXCEEDED" && indexes.length === 1) this.#full = result;
    return result;
  }

  #accept(indexes: readonly number[], answer: BatchAnswer, task: string): void {
    for (const index of indexes) {
      const change = this.#changes[index];
      if (change === undefined) continue;
      this.#results.set(index, answered(change, answer.recordFor(change)) ?? notAsAsked(change, task));
    }
    this.#context.progress(this.#results.size);
  }

  #settle(indexes: readonly number[], result: ChangeResult): void {
    for (const index of indexes) this.#results.set(index, result);
    this.#context.progress(this.#results.size);
  }
}

function notAsAsked({ key }: Change, task: string): ChangeResult {
  const error = new DdnsError(
    "WRITE_UNCONFIRMED",
    `Could not confirm that Cloudflare did ${task}: its answer does not show ${key.type} ${key.name} as asked. It will be read again.`,
  );
  return { status: "unconfirmed", error };
}

/** The records that a batch answered with. Lists for which nothing was asked may be missing or null. */
class BatchAnswer {
  readonly #patched: ReadonlyMap<string, DnsRecord>;
  readonly #created: ReadonlyMap<string, DnsRecord>;

  constructor(answer: unknown) {
    const { patches, posts } = (answer ?? {}) as { readonly patches?: unknown; readonly posts?: unknown };
    this.#patched = new Map(readAll(patches).map((record) => [record.id, record]));
    this.#created = new Map(readAll(posts).map((record) => [identity(record, record.content), record]));
  }

  recordFor(change: Change): DnsRecord | undefined {
    if (change.action === "update") return this.#patched.get(change.id);
    if (change.action === "delete") return undefined;
    return this.#created.get(identity(change.key, change.content));
  }
}

/** What a created record is recognised by; its content may come back in another spelling. */
function identity({ name, type }: { readonly name: string; readonly type: string }, content: string): string {
  return `${name} ${type} ${parseAnyAddress(content) ?? content}`;
}

/** The result of a change whose record came back as asked, undefined where it did not. */
function answered(change: Change, record: DnsRecord | undefined): ChangeResult | undefined {
  if (change.action === "delete") return { status: "applied", id: change.id };
  if (record === undefined) return undefined;
  const wanted = change.content;
  if (wanted !== undefined && parseAnyAddress(record.content) !== wanted) return undefined;
  return { status: "applied", id: record.id, record };
}

/** What has not the shape of a record is left out, so that its change counts as unconfirmed. */
function readAll(records: unknown): readonly DnsRecord[] {
  return Array.isArray(records) ? records.flatMap((record) => readRecord(Object(record)) ?? []) : [];
}

/** Changes of one record set together, in the order in which the sets first appear. */
function groupsOf(changes: readonly Change[]): readonly Group[] {
  const setOf = (index: number) => `${changes[index]?.key.name} ${changes[index]?.key.type}`;
  return [...groupBy(changes.keys(), setOf).values()];
}

/** Groups packed into batches of at most `limit` changes; only a set with more than that is split, its deletions last. */
function chunksOf(groups: readonly Group[], limit: number): readonly (readonly Group[])[] {
  const pieces = groups.flatMap((group) => {
    const parts: Group[] = [];
    for (let start = 0; start < group.length; start += limit) parts.push(group.slice(start, start + limit));
    return parts;
  });
  const chunks: Group[][] = [];
  let room = 0;
  for (const piece of pieces) {
    if (piece.length > room) {
      chunks.push([]);
      room = limit;
    }
    chunks.at(-1)?.push(piece);
    room -= piece.length;
  }
  return chunks;
}

/** PATCH with the fields that change and nothing else; the SDK's types ask for more than Cloudflare does, hence the cast. */
function batchBody(zoneId: string, changes: readonly Change[]): BatchBody {
  const body = {
    zone_id: zoneId,
    deletes: changes.flatMap((change) => (change.action === "delete" ? [{ id: change.id }] : [])),
    patches: changes.flatMap((change) =>
      change.action === "update"
        ? [
            {
              id: change.id,
              ...(change.content === undefined ? {} : { content: change.content }),
              ...change.attributes,
            },
          ]
        : [],
    ),
    posts: changes.flatMap((change) => (change.action === "create" ? [creation(change)] : [])),
  };
  const filled = Object.fromEntries(Object.entries(body).filter(([, value]) => value.length > 0));
  return filled as unknown as BatchBody;
}

type BatchBody = Parameters<CloudflareClient["dns"]["records"]["batch"]>[0];

function creation({ key, content, attributes }: Extract<Change, { readonly action: "create" }>): object {
  const { ttl, proxied, comment, tags } = attributes;
  return {
    type: key.type,
    name: key.name,
    content,
    ttl,
    proxied,
    ...(comment === "" ? {} : { comment }),
    ...(tags.length === 0 ? {} : { tags }),
  };
}
