/** Joins what the settings say about names into one entry a name. */

import { formatHostId, hostIdsEqual, parseHostId } from "../../core/address/host-id.ts";
import {
  type DomainEntry,
  NAME_OPTIONS,
  type NameOption,
  parseDomainList,
} from "../../core/name/domain-list.ts";
import { displayName, parseFqdn } from "../../core/name/fqdn.ts";
import { type Parsed, parsed, quote, refused } from "../../core/parsed.ts";
import type { RecordOwner } from "../../core/plan/target.ts";
import type { HostId, IpFamily } from "../../core/types.ts";
import { ENFORCEABLE } from "../grammar/attributes.ts";
import type { SettingName } from "../table/setting-table.ts";
import type { Findings } from "../values/findings.ts";
import type { BuilderInput, Written, WrittenRecord } from "../values/written.ts";

type HostIds = readonly [HostId, ...HostId[]];

/** One name of one account, with everything that was said about it. */
export interface NameEntry {
  readonly account: string;
  readonly owner: RecordOwner;
  /** By family, where it was asked for. */
  readonly families: ReadonlyMap<IpFamily, Written>;
  readonly hostIds: { readonly ids: HostIds; readonly at: Written } | undefined;
  /** What stands in braces behind it in a list of names. */
  readonly options: WrittenOptions;
  /** Its own attributes, undefined where it has none. */
  readonly own: WrittenRecord | undefined;
}

/** Options of a name by name. */
export type WrittenOptions = { readonly [Option in NameOption]?: Written };

const LISTS: readonly (readonly [setting: SettingName, families: readonly IpFamily[]])[] = [
  ["DOMAINS", [4, 6]],
  ["IP4_DOMAINS", [4]],
  ["IP6_DOMAINS", [6]],
];

/** Every name once, sorted by ASCII name; in-zone labels last. Contradictions are reported. */
export function readNames(input: BuilderInput, account: string, findings: Findings): readonly NameEntry[] {
  const entries = new Map<string, NameEntry>();
  const add = (entry: NameEntry): void => {
    const key = `${entry.account} ${ownerText(entry.owner)}`;
    const known = entries.get(key);
    entries.set(key, known === undefined ? entry : merge(known, entry, findings));
  };
  for (const [setting, families] of LISTS) {
    const written = input.settings[setting];
    if (written === undefined) continue;
    const list = parseDomainList(written.text, { hostIds: families.includes(6), grammar: "native" });
    for (const item of findings.take(written, list) ?? []) add(fromList(item, account, families, written));
  }
  for (const record of input.records) {
    const entry = fromRecord(record, findings);
    if (entry !== undefined) add(entry);
  }
  return [...entries.values()].map(withOwn).sort((a, b) => compare(ownerText(a.owner), ownerText(b.owner)));
}

/** The name, or label and zone id, as a text that sorts and tells them apart. */
function ownerText(owner: RecordOwner): string {
  // No name begins with a tilde, and it sorts behind every letter.
  return owner.kind === "name" ? owner.name : `~${owner.zoneId} ${owner.label}`;
}

/** One host ID, or several in brackets. */
function parseHostIds(text: string): Parsed<HostIds> {
  const list = /^\[(.*)\]$/s.exec(text.trim())?.[1] ?? text;
  const ids = new Map<string, HostId>();
  const warnings: string[] = [];
  for (const item of list.replace(/,\s*$/, "").split(",")) {
    const id = parseHostId(item);
    if (!id.ok) return id;
    ids.set(formatHostId(id.value), id.value);
    warnings.push(...id.warnings);
  }
  const [first, ...others] = ids.values();
  return first === undefined ? refused("there is no host ID") : parsed([first, ...others], warnings);
}

function fromList(item: DomainEntry, account: string, families: readonly IpFamily[], at: Written): NameEntry {
  return {
    account,
    owner: { kind: "name", name: item.name },
    families: new Map(families.map((family) => [family, at])),
    hostIds: item.hostIds === undefined ? undefined : { ids: item.hostIds, at },
    options: Object.fromEntries(
      Object.entries(item.options).map(([option, text]) => [option, writtenInBraces(item, option, text, at)]),
    ),
    own: undefined,
  };
}

