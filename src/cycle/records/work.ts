/** The work on one record set within a cycle: what was there, what was sent, what became of it. */

import { DdnsError } from "../../core/errors.ts";
import { zoneOf } from "../../core/name/zone-of.ts";
import { contentsOf, type RecordSetContents } from "../../core/plan/ownership.ts";
import type { RecordTarget } from "../../core/plan/target.ts";
import { outcomeOf, reportedChange, reportedError } from "../../core/report/outcome.ts";
import type { RecordReport } from "../../core/report/report.ts";
import type { Change, ChangeResult, DnsRecord, Fqdn, ReportedChange } from "../../core/types.ts";
import type { Account } from "../account.ts";
import type { WantedRecordSet } from "../wanted.ts";
import type { Place, Readings } from "./zones.ts";

const NOTHING: RecordSetContents = {
  managed: [],
  foreign: [],
  siblings: [],
  cname: undefined,
  delegation: undefined,
  unreadable: undefined,
};

export class RecordSetWork {
  readonly set: WantedRecordSet;
  readonly place: Place;
  /** False until its outcome is certain, or nothing more can be done in this cycle. */
  settled = false;
  #before: number | undefined;
  #contents = NOTHING;
  #done: ReportedChange[] = [];
  /** Sent, answer lost: known at the next reading. */
  #unconfirmed: Change[] = [];
  #error: DdnsError | undefined;

  constructor(set: WantedRecordSet, place: Place) {
    this.set = set;
    this.place = place;
  }

  /** Takes in what was just read (the records of its name, at least) and answers what is still to be done; settles where that is nothing, or must be nothing. */
  plan(records: readonly DnsRecord[]): readonly Change[] {
    this.see(records);
    this.#before ??= this.#contents.managed.length;
    this.#confirm();
    this.#error = undefined;
    const changes = this.set.plan(this.place.key, this.#contents);
    if (changes instanceof DdnsError) this.fail(changes);
    else if (changes.length === 0) this.settled = true;
    return changes instanceof DdnsError ? [] : changes;
  }

  /** What the record set holds now. */
  see(records: readonly DnsRecord[]): void {
    const { key, zone } = this.place;
    this.#contents = contentsOf(key, records, this.set.target.selector, zone.name);
  }

  fail(error: DdnsError): void {
    this.#error = error;
    this.settled = true;
  }

  /** A dry run ends with the plan. */
  pretend(changes: readonly Change[]): void {
    this.#done = changes.map((change) => reportedChange(change, "id" in change ? change.id : null));
    this.settled = true;
  }

  /** `again`: another reading will follow in this cycle, so what is in doubt stays open. */
  take(results: readonly { readonly change: Change; readonly result: ChangeResult }[], again: boolean): void {
    for (const { change, result } of results) {
      if (result.status === "applied") this.#done.push(reportedChange(change, result.id));
      else this.#error ??= result.error;
      if (result.status === "unconfirmed") this.#unconfirmed.push(change);
    }
    this.settled = this.#error === undefined || !again;
  }

  report(): RecordReport {
    const { key, zone } = this.place;
    const left = this.#contents.managed.length;
    const failed = this.#error !== undefined;
    return {
      name: key.name,
      type: key.type,
      site: this.set.target.detector.site,
      zone: zone.name,
      outcome: failed ? "failed" : outcomeOf(this.#done, this.#before ?? left, this.#leftAfterwards()),
      changes: this.#done,
      error: this.#error === undefined ? null : reportedError(this.#error),
      reason: null,
      wanted: this.set.wanted,
      actual: this.#contents.managed,
    };
  }

  /** In a dry run nothing changed, so what would be left is counted. */
  #leftAfterwards(): number {
    const deleted = new Set(this.#done.filter(({ action }) => action === "delete").map(({ id }) => id));
    return this.#contents.managed.filter(({ id }) => !deleted.has(id)).length;
  }

  /** Changes whose answer was lost count as made where the new reading shows them. */
  #confirm(): void {
    for (const change of this.#unconfirmed) {
      const id = this.#madeAs(change);
      if (id !== undefined) this.#done.push(reportedChange(change, id));
    }
    this.#unconfirmed = [];
  }

  #madeAs(change: Change): string | undefined {
    const { managed } = this.#contents;
    if (change.action === "delete") return managed.some(({ id }) => id === change.id) ? undefined : change.id;
    if (change.action === "create") return managed.find(({ content }) => content === change.content)?.id;
    const record = managed.find(({ id }) => id === change.id);
    return record !== undefined && record.content === (change.content ?? record.content)
      ? record.id
      : undefined;
  }

  /** Zone and records of a set as far as the cache knows them. */
  static remembered(
    account: Account,
    { target }: WantedRecordSet,
    readings: Readings,
  ): Partial<Pick<RecordReport, "zone" | "actual">> {
    if (target.owner.kind !== "name") return {};
    const { name } = target.owner;
    const zone = zoneOf(name, account.cache.zones.get("all") ?? [...readings.keys()]);
    if (zone instanceof DdnsError) return {};
    const records = readings.get(zone) ?? account.cache.records.get(zone.id);
    if (records === undefined) return {};
    return {
      zone: zone.name,
      actual: contentsOf({ name, type: target.type }, records, target.selector, zone.name).managed,
    };
  }
}

/** The name of a target before its zone is known; inside a zone known only by its id, the label stands for it. */
export function nameOf({ owner }: RecordTarget): Fqdn {
  return owner.kind === "name" ? owner.name : ((owner.label === "" ? "@" : owner.label) as Fqdn);
}
