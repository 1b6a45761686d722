/** One zone within a cycle: read, plan, apply; read and plan again where a write was refused, lost, or planned on old knowledge. */

import { asDdnsError, DdnsError, isCredentialError } from "../../core/errors.ts";
import { groupBy } from "../../core/group-by.ts";
import { delegationCaution } from "../../core/plan/delegation.ts";
import type { Change, ChangeResult, DnsRecord, Fqdn, Zone } from "../../core/types.ts";
import type { Account } from "../account.ts";
import { type CycleContext, withinUnit } from "../context.ts";
import type { RecordSetWork } from "./work.ts";
import type { Readings } from "./zones.ts";

/** A first attempt, one after a lost or refused write, one more for bad luck. */
const MAX_ROUNDS = 3;

/** From this many changes on, a person waiting wants to see that something happens. */
const WORTH_TELLING = 100;

/** Settles every work of the zone. Never rejects. */
export async function reconcileZone(
  account: Account,
  works: readonly RecordSetWork[],
  context: CycleContext,
  readings: Readings,
): Promise<void> {
  const zone = works[0]?.place.zone;
  if (zone === undefined) return;
  try {
    await withinUnit(context, async (signal) => {
      for (let round = 1; round <= MAX_ROUNDS && works.some(({ settled }) => !settled); round++) {
        await oneRound(
          { account, zone, context, signal, round, readings },
          works.filter(({ settled }) => !settled),
        );
      }
    });
  } catch (thrown) {
    account.cache.records.drop(zone.id);
    const error = asDdnsError(
      thrown,
      new DdnsError("UNAVAILABLE", `The zone ${zone.name} could not be worked on. It will be tried again.`),
    );
    for (const work of works) if (!work.settled) work.fail(error);
  }
}

interface Round {
  readonly account: Account;
  readonly zone: Zone;
  readonly context: CycleContext;
  readonly signal: AbortSignal;
  readonly round: number;
  readonly readings: Readings;
}

async function oneRound(at: Round, works: readonly RecordSetWork[]): Promise<void> {
  const { account, zone, context } = at;
  const reading = await read(at, works);
  at.readings.set(zone, reading.records);
  const before = groupBy(reading.records, ({ name }) => name);
  for (const text of cautions(works, before)) context.notice(text);
  const planned = works.map((work) => ({ work, changes: work.plan(before.get(work.place.key.name) ?? []) }));
  const changes = planned.flatMap((entry) => entry.changes);
  if (changes.length === 0) return;
  if (context.dryRun) {
    for (const entry of planned) if (!entry.work.settled) entry.work.pretend(entry.changes);
    return;
  }
  context.writing();
  const answers = await account.dns.apply(zone, changes, at.signal, (settled) => {
    if (changes.length >= WORTH_TELLING)
      context.progress(`${zone.name}: ${settled} of ${changes.length} changes sent`);
  });
  const pairs = changes.map((change, index) => ({ change, result: answers[index] ?? unanswered(change) }));
  const records = afterwards(reading.records, pairs);
  at.readings.set(zone, records);
  if (pairs.every(({ result }) => result.status === "applied")) account.cache.records.amend(zone.id, records);
  else account.cache.records.drop(zone.id);
  const after = groupBy(records, ({ name }) => name);
  const results = groupBy(pairs, ({ change }) => change.key);
  for (const { work } of planned) {
    if (work.settled) continue;
    work.see(after.get(work.place.key.name) ?? []);
    const own = results.get(work.place.key) ?? [];
    work.take(
      own,
      at.round < MAX_ROUNDS && own.some(({ result }) => worthAnotherRound(result, reading.reused, at.signal)),
    );
  }
}

/** What is worth knowing about names whose records nobody is answered with. */
function cautions(
  works: readonly RecordSetWork[],
  records: ReadonlyMap<Fqdn, readonly DnsRecord[]>,
): ReadonlySet<string> {
  const texts = works.flatMap(
    ({ place: { key, zone } }) =>
      delegationCaution(key.name, zone.name, (name) => records.get(name) ?? []) ?? [],
  );
  return new Set(texts);
}

async function read(
  { account, zone, context, signal, round }: Round,
  works: readonly RecordSetWork[],
): Promise<{ readonly records: readonly DnsRecord[]; readonly reused: boolean }> {
  const known = context.fresh || round > 1 ? undefined : account.cache.records.get(zone.id);
  if (known !== undefined) return { records: known, reused: true };
  const records = await account.dns.records(
    zone,
    works.map(({ place }) => place.key.name),
    signal,
  );
  account.cache.records.put(zone.id, records);
  return { records, reused: false };
}

/** In doubt, or refused on the strength of what we remembered rather than of what we just read. */
function worthAnotherRound(result: ChangeResult, reused: boolean, signal: AbortSignal): boolean {
  if (signal.aborted) return false;
  if (result.status === "unconfirmed" || result.status === "stale") return true;
  return (
    result.status === "failed" &&
    reused &&
    !isCredentialError(result.error) &&
    result.error.code !== "RATE_LIMITED"
  );
}

function unanswered({ key }: Change): ChangeResult {
  return {
    status: "failed",
    error: new DdnsError("UNAVAILABLE", `${key.type} ${key.name} was not sent. It will be tried again.`),
  };
}

/** The records of the zone once the applied changes are in. */
function afterwards(
  records: readonly DnsRecord[],
  pairs: readonly { readonly change: Change; readonly result: ChangeResult }[],
): readonly DnsRecord[] {
  const byId = new Map(records.map((record) => [record.id, record]));
  for (const { change, result } of pairs) {
    if (result.status !== "applied") continue;
    const before = byId.get(result.id);
    if (change.action === "delete") byId.delete(result.id);
    else if (result.record !== undefined) byId.set(result.id, result.record);
    else if (change.action === "create")
      byId.set(result.id, { id: result.id, ...change.key, content: change.content, ...change.attributes });
    else if (before !== undefined)
      byId.set(result.id, { ...before, ...change.attributes, content: change.content ?? before.content });
  }
  return [...byId.values()];
}