function writtenInBraces({ name }: DomainEntry, option: string, text: string, at: Written): Written {
  return { setting: at.setting, text, place: `${option} of ${quote(displayName(name))}` };
}

/** What stands in braces is an attribute of this name alone, and enforced. */
function withOwn(entry: NameEntry): NameEntry {
  const { options, account, owner, families } = entry;
  const [at] = families.values();
  if (entry.own !== undefined || owner.kind !== "name" || at === undefined) return entry;
  const { proxied, ttl } = options;
  if (proxied === undefined && ttl === undefined) return entry;
  const own: WrittenRecord = {
    account,
    owner: { kind: "name", name: at },
    families: [...families.keys()],
    ...(proxied === undefined ? {} : { proxied }),
    ...(ttl === undefined ? {} : { ttl }),
    enforce: ENFORCEABLE.filter((attribute) => attribute !== "comment" && options[attribute] !== undefined),
  };
  return { ...entry, own };
}

function fromRecord(record: WrittenRecord, findings: Findings): NameEntry | undefined {
  const owner = readOwner(record, findings);
  const at = record.owner.kind === "name" ? record.owner.name : record.owner.at;
  const ids =
    record.hostIds === undefined
      ? undefined
      : findings.take(record.hostIds, parseHostIds(record.hostIds.text));
  if (record.families.length === 0)
    findings.refuse(at, "it is for neither IPv4 nor IPv6; ask for one of them");
  if (owner === undefined) return undefined;
  return {
    account: record.account,
    owner,
    families: new Map(record.families.map((family) => [family, at])),
    hostIds: ids === undefined || record.hostIds === undefined ? undefined : { ids, at: record.hostIds },
    options: {
      ...(record.site === undefined ? {} : { site: record.site }),
      ...(record.accountName === undefined ? {} : { account: record.accountName }),
    },
    own: record,
  };
}

function readOwner({ owner }: WrittenRecord, findings: Findings): RecordOwner | undefined {
  if (owner.kind === "in-zone") return { kind: "in-zone", zoneId: owner.zoneId, label: owner.label };
  const name = findings.take(owner.name, parseFqdn(owner.name.text));
  return name === undefined ? undefined : { kind: "name", name };
}

function merge(known: NameEntry, entry: NameEntry, findings: Findings): NameEntry {
  const name = quote(entry.owner.kind === "name" ? entry.owner.name : entry.owner.label);
  const [one, other] = [known.hostIds, entry.hostIds];
  if (one !== undefined && other !== undefined && !hostIdsEqual(one.ids, other.ids)) {
    const sets = [one, other].map(({ ids }) => `[${ids.map(formatHostId).join(",")}]`);
    findings.refuse(
      other.at,
      `${name} has the host IDs ${sets[1]} here and ${sets[0]} in ${one.at.setting}; write the same in both, or only in one`,
    );
  }
  if (
    known.own !== undefined &&
    entry.own !== undefined &&
    attributesText(known.own) !== attributesText(entry.own)
  ) {
    const at = entry.own.owner.kind === "name" ? entry.own.owner.name : entry.own.owner.at;
    findings.refuse(at, `${name} stands here a second time with other attributes; write it once`);
  }
  for (const option of NAME_OPTIONS) {
    const [first, second] = [known.options[option], entry.options[option]];
    if (first !== undefined && second !== undefined && first.text !== second.text)
      findings.refuse(
        second,
        `it is ${quote(second.text)} here and ${quote(first.text)} in ${first.setting}; write the same in both, or only in one`,
      );
  }
  return {
    account: known.account,
    owner: known.owner,
    families: new Map([...entry.families, ...known.families]),
    hostIds: one ?? other,
    options: { ...entry.options, ...known.options },
    own: known.own ?? entry.own,
  };
}

function attributesText({ proxied, ttl, comment, enforce, keepSurplus }: WrittenRecord): string {
  return JSON.stringify([proxied?.text, ttl?.text, comment?.text, enforce, keepSurplus]);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
