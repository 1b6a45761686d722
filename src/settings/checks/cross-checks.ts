/** What can only be seen by looking at several settings together. */

import { traitsOf } from "../../core/list/kinds.ts";
import type { ListTarget } from "../../core/list/target.ts";
import type { RecordTarget } from "../../core/plan/target.ts";
import { listKey, recordKey } from "../../core/report/entity-key.ts";
import type { Schedule } from "../../core/schedule.ts";
import { FAMILIES, type IpFamily } from "../../core/types.ts";
import type { NameEntry } from "../build/names.ts";
import { HOME, type Places, refuseIdle } from "../build/places.ts";
import { type Detectors, FAMILY_SETTINGS } from "../build/sources.ts";
import type { SettingName } from "../table/setting-table.ts";
import { differing, type Findings, writtenOrDefault } from "../values/findings.ts";
import type { BuilderInput } from "../values/written.ts";
import { sha256Hex } from "./sha256.ts";

/** What the settings came to. */
export interface Built {
  readonly entries: readonly NameEntry[];
  readonly records: readonly RecordTarget[];
  readonly lists: readonly ListTarget[];
  readonly places: Places;
}

const ABOUT_RECORDS: readonly SettingName[] = [
  "PROXIED",
  "TTL",
  "RECORD_COMMENT",
  "ENFORCE",
  "MANAGED_RECORDS_COMMENT_REGEX",
];
const ABOUT_LISTS: readonly SettingName[] = [
  "WAF_LIST_DESCRIPTION",
  "WAF_LIST_ITEM_COMMENT",
  "MANAGED_WAF_LIST_ITEMS_COMMENT_REGEX",
];

/** Is there something to do? Asked only where names and lists could be read. */
export function checkPurpose(input: BuilderInput, built: Built, findings: Findings): void {
  if (built.entries.length === 0 && built.lists.length === 0) {
    const { namesGoInto } = input;
    findings.problem(
      namesGoInto ?? "DOMAINS",
      namesGoInto === undefined
        ? "there is nothing to keep right: write names into DOMAINS, IP4_DOMAINS or IP6_DOMAINS, or lists into WAF_LISTS, ZERO_TRUST_LISTS or ZERO_TRUST_LOCATIONS"
        : "there is nothing to keep right: give at least one name or one list",
    );
    return;
  }
  for (const [site, detectors] of built.places.sites) checkSite(input, site, detectors, built, findings);
}

/** Is there something to do at the site? A home without a source is right where all names are elsewhere. */
function checkSite(
  input: BuilderInput,
  site: string,
  detectors: Detectors,
  built: Built,
  findings: Findings,
): void {
  const isManaged = (family: IpFamily): boolean => detectors[family].source.kind !== "none";
  const used = FAMILIES.filter((family) => isUsed(family, site, built));
  if (used.length === 0 || used.some(isManaged)) return;
  const settings = settingsOf(input, site);
  if (!FAMILIES.some(isManaged)) {
    if (site === HOME && input.sites.length > 0) refuseIdle({ settings }, findings);
    return;
  }
  for (const family of used) {
    const { setting } = writtenOrDefault(settings, FAMILY_SETTINGS[family].provider);
    findings.problem(
      setting,
      `there is nothing to do: every name is for IPv${family} alone, whose source is none; give it a source`,
    );
  }
}

function settingsOf({ settings, sites }: BuilderInput, site: string): BuilderInput["settings"] {
  return { ...settings, ...sites.find(({ name }) => name === site)?.settings };
}

/** Points out settings that change nothing as things are. */
export function warnOfUnused(input: BuilderInput, built: Built, findings: Findings): void {
  const { settings } = input;
  const { entries, lists } = built;
  const idle = idler(settings, findings);
  if (entries.length === 0) idle(ABOUT_RECORDS, "it has no effect: no names are kept right, only lists");
  if (lists.length === 0) idle(ABOUT_LISTS, "it has no effect: no lists are kept right");
  for (const [site, detectors] of built.places.sites)
    warnOfUnusedSources(input, site, detectors, built, findings);
}

