/** Turns names into record sets to keep right. */

import { deriveAddresses } from "../../core/address/host-id.ts";
import type { Parsed } from "../../core/parsed.ts";
import { SELECT_ALL } from "../../core/plan/ownership.ts";
import { parseProxied } from "../../core/plan/proxied.ts";
import type { RecordTarget } from "../../core/plan/target.ts";
import {
  type EnforceableAttribute,
  FAMILIES,
  type Fqdn,
  type HostId,
  type OwnershipSelector,
  type Ttl,
} from "../../core/types.ts";
import type { NameConfig } from "../config.ts";
import { parseEnforce, parseRecordComment, parseTtl } from "../grammar/attributes.ts";
import { orphaning, parseSelector } from "../grammar/selectors.ts";
import type { SettingName } from "../table/setting-table.ts";
import { parseBoolean } from "../values/booleans.ts";
import { differing, type Findings, writtenOrDefault } from "../values/findings.ts";
import type { BuilderInput, Written } from "../values/written.ts";
import type { NameEntry } from "./names.ts";
import type { Places } from "./places.ts";
import type { Detectors } from "./sources.ts";

/** What holds for every name that says nothing else. */
interface General {
  readonly proxied: (name: Fqdn) => boolean;
  /** PROXIED says something else than leaving it out does. */
  readonly isProxiedSet: boolean;
  readonly ttl: Ttl;
  readonly comment: string;
  readonly enforce: readonly EnforceableAttribute[];
  readonly selector: OwnershipSelector;
}

/** The record sets, and the same by name for `check`. */
export interface Records {
  readonly records: readonly RecordTarget[];
  readonly names: readonly NameConfig[];
  readonly enforce: readonly EnforceableAttribute[];
}

const PRESERVE: readonly [HostId, ...HostId[]] = [{ kind: "preserve" }];

/** The record sets in the order of the entries; a family whose source is `none` has none (D3). */
export function buildRecords(
  input: BuilderInput,
  entries: readonly NameEntry[],
  places: Places,
  findings: Findings,
): Records {
  const general = readGeneral(input, entries, findings);
  const records: RecordTarget[] = [];
  const names: NameConfig[] = [];
  for (const entry of entries) {
    const made = buildEntry(entry, general, places, findings);
    records.push(...made);
    const [first] = made;
    if (first === undefined || entry.owner.kind !== "name") continue;
    const { proxied, ttl, comment } = first.attributes;
    const hostIds = made.find((record) => record.type === "AAAA")?.hostIds ?? PRESERVE;
    const { site, account } = entry.options;
    names.push({
      name: entry.owner.name,
      types: made.map((record) => record.type),
      ...(site === undefined ? {} : { site: site.text }),
      ...(account === undefined ? {} : { account: account.text }),
      proxied,
      ttl,
      comment,
      hostIds,
    });
  }
  return { records, names, enforce: general.enforce };
}

function readGeneral(input: BuilderInput, entries: readonly NameEntry[], findings: Findings): General {
  const { settings } = input;
  const of = (name: SettingName): Written => writtenOrDefault(settings, name);
  const [proxied, ttl, enforce] = [of("PROXIED"), of("TTL"), of("ENFORCE")];
  const [comment, pattern] = [of("RECORD_COMMENT"), of("MANAGED_RECORDS_COMMENT_REGEX")];
  const read = {
    proxied: findings.take(proxied, parseProxied(proxied.text, "native")),
    ttl: findings.take(ttl, parseTtl(ttl.text)),
    enforce: findings.take(enforce, parseEnforce(enforce.text)),
    comment: findings.take(comment, parseRecordComment(comment.text)),
    selector: findings.take(pattern, parseSelector(pattern.text)),
  };
  const usesComment = entries.some((entry) => entry.own?.comment === undefined);
  if (read.comment !== undefined && read.selector !== undefined && usesComment) {
    const why = orphaning(read.selector, read.comment, comment.setting);
    if (why !== undefined) findings.refuse(pattern, why);
  }
  return {
    proxied: read.proxied ?? (() => false),
    isProxiedSet: differing(settings, "PROXIED") !== undefined,
    ttl: read.ttl ?? 1,
    enforce: read.enforce ?? [],
    comment: read.comment ?? "",
    selector: read.selector ?? SELECT_ALL,
  };
}

function buildEntry(
  entry: NameEntry,
  general: General,
  places: Places,
  findings: Findings,
): readonly RecordTarget[] {
  const { owner, own } = entry;
  const detectors = places.detectorsOf(entry.options.site);
  const account = places.accountOf(entry.options.account, entry.account);
  const keepsProxied = own?.proxied?.text === "keep";
  const isProxiedSet = general.isProxiedSet || (own?.proxied !== undefined && !keepsProxied);
  const named = owner.kind === "name" ? general.proxied(owner.name) : false;
  const take = <T>(written: Written | undefined, parse: (text: string) => Parsed<T>): T | undefined =>
    written === undefined ? undefined : findings.take(written, parse(written.text));
  const comment = take(own?.comment, parseRecordComment);
  if (comment !== undefined && own?.comment !== undefined) {
    const why = orphaning(general.selector, comment, own.comment.setting);
    if (why !== undefined) findings.refuse(own.comment, why);
  }
  const attributes = {
    ttl: take(own?.ttl, parseTtl) ?? general.ttl,
    proxied: (keepsProxied ? undefined : take(own?.proxied, parseBoolean)) ?? named,
    comment: comment ?? general.comment,
    tags: [],
  };
  const enforced = [...general.enforce, ...(own?.enforce ?? [])];
  const enforce = new Set(enforced.filter((attribute) => attribute !== "proxied" || !keepsProxied));
  const families = FAMILIES.filter(
    (family) => entry.families.has(family) && detectors[family].source.kind !== "none",
  );
  if (families.includes(6)) checkHostIds(entry, detectors, findings);
  return families.map((family) => ({
    account,
    owner,
    type: family === 4 ? "A" : "AAAA",
    detector: detectors[family],
    hostIds: family === 6 ? (entry.hostIds?.ids ?? PRESERVE) : PRESERVE,
    attributes,
    ...(isProxiedSet ? {} : { proxiedAsSiblings: true }),
    enforce,
    selector: general.selector,
    keepSurplus: own?.keepSurplus ?? false,
    create: true,
  }));
}

/** A fixed address that its host ID does not fit never will; one that is detected may. */
function checkHostIds(entry: NameEntry, detectors: Detectors, findings: Findings): void {
  const { source, prefixLength } = detectors[6];
  if (source.kind !== "static" || entry.hostIds === undefined) return;
  const derived = deriveAddresses(source, prefixLength, entry.hostIds.ids);
  if (!derived.ok) findings.refuse(entry.hostIds.at, derived.reason);
}
