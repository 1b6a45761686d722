/** Lists of names, with options in braces: the language of DOMAINS and its kin. */

import { formatHostId, hostIdsEqual, parseHostId } from "../address/host-id.ts";
import { BRACE_SYMBOLS, type BraceOption, readBraces, singleValue } from "../braces.ts";
import { tokenize } from "../expression.ts";
import { type Parsed, parsed, quote, refused } from "../parsed.ts";
import type { Fqdn, HostId } from "../types.ts";
import { displayName, parseFqdn } from "./fqdn.ts";

/** One name; `hostIds` is undefined where none is written. */
export interface DomainEntry {
  readonly name: Fqdn;
  readonly hostIds: HostIds | undefined;
  readonly options: NameOptions;
}

/** Options with one value each, as they are written: not judged here, and absent where they do not stand. */
export type NameOptions = { readonly [Option in NameOption]?: string };

/** An option of a name that takes one value. */
export type NameOption = (typeof NAME_OPTIONS)[number];
type HostIds = readonly [HostId, ...HostId[]];

/** All of them, in the order in which they are told. */
export const NAME_OPTIONS = ["site", "account", "proxied", "ttl"] as const;
const ACCEPTED: readonly string[] = ["hostid6", ...NAME_OPTIONS];

/** Where the list stands decides what may be in it. */
export interface DomainListOptions {
  /** May names carry host IDs? Not where they are for IPv4 alone. */
  readonly hostIds: boolean;
  /** `plain` is timothymiller's list: names and commas, nothing else. */
  readonly grammar: "native" | "plain";
}

/**
 * The names, each once, in the order of their ASCII text. One bad name refuses all.
 *
 *   list  = [ item { "," item } [","] ]        item  = NAME [ "{" options "}" ]   (options: core/braces.ts)
 *   hostid6 takes one id or several in brackets: "preserve" | IPv6 literal | "mac(" MAC ")"
 *   site, account, proxied and ttl stand once, with one value
 *
 * Between items, extra commas and (where neither has braces) a missing one only warn. An item without an option does not
 * contradict one with it; two different values for one name do.
 */
export function parseDomainList(text: string, options: DomainListOptions): Parsed<readonly DomainEntry[]> {
  const entries = options.grammar === "plain" ? parsePlain(text) : parseNative(text, options);
  if (!entries.ok) return entries;
  const merged = merge(entries.value);
  return merged.ok ? parsed(merged.value, [...new Set(entries.warnings)]) : merged;
}

function parsePlain(text: string): Parsed<readonly DomainEntry[]> {
  const names = text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  return parseNames(names.map((name) => ({ name, hostIds: undefined, options: {} })));
}

/** An item as written. */
interface Item extends Omit<DomainEntry, "name"> {
  readonly name: string;
}

function parseNative(text: string, options: DomainListOptions): Parsed<readonly DomainEntry[]> {
  const tokens = tokenize(text, BRACE_SYMBOLS);
  const items: Item[] = [];
  const warnings: string[] = [];
  let separated = true;
  let braced = false;
  for (let token = tokens.take(); token !== undefined; token = tokens.take()) {
    if (token === ",") {
      if (separated) warnings.push("there is an extra comma");
      separated = true;
      continue;
    }
    if (BRACE_SYMBOLS.includes(token))
      return refused(misplaced(token, separated ? undefined : items.at(-1)?.name));
    const hasBraces = tokens.takeIf("{");
    if (!separated) {
      if (braced || hasBraces) return refused(`a comma is missing before ${quote(token)}`);
      warnings.push(`a comma is missing before ${quote(token)}`);
    }
    const written = hasBraces ? readBraces(tokens, { owner: token, accepted: ACCEPTED }) : parsed([]);
    const item = written.ok ? readItem(token, written.value, options) : written;
    if (!item.ok) return item;
    warnings.push(...item.warnings);
    items.push(item.value);
    separated = false;
    braced = hasBraces;
  }
  const entries = parseNames(items);
  return entries.ok ? parsed(entries.value, [...warnings, ...entries.warnings]) : entries;
}