function warnOfUnusedSources(
  input: BuilderInput,
  site: string,
  detectors: Detectors,
  built: Built,
  findings: Findings,
): void {
  const settings = settingsOf(input, site);
  const idle = idler(settings, findings);
  const entries = built.entries.filter((entry) => siteOf(entry) === site);
  const hasLists = built.lists.some((list) => list.detectors[4].site === site);
  for (const family of FAMILIES) {
    const { provider, filter, prefixLength } = FAMILY_SETTINGS[family];
    const isNone = detectors[family].source.kind === "none";
    if (!isUsed(family, site, built)) {
      if (!isNone) idle([provider], `it has no effect: no name and no list uses IPv${family}`);
      idle([filter, prefixLength], `it has no effect: no name and no list uses IPv${family}`);
    } else if (isNone) {
      idle([filter, prefixLength], `it has no effect while the source of IPv${family} is none`);
      if (site === HOME) warnOfIdleNames(family, input, entries, findings);
    } else if (!hasLists && !(family === 6 && entries.some(hasHostIds))) {
      idle(
        [prefixLength],
        `it has no effect: it counts for lists${family === 6 ? " and host IDs" : ""} alone`,
      );
    }
  }
  if (FAMILIES.every((family) => detectors[family].source.kind === "static.empty")) {
    const { setting } = writtenOrDefault(settings, "IP4_PROVIDER");
    findings.warn(
      setting,
      "IPv4 and IPv6 are both static.empty: every managed record and list item will be removed",
    );
  }
}

/** Warns about those settings that differ from their defaults. */
function idler(settings: BuilderInput["settings"], findings: Findings) {
  return (names: readonly SettingName[], why: string): void => {
    for (const name of names) {
      const written = differing(settings, name);
      if (written !== undefined) findings.warn(written.setting, why);
    }
  };
}

/** `@once` that does not even run at start would never run. */
export function checkSchedule(
  input: BuilderInput,
  schedule: Schedule | undefined,
  updateOnStart: boolean | undefined,
  findings: Findings,
): void {
  if (schedule?.kind !== "once" || updateOnStart !== false) return;
  findings.refuse(
    writtenOrDefault(input.settings, "UPDATE_ON_START"),
    `with @once in ${writtenOrDefault(input.settings, "UPDATE_CRON").setting} nothing would ever run; leave it true, or write another schedule`,
  );
}

/** Two things with one key would overwrite each other on the broker. */
export function checkKeys(input: BuilderInput, { entries, lists, places }: Built, findings: Findings): void {
  const seen = new Map<string, string>();
  const look = (key: string, what: string, setting: string): void => {
    const other = seen.get(key);
    if (other === undefined) seen.set(key, what);
    else
      findings.problem(
        setting,
        `${other} and ${what} would both be ${key} on the broker; rename one, leave one out, or do without MQTT`,
      );
  };
  for (const entry of entries) {
    const { owner, families } = entry;
    if (owner.kind !== "name") continue;
    for (const [family, at] of families) {
      if (places.sites.get(siteOf(entry))?.[family].source.kind === "none") continue;
      const type = family === 4 ? "A" : "AAAA";
      look(`record_${recordKey(owner.name, type, sha256Hex)}`, `${owner.name} ${type}`, at.setting);
    }
  }
  for (const { kind, name, accountId } of lists) {
    const { entity, noun, setting } = traitsOf(kind);
    const at =
      input.settings[setting]?.setting ?? input.lists.find((list) => list.kind === kind)?.name.setting;
    look(`${entity}_${listKey(name, accountId, sha256Hex)}`, `${noun} ${accountId}/${name}`, at ?? setting);
  }
}

/** Does any name or list ask for addresses of the family of this site? */
function isUsed(family: IpFamily, site: string, { entries, lists }: Built): boolean {
  return (
    lists.some(
      ({ kind, detectors }) => detectors[family].site === site && traitsOf(kind).holds[family] !== undefined,
    ) || entries.some((entry) => siteOf(entry) === site && entry.families.has(family))
  );
}

function siteOf({ options }: NameEntry): string {
  return options.site?.text ?? HOME;
}

function warnOfIdleNames(
  family: IpFamily,
  input: BuilderInput,
  entries: readonly NameEntry[],
  findings: Findings,
): void {
  const listed = input.settings[FAMILY_SETTINGS[family].domains];
  if (listed !== undefined)
    findings.warn(listed.setting, `its names stay as they are while the source of IPv${family} is none`);
  if (family === 4) return;
  for (const entry of entries) {
    if (entry.hostIds !== undefined && hasHostIds(entry))
      findings.warn(entry.hostIds.at.setting, "host IDs have no effect while the source of IPv6 is none");
  }
}

function hasHostIds(entry: NameEntry): boolean {
  return entry.hostIds?.ids.some((hostId) => hostId.kind !== "preserve") ?? false;
}
