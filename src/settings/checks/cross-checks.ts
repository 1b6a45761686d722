/** What can only be seen by looking at several settings together. */

import type { RecordTarget, WafListTarget } from "../../core/plan/target.ts";
import { listKey, recordKey } from "../../core/report/entity-key.ts";
import type { Schedule } from "../../core/schedule.ts";
import { FAMILIES, type IpFamily } from "../../core/types.ts";
import type { NameEntry } from "../build/names.ts";
import { type Detectors, FAMILY_SETTINGS } from "../build/sources.ts";
import type { SettingName } from "../table/setting-table.ts";
import { differing, type Findings, writtenOrDefault } from "../values/findings.ts";
import type { BuilderInput } from "../values/written.ts";

/** What the settings came to. */
export interface Built {
  readonly entries: readonly NameEntry[];
  readonly records: readonly RecordTarget[];
  readonly wafLists: readonly WafListTarget[];
  readonly detectors: Detectors;
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
  const { settings } = input;
  if (built.entries.length === 0 && built.wafLists.length === 0) {
    const { namesGoInto } = input;
    findings.problem(
      namesGoInto ?? "DOMAINS",
      namesGoInto === undefined
        ? "there is nothing to keep right: write names into DOMAINS, IP4_DOMAINS or IP6_DOMAINS, or lists into WAF_LISTS"
        : "there is nothing to keep right: give at least one name or one list",
    );
    return;
  }
  const isManaged = (family: IpFamily): boolean => built.detectors[family].source.kind !== "none";
  if (FAMILIES.some((family) => isManaged(family) && isUsed(family, built))) return;
  for (const family of FAMILIES) {
    if (!isUsed(family, built) || FAMILIES.every((each) => !isManaged(each))) continue;
    const { setting } = writtenOrDefault(settings, FAMILY_SETTINGS[family].provider);
    findings.problem(
      setting,
      `there is nothing to do: every name is for IPv${family} alone, whose source is none; give it a source`,
    );
  }
}

/** Points out settings that change nothing as things are. */
export function warnOfUnused(input: BuilderInput, built: Built, findings: Findings): void {
  const { settings } = input;
  const { entries, wafLists, detectors } = built;
  const idle = (names: readonly SettingName[], why: string): void => {
    for (const name of names) {
      const written = differing(settings, name);
      if (written !== undefined) findings.warn(written.setting, why);
    }
  };
  if (entries.length === 0) idle(ABOUT_RECORDS, "it has no effect: no names are kept right, only lists");
  if (wafLists.length === 0) idle(ABOUT_LISTS, "it has no effect: no lists are kept right");
  for (const family of FAMILIES) {
    const { provider, filter, prefixLength } = FAMILY_SETTINGS[family];
    const isNone = detectors[family].source.kind === "none";
    if (!isUsed(family, built)) {
      if (!isNone) idle([provider], `it has no effect: no name and no list uses IPv${family}`);
      idle([filter, prefixLength], `it has no effect: no name and no list uses IPv${family}`);
    } else if (isNone) {
      idle([filter, prefixLength], `it has no effect while the source of IPv${family} is none`);
      warnOfIdleNames(family, input, entries, findings);
    } else if (wafLists.length === 0 && !(family === 6 && entries.some(hasHostIds))) {
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
export function checkKeys(
  input: BuilderInput,
  { entries, wafLists, detectors }: Built,
  findings: Findings,
): void {
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
  for (const { owner, families } of entries) {
    if (owner.kind !== "name") continue;
    for (const [family, at] of families) {
      if (detectors[family].source.kind === "none") continue;
      const type = family === 4 ? "A" : "AAAA";
      look(`record_${recordKey(owner.name, type, sha256Hex)}`, `${owner.name} ${type}`, at.setting);
    }
  }
  const lists = input.settings.WAF_LISTS?.setting ?? input.wafLists[0]?.name.setting ?? "WAF_LISTS";
  for (const { name, accountId } of wafLists)
    look(`waf_${listKey(name, accountId)}`, `${accountId}/${name}`, lists);
}

/** Does any name or list ask for addresses of the family? */
function isUsed(family: IpFamily, { entries, wafLists }: Built): boolean {
  return wafLists.length > 0 || entries.some(({ families }) => families.has(family));
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

function sha256Hex(text: string): string {
  // Loaded only where MQTT is on: it costs megabytes.
  const { createHash } = process.getBuiltinModule("node:crypto");
  return createHash("sha256").update(text, "utf8").digest("hex");
}