function misplaced(symbol: string, previous: string | undefined): string {
  if (symbol === "{") {
    return previous === undefined
      ? "options in braces follow no name"
      : `a name takes options in braces once, and those of ${quote(previous)} are followed by others`;
  }
  return `${quote(symbol)} stands where a name is expected; write names with commas between them`;
}

/** All names are read, so that every bad one is told at once. */
function parseNames(items: readonly Item[]): Parsed<readonly DomainEntry[]> {
  const entries: DomainEntry[] = [];
  const reasons: string[] = [];
  const warnings: string[] = [];
  for (const { name, ...item } of items) {
    const read = parseFqdn(name);
    if (!read.ok) reasons.push(read.reason);
    else {
      entries.push({ name: read.value, ...item });
      warnings.push(...read.warnings);
    }
  }
  return reasons.length > 0 ? refused(reasons.join("; ")) : parsed(entries, warnings);
}

function readItem(
  name: string,
  written: readonly BraceOption[],
  { hostIds }: DomainListOptions,
): Parsed<Item> {
  const ids = readHostIds(name, written);
  if (!ids.ok) return ids;
  if (ids.value !== undefined && !hostIds)
    return refused(`${quote(name)} has hostid6, but its record is IPv4, which has no host IDs`);
  const options: { [Option in NameOption]?: string } = {};
  for (const option of NAME_OPTIONS) {
    const value = singleValue(written, option, name);
    if (!value.ok) return value;
    if (value.value !== undefined) options[option] = value.value;
  }
  return parsed({ name, hostIds: ids.value, options }, ids.warnings);
}

/** The host IDs of a name; the same ones said twice are taken, as favonia does. */
function readHostIds(name: string, written: readonly BraceOption[]): Parsed<HostIds | undefined> {
  let hostIds: HostIds | undefined;
  const warnings: string[] = [];
  for (const { values } of written.filter(({ option }) => option === "hostid6")) {
    const ids = new Map<string, HostId>();
    for (const value of values) {
      const id = parseHostId(value);
      if (!id.ok) return id;
      warnings.push(...id.warnings);
      ids.set(formatHostId(id.value), id.value);
    }
    const [first, ...others] = ids.values();
    if (first === undefined)
      return refused(
        `the brackets of ${quote(name)} hold no host ID; to publish the address as detected write preserve`,
      );
    const set = [first, ...others] as const;
    if (hostIds !== undefined && !hostIdsEqual(hostIds, set)) return refused(conflict(name, hostIds, set));
    hostIds ??= set;
  }
  return parsed(hostIds, warnings);
}

function merge(entries: readonly DomainEntry[]): Parsed<readonly DomainEntry[]> {
  const byName = new Map<Fqdn, DomainEntry>();
  for (const entry of entries) {
    const known = byName.get(entry.name);
    const earlier = known?.hostIds;
    if (earlier !== undefined && entry.hostIds !== undefined && !hostIdsEqual(earlier, entry.hostIds)) {
      return refused(conflict(displayName(entry.name), earlier, entry.hostIds));
    }
    const option = differingOption(known?.options ?? {}, entry.options);
    if (option !== undefined)
      return refused(twoValues(displayName(entry.name), option, known?.options, entry.options));
    byName.set(entry.name, {
      name: entry.name,
      hostIds: earlier ?? entry.hostIds,
      options: { ...known?.options, ...entry.options },
    });
  }
  return parsed([...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1)));
}

/** The first option that both give, with different values. */
function differingOption(one: NameOptions, other: NameOptions): NameOption | undefined {
  return NAME_OPTIONS.find(
    (option) => one[option] !== undefined && other[option] !== undefined && one[option] !== other[option],
  );
}

function twoValues(name: string, option: NameOption, one: NameOptions = {}, other: NameOptions): string {
  return `${quote(name)} has two values for ${option}, ${quote(one[option] ?? "")} and ${quote(other[option] ?? "")}; write one of them`;
}

function conflict(name: string, one: HostIds, other: HostIds): string {
  return `${quote(name)} has two different sets of host IDs, ${formatSet(one)} and ${formatSet(other)}; several host IDs of one name go into one pair of brackets`;
}

function formatSet(hostIds: HostIds): string {
  return `[${hostIds.map(formatHostId).join(", ")}]`;
}
