/** Which IP families a site simply does not have: unavailable, never seen, and with nothing at Cloudflare (D3). */

import { prefixFamily } from "../core/address/prefix.ts";
import { traitsOf } from "../core/list/kinds.ts";
import { type ListTarget, listId } from "../core/list/target.ts";
import type { Detector, RecordTarget } from "../core/plan/target.ts";
import type { ListReport, RecordReport } from "../core/report/report.ts";
import { type Detection, FAMILIES, type IpFamily, type Prefix } from "../core/types.ts";
import type { InstanceState } from "../ports.ts";
import { recordStateKey } from "./removal.ts";

export interface Reported {
  readonly targets: { readonly records: readonly RecordTarget[]; readonly lists: readonly ListTarget[] };
  /** In the order of the targets. */
  readonly records: readonly RecordReport[];
  readonly lists: readonly ListReport[];
  readonly state: InstanceState;
}

/** The detections, with those marked that are absent. Only a site whose other family is known can lack one. */
export function markAbsent(
  detections: ReadonlyMap<Detector, Detection>,
  reported: Reported,
): ReadonlyMap<Detector, Detection> {
  const isKnown = (site: string, family: IpFamily): boolean =>
    [...detections].some(
      ([detector, { status }]) => detector.site === site && detector.family === family && status === "known",
    );
  return new Map(
    [...detections].map(([detector, detection]) => {
      const { site, family } = detector;
      const isAbsent =
        detection.status === "unavailable" &&
        FAMILIES.some((other) => other !== family && isKnown(site, other)) &&
        !isKnown(site, family) &&
        hasNothing(site, family, reported);
      return [detector, isAbsent ? { ...detection, absent: true } : detection];
    }),
  );
}

/** Was everything of this family looked at, and is nothing of ours there, nor was it ever? */
function hasNothing(site: string, family: IpFamily, { targets, records, lists, state }: Reported): boolean {
  const noRecord = targets.records.every((target, index) => {
    if (target.detector.site !== site || target.detector.family !== family) return true;
    const report = records[index];
    const published = state.records[recordStateKey(target)] ?? [];
    return report !== undefined && report.zone !== null && report.actual.length + published.length === 0;
  });
  const noItem = targets.lists.every((target, index) => {
    if (target.detectors[4].site !== site || traitsOf(target.kind).holds[family] === undefined) return true;
    const report = lists[index];
    if (report === undefined || report.outcome === "failed" || report.outcome === "skipped") return false;
    const published = (state.lists[target.kind]?.[listId(target)] ?? []) as readonly Prefix[];
    return ![...report.kept, ...published].some((prefix) => prefixFamily(prefix) === family);
  });
  return noRecord && noItem;
}
