/** What the entities show: one retained JSON document for the service and one for each record set and list. */

import {
  type Config,
  type CycleReport,
  configUses,
  type HistoryEntry,
  type ListReport,
  type Outcome,
  type RecordReport,
  type ReportedError,
  redact,
  unpublished,
  type Verification,
} from "../../../src/index.ts";
import type { ServiceView } from "../../service/service-view.ts";
import { listRoot, topicsOf } from "../topics.ts";
import {
  changesWithinADay,
  detectionOf,
  HOME,
  type KnownAddresses,
  learnAddresses,
  NOTHING_KNOWN,
  type Place,
  shownAddress,
  sitePlaces,
} from "./addresses.ts";
import { cut, fitting, joined } from "./fitting.ts";
import { type ShownList, type ShownRecord, shownLists, shownRecords } from "./shown.ts";

const IN_SYNC: readonly Outcome[] = ["created", "updated", "deleted", "unchanged"];

export interface StateMessage {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
}

/**
 * Every document of the device, the service's own first. Each key is always there; what is unknown is null. `known`: the
 * addresses before the newest report.
 */
export function stateMessages(
  view: ServiceView,
  config: Config,
  known: KnownAddresses = NOTHING_KNOWN,
): readonly StateMessage[] {
  const topics = topicsOf(config);
  const clean = cleaner(config);
  const sites = sitePlaces(config);
  const { known: now } = learnAddresses(known, view, [...HOME, ...sites]);
  const addresses = { ...addressesAt(HOME, now, view.report), ...addressesAt(sites, now, view.report) };
  const message = (topic: string, document: object): StateMessage => ({
    topic,
    payload: JSON.stringify(document),
    retain: true,
  });
  return [
    message(topics.state, serviceDocument(view, config, addresses, clean)),
    ...shownRecords(config, view.report).map((record) =>
      message(`${topics.recordRoot}${record.key}`, recordDocument(record, view, clean)),
    ),
    ...shownLists(config).map((list) =>
      message(`${listRoot(topics.root, list.kind)}${list.key}`, listDocument(list, view, clean)),
    ),
  ];
}

type Clean = (text: string) => string;

/** The addresses first, then since when they are there. */
function addressesAt(
  places: readonly Place[],
  known: KnownAddresses,
  report: CycleReport | undefined,
): Readonly<Record<string, string | null>> {
  const shown = places.map(
    (place) => [place.key, shownAddress(detectionOf(report, place), known[place.key] ?? null)] as const,
  );
  return Object.fromEntries([
    ...shown.map(([key, address]) => [key, address?.address ?? null]),
    ...shown.map(([key, address]) => [`${key}_since`, address?.since ?? null]),
  ]);
}

function serviceDocument(view: ServiceView, config: Config, addresses: object, clean: Clean): object {
  const { report } = view;
  const waiting = view.waitingFor.length === 0 ? null : `Waiting for ${view.waitingFor.join(", ")}`;
  const reason = view.lastError ?? waiting;
  return {
    status: view.status,
    reason: reason === null ? null : clean(reason),
    ...addresses,
    address_changes: changesWithinADay(view.history, view.lastCheck),
    last_check: view.lastCheck ?? null,
    last_change: view.lastChange ?? null,
    last_error: view.lastError === undefined ? null : cut(clean(view.lastError)),
    problem: reason !== null || view.status === "degraded" || view.status === "error",
    records_in_sync: report === undefined ? null : report.records.filter(isInSync).length,
    automatic_updates: !view.paused,
    ...(configUses(config, "router") ? { nat: report?.nat ?? null } : {}),
    ...(config.verify === "off" ? {} : { published: isUnseen(view.seen) }),
    zones: report === undefined ? {} : zones(report),
  };
}

/** On: the world sees something else. Null: nobody could tell yet. */
function isUnseen(seen: Verification | undefined): boolean | null {
  if (seen === undefined) return null;
  if (unpublished(seen) !== undefined) return true;
  return seen.records.some(({ published }) => published === "yes") ? false : null;
}

function zones(report: CycleReport): Record<string, { records: number; in_sync: number }> {
  const counted = new Map<string, { records: number; in_sync: number }>();
  for (const record of report.records) {
    if (record.zone === null) continue;
    const zone = counted.get(record.zone) ?? { records: 0, in_sync: 0 };
    zone.records += 1;
    if (isInSync(record)) zone.in_sync += 1;
    counted.set(record.zone, zone);
  }
  return Object.fromEntries([...counted].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isInSync({ outcome }: RecordReport): boolean {
  return IN_SYNC.includes(outcome);
}

function recordDocument({ name, type, site }: ShownRecord, view: ServiceView, clean: Clean): object {
  const found = view.report?.records.find((record) => record.name === name && record.type === type);
  const actual = found?.actual ?? [];
  return {
    zone: found?.zone ?? null,
    name,
    type,
    content: joined(actual.map(({ content }) => content).sort()),
    proxied: agreed(actual.map(({ proxied }) => proxied)),
    ttl: agreed(actual.map(({ ttl }) => ttl)),
    outcome: found?.outcome ?? null,
    changed_at: changedAt(view.history, `${name} ${type}`),
    error: errorText(found, clean),
    ...(site === "" ? {} : { site }),
  };
}

function listDocument({ kind, accountId, name }: ShownList, view: ServiceView, clean: Clean): object {
  const found = view.report?.lists.find(
    (list) => list.kind === kind && list.account === accountId && list.name === name,
  );
  return {
    name,
    prefixes: fitting(found === undefined ? [] : [...new Set([...found.kept, ...found.added])].sort()),
    outcome: found?.outcome ?? null,
    changed_at: changedAt(view.history, `${accountId}/${name}`),
    error: errorText(found, clean),
  };
}

function errorText(found: RecordReport | ListReport | undefined, clean: Clean): string | null {
  const error: ReportedError | null = found?.error ?? null;
  const text = error?.message ?? found?.reason ?? null;
  return text === null ? null : clean(text);
}

function changedAt(history: readonly HistoryEntry[], what: string): string | null {
  return history.findLast((entry) => entry.what === what)?.at ?? null;
}

/** The value that all share, null where there is none or they differ. */
function agreed<T>(values: readonly T[]): T | null {
  const [first] = values;
  return first !== undefined && values.every((value) => value === first) ? first : null;
}

/** Takes out what must not reach a broker that others read: secrets, and all but the first digits of account ids. */
function cleaner(config: Config): Clean {
  const accountIds = [...new Set(config.lists.map(({ accountId }) => accountId))];
  return (text) => {
    let cleaned = redact(text);
    for (const id of accountIds) cleaned = cleaned.replaceAll(id, `${id.slice(0, 6)}…`);
    return cleaned;
  };
}
