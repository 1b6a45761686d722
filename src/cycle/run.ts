/** One cycle from its start to its report: its clock, its count of requests, what it tells whom. */

import type { Detector } from "../core/plan/target.ts";
import type { CycleReport, ListReport, RecordReport, SiteDetections } from "../core/report/report.ts";
import type { Detection, IpFamily } from "../core/types.ts";
import type { Clock } from "../ports.ts";
import type { Account } from "./account.ts";
import type { CycleContext } from "./context.ts";
import { UNMANAGED } from "./intentions.ts";
import { standingOf } from "./standing.ts";

export interface RunOptions {
  readonly accounts: readonly Account[];
  /** Named sites, in the order of reports; the home has no name and is not among them. */
  readonly sites?: readonly string[];
  readonly clock: Clock;
  readonly updateTimeoutMs: number;
  /** Hears of things worth knowing that are no failures. */
  readonly notice?: (text: string) => void;
  /** Hears that a cycle is about to write. */
  readonly writing?: () => void;
  /** Hears how far long work has come. */
  readonly progress?: (text: string) => void;
}

type Asked = Pick<CycleContext, "signal" | "dryRun" | "fresh" | "publishing">;

export function startRun(options: RunOptions, asked: Asked) {
  const { clock, accounts, sites = [] } = options;
  const startedAt = new Date(clock.now()).toISOString();
  const startedMs = clock.monotonic();
  const sent = (): number => accounts.reduce((sum, account) => sum + account.requests(), 0);
  const before = sent();
  const context: CycleContext = {
    ...asked,
    clock,
    updateTimeoutMs: options.updateTimeoutMs,
    writing: options.writing ?? (() => {}),
    notice: options.notice ?? (() => {}),
    progress: options.progress ?? (() => {}),
  };
  const report = (
    detections: ReadonlyMap<Detector, Detection>,
    { records, lists }: { readonly records: readonly RecordReport[]; readonly lists: readonly ListReport[] },
  ): CycleReport => {
    const isAbsent = (site: string, family: IpFamily): boolean => {
      const detection = ofFamily(detections, site, family);
      return detection.status === "unavailable" && detection.absent === true;
    };
    const nat = standingOf(detections);
    const home = siteDetections(detections, "");
    const ofSites = Object.fromEntries(sites.map((site) => [site, siteDetections(detections, site)]));
    return {
      ok:
        [...records, ...lists].every(({ outcome }) => outcome !== "failed") &&
        [home, ...Object.values(ofSites)].every(wasObserved) &&
        records.every(
          ({ outcome, reason, site, type }) =>
            outcome !== "skipped" || reason === UNMANAGED || isAbsent(site, type === "A" ? 4 : 6),
        ),
      dryRun: asked.dryRun,
      startedAt,
      durationMs: Math.round(clock.monotonic() - startedMs),
      requests: sent() - before,
      detections: home,
      sites: ofSites,
      ...(nat === undefined ? {} : { nat }),
      records,
      lists,
    };
  };
  return { context, report };
}

function wasObserved({ ipv4, ipv6 }: SiteDetections): boolean {
  return [ipv4, ipv6].every((detection) => detection.status !== "unavailable" || detection.absent === true);
}

function siteDetections(detections: ReadonlyMap<Detector, Detection>, site: string): SiteDetections {
  return { ipv4: ofFamily(detections, site, 4), ipv6: ofFamily(detections, site, 6) };
}

/** All targets of a site and family share a detector; of several, one that failed speaks for the family. */
function ofFamily(detections: ReadonlyMap<Detector, Detection>, site: string, family: IpFamily): Detection {
  const found = [...detections].flatMap(([detector, detection]) =>
    detector.family === family && detector.site === site ? [detection] : [],
  );
  return found.find(({ status }) => status === "unavailable") ?? found[0] ?? { status: "unmanaged" };
}
