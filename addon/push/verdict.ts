/** What a cycle made of a telling, in the words of dyndns2: `good` only where Cloudflare has it. */

import type { Address, CycleReport, Detection, IpFamily, ReportedError } from "../../src/index.ts";
import type { FedSet, Feed } from "./feeds.ts";
import { LATER } from "./http/answer.ts";
import { type Telling, toldOf } from "./telling.ts";

/** What became of one record set or list. */
type Standing =
  | { readonly kind: "moved" | "right"; readonly shown: string }
  /** Cloudflare will not have it, and a person must see to that. */
  | { readonly kind: "refused" }
  /** It may pass, or something else than this telling counts at the moment. */
  | { readonly kind: "later" };

/** The line of one name. `sets`: those of its record sets that the telling is about. */
export function lineOfName(sets: readonly FedSet[], telling: Telling, report: CycleReport): string {
  return lineOf(sets.map((set) => standingOfSet(set, telling, report)));
}

/** The line of a client that feeds lists alone. */
export function lineOfLists(feed: Feed, telling: Telling, report: CycleReport): string {
  const standings = feed.lists.map(({ index, site, families }): Standing => {
    const told = families.flatMap((family) => toldOf(telling, family) ?? []);
    const list = report.lists[index];
    const heard = families.every((family) => {
      const address = toldOf(telling, family);
      return address === undefined || hasHeard(detectionOf(report, site, family), address);
    });
    if (list === undefined || !heard) return { kind: "later" };
    return standingOf(list, told.join(","));
  });
  return lineOf(standings);
}

/** Is all that is fed as it was told, so that no cycle is needed to say so? */
export function areRight(all: readonly string[]): boolean {
  return all.every((line) => /^(good|nochg) /.test(line) || line === "nohost" || line === "notfqdn");
}

/** The same as news of an earlier request: nothing was changed by this one. */
export function unchanged(line: string): string {
  return line.replace(/^good /, "nochg ");
}

function lineOf(standings: readonly Standing[]): string {
  if (standings.some(({ kind }) => kind === "refused")) return "dnserr";
  const shownOf = (wanted: "moved" | "right"): readonly string[] => [
    ...new Set(
      standings.flatMap((standing) =>
        standing.kind === wanted && "shown" in standing ? standing.shown.split(",") : [],
      ),
    ),
  ];
  if (standings.length === 0 || standings.some(({ kind }) => kind === "later")) return LATER;
  const moved = shownOf("moved");
  return moved.length > 0 ? `good ${moved.join(",")}` : `nochg ${shownOf("right").join(",")}`;
}

function standingOfSet({ index, site, family }: FedSet, telling: Telling, report: CycleReport): Standing {
  const told = toldOf(telling, family);
  const record = report.records[index];
  if (record === undefined || told === undefined || !hasHeard(detectionOf(report, site, family), told))
    return { kind: "later" };
  // With a host ID the record holds another address than the one that was told.
  return standingOf(record, record.wanted.includes(told) ? told : record.wanted.join(","));
}

function standingOf(
  { outcome, error }: { readonly outcome: string; readonly error: ReportedError | null },
  shown: string,
): Standing {
  switch (outcome) {
    case "unchanged":
      return { kind: "right", shown };
    case "created":
    case "updated":
    case "deleted":
      return { kind: "moved", shown };
    default:
      return { kind: error !== null && isAboutThis(error) ? "refused" : "later" };
  }
}

/** What Cloudflare has against this one thing; everything else befalls all things alike, or passes. */
function isAboutThis({ code }: ReportedError): boolean {
  switch (code) {
    case "ZONE_NOT_FOUND":
    case "RECORD_CONFLICT":
    case "QUOTA_EXCEEDED":
    case "PERMISSION_DENIED":
    case "BAD_INPUT":
      return true;
    default:
      return false;
  }
}

/** Another source, or the filter, may have had the last word. */
function hasHeard(detection: Detection | undefined, told: Address): boolean {
  return detection?.status === "known" && detection.addresses.some(({ address }) => address === told);
}

function detectionOf(
  { detections, sites }: CycleReport,
  site: string,
  family: IpFamily,
): Detection | undefined {
  const ofSite = site === "" ? detections : sites[site];
  return family === 4 ? ofSite?.ipv4 : ofSite?.ipv6;
}
