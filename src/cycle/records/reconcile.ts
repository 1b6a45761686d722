/** Brings the record sets of one account right: one reading and one batch for each zone, and again where that did not settle it. */

import { DdnsError } from "../../core/errors.ts";
import { groupBy } from "../../core/group-by.ts";
import type { RecordReport } from "../../core/report/report.ts";
import type { Account } from "../account.ts";
import { type CycleContext, mapLimited } from "../context.ts";
import type { WantedRecordSet } from "../wanted.ts";
import { nameOf, RecordSetWork } from "./work.ts";
import { reconcileZone } from "./zone-work.ts";
import { forgetZone, locate, type Readings } from "./zones.ts";

/** Zones worked on at once: enough to hide latency, few enough to leave the rate limit alone. */
const ZONES_AT_ONCE = 4;

/** One report for each record set, in the order given. Never rejects. */
export async function reconcileRecords(
  account: Account,
  wanted: readonly WantedRecordSet[],
  context: CycleContext,
): Promise<readonly RecordReport[]> {
  const readings: Readings = new Map();
  const first = await reconcileOnce(account, wanted, context, readings);
  const orSkipped = (set: WantedRecordSet, report: RecordReport | undefined): RecordReport =>
    report ?? skipped(account, set, readings);
  if (first.lost.size === 0) return wanted.map((set) => orSkipped(set, first.reports.get(set)));
  // What we remembered of a zone is no longer true: look again, once.
  const again = await reconcileOnce(account, [...first.lost], { ...context, fresh: true }, readings);
  return wanted.map((set) => orSkipped(set, again.reports.get(set) ?? first.reports.get(set)));
}

interface Attempt {
  readonly reports: ReadonlyMap<WantedRecordSet, RecordReport>;
  /** Sets whose zone was remembered and cannot be reached any more. */
  readonly lost: ReadonlySet<WantedRecordSet>;
}

async function reconcileOnce(
  account: Account,
  wanted: readonly WantedRecordSet[],
  context: CycleContext,
  readings: Readings,
): Promise<Attempt> {
  const reports = new Map<WantedRecordSet, RecordReport>();
  const lost = new Set<WantedRecordSet>();
  const active = wanted.filter(({ skip }) => skip === undefined);
  if (active.length === 0) return { reports, lost };
  const remembered = context.fresh ? [] : account.cache.zones.values().flat();
  const places = await locate(
    account,
    active.map(({ target }) => target),
    context,
  );
  const placed: RecordSetWork[] = [];
  for (const set of active) {
    const place = places.get(set.target);
    if (place === undefined || place instanceof DdnsError) reports.set(set, unplaced(set, place));
    else placed.push(new RecordSetWork(set, place));
  }
  const byZone = groupBy(placed, ({ place }) => place.zone.id);
  await mapLimited([...byZone], ZONES_AT_ONCE, async ([zoneId, works]) => {
    await reconcileZone(account, works, context, readings);
    for (const work of works) reports.set(work.set, work.report());
    const unreachable = works.filter(({ set }) => mayBeGone(reports.get(set)));
    if (unreachable.length === 0) return;
    forgetZone(account, zoneId);
    if (remembered.some(({ id }) => id === zoneId)) for (const { set } of unreachable) lost.add(set);
  });
  return { reports, lost };
}

/** Of a zone that is gone Cloudflare says either that it knows no such id, or that the token may not see it. */
function mayBeGone(report: RecordReport | undefined): boolean {
  const code = report?.error?.code;
  return code === "ZONE_NOT_FOUND" || code === "PERMISSION_DENIED";
}

function unplaced(set: WantedRecordSet, error: DdnsError | undefined): RecordReport {
  return {
    ...blank(set),
    outcome: "failed",
    error: {
      code: error?.code ?? "ZONE_NOT_FOUND",
      message: error?.message ?? "Its zone was not looked up.",
    },
  };
}

/** A skipped set costs no request; what was read of its zone, now or before, is shown all the same. */
function skipped(account: Account, set: WantedRecordSet, readings: Readings): RecordReport {
  const remembered = RecordSetWork.remembered(account, set, readings);
  return { ...blank(set), ...remembered, outcome: "skipped", reason: set.skip?.reason ?? null };
}

function blank(set: WantedRecordSet): Omit<RecordReport, "outcome"> {
  return {
    name: nameOf(set.target),
    type: set.target.type,
    site: set.target.detector.site,
    zone: null,
    changes: [],
    error: null,
    reason: null,
    wanted: set.wanted,
    actual: [],
  };
}
