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
} from "../../../src/index.ts";
import type { ServiceView } from "../../service/service-view.ts";
import { topicsOf } from "../topics.ts";
import {
  changesWithinADay,
  type KnownAddresses,
  learnAddresses,
  NOTHING_KNOWN,
  shownAddress,
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
  const message = (topic: string, document: object): StateMessage => ({
    topic,
    payload: JSON.stringify(document),
    retain: true,
  });
  return [
    message(topics.state, serviceDocument(view, config, learnAddresses(known, view).known, clean)),
    ...shownRecords(config, view.report).map((record) =>
      message(`${topics.recordRoot}${record.key}`, recordDocument(record, view, clean)),
    ),
    ...shownLists(config).map((list) =>
      message(`${topics.wafRoot}${list.key}`, listDocument(list, view, clean)),
    ),
  ];
}

type Clean = (text: string) => string;

function serviceDocument(view: ServiceView, config: Config, known: KnownAddresses, clean: Clean): object {
  const { report } = view;
  const ipv4 = shownAddress(report?.detections.ipv4, known.ipv4);
  const ipv6 = shownAddress(report?.detections.ipv6, known.ipv6);
  const waiting = view.waitingFor.length === 0 ? null : `Waiting for ${view.waitingFor.join(", ")}`;
  const reason = view.lastError ?? waiting;
  return {
    status: view.status,
    reason: reason === null ? null : clean(reason),
    ipv4: ipv4?.address ?? null,
    ipv6: ipv6?.address ?? null,
    ipv4_since: ipv4?.since ?? null,
    ipv6_since: ipv6?.since ?? null,
    address_changes: changesWithinADay(view.history, view.lastCheck),
    last_check: view.lastCheck ?? null,
    last_change: view.lastChange ?? null,
    last_error: view.lastError === undefined ? null : cut(clean(view.lastError)),
    problem: reason !== null || view.status === "degraded" || view.status === "error",
    records_in_sync: report === undefined ? null : report.records.filter(isInSync).length,
    automatic_updates: !view.paused,
    ...(configUses(config, "router") ? { nat: report?.nat ?? null } : {}),
    zones: report === undefined ? {} : zones(report),
  };
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

function recordDocument({ name, type }: ShownRecord, view: ServiceView, clean: Clean): object {
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
