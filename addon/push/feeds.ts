/** What a client may move: the names and lists whose source holds `push:<client>`, and nothing else. */

import type { Config, CycleReport, Fqdn, IpFamily, RecordReport, SourceSpec } from "../../src/index.ts";

/** One record set that a client feeds; `index` is its place in settings and reports alike. */
export interface FedSet {
  readonly index: number;
  /** `""` is the home. */
  readonly site: string;
  readonly family: IpFamily;
  /** Undefined where only the zone knows it, until a report tells. */
  readonly name: Fqdn | undefined;
}

/** One list that a client feeds with some of its families; `index` and `site` as above. */
export interface FedList {
  readonly index: number;
  readonly site: string;
  readonly families: readonly IpFamily[];
}

export interface Feed {
  readonly sets: readonly FedSet[];
  readonly lists: readonly FedList[];
}

export type FedThings = Pick<Config, "records" | "lists">;

export function feedOf({ records, lists }: FedThings, client: string): Feed {
  return {
    sets: records.flatMap(({ detector: { site, family, source }, owner }, index) =>
      holds(source, client)
        ? [{ index, site, family, name: owner.kind === "name" ? owner.name : undefined }]
        : [],
    ),
    lists: lists.flatMap(({ detectors }, index) => {
      const families = ([4, 6] as const).filter((family) => holds(detectors[family].source, client));
      return families.length === 0 ? [] : [{ index, site: detectors[4].site, families }];
    }),
  };
}

/** Does the source, or a member of it, ask this client? */
export function holds(spec: SourceSpec, client: string): boolean {
  if ("members" in spec) return spec.members.some((member) => holds(member, client));
  return spec.kind === "push" && spec.client === client;
}

/** Every name that is fed, once, in the order of the settings. */
export function fedNames(feed: Feed, report: CycleReport | undefined): readonly Fqdn[] {
  return [...new Set(feed.sets.flatMap((set) => nameOf(set, report) ?? []))];
}

/** The record sets of one name. */
export function setsOf(feed: Feed, name: Fqdn, report: CycleReport | undefined): readonly FedSet[] {
  return feed.sets.filter((set) => nameOf(set, report) === name);
}

function nameOf({ name, index }: FedSet, report: CycleReport | undefined): RecordReport["name"] | undefined {
  return name ?? report?.records[index]?.name;
}
