/** Lists of names, with host IDs in braces: the language of DOMAINS and its kin. */

import { formatHostId, hostIdsEqual, parseHostId } from "../address/host-id.ts";
import { type Tokens, tokenize } from "../expression.ts";
import { type Parsed, parsed, quote, refused } from "../parsed.ts";
import type { Fqdn, HostId } from "../types.ts";
import { displayName, parseFqdn } from "./fqdn.ts";

/** One name; `hostIds` is undefined where none is written. */
export interface DomainEntry {
  readonly name: Fqdn;
  readonly hostIds: HostIds | undefined;
}

type HostIds = readonly [HostId, ...HostId[]];

/** Where the list stands decides what may be in it. */
export interface DomainListOptions {
  /** May names carry host IDs? Not where they are for IPv4 alone. */
  readonly hostIds: boolean;
  /** `plain` is timothymiller's list: names and commas, nothing else. */
  readonly grammar: "native" | "plain";
}

const SYMBOLS: readonly string[] = ["{", "}", "[", "]", "(", ")", "=", ","];

/**
 * The names, each once, in the order of their ASCII text. One bad name refuses all.
 *
 *   list  = [ item { "," item } [","] ]        item  = NAME [ "{" [ field { "," field } [","] ] "}" ]
 *   field = "hostid6" "=" value                value = id | "[" id { "," id } [","] "]"
 *   id    = "preserve" | IPv6 literal | "mac(" MAC ")"
 *
 * Between items, extra commas and (where neither has braces) a missing one only warn. An item without host IDs does not
 * contradict one with host IDs; two different sets for one name do.
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
  return parseNames(names.map((name) => ({ name, hostIds: undefined })));
}

/** An item as written. */
interface Item {
  readonly name: string;
  readonly hostIds: HostIds | undefined;
}

function parseNative(text: string, options: DomainListOptions): Parsed<readonly DomainEntry[]> {
  const tokens = tokenize(text, SYMBOLS);
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
    if (SYMBOLS.includes(token)) return refused(misplaced(token, separated ? undefined : items.at(-1)?.name));
    const hasBraces = tokens.takeIf("{");
    if (!separated) {
      if (braced || hasBraces) return refused(`a comma is missing before ${quote(token)}`);
      warnings.push(`a comma is missing before ${quote(token)}`);
    }
    const fields = hasBraces ? parseFields(tokens, token, options) : parsed(undefined);
    if (!fields.ok) return fields;
    warnings.push(...fields.warnings);
    items.push({ name: token, hostIds: fields.value });
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
  for (const { name, hostIds } of items) {
    const read = parseFqdn(name);
    if (!read.ok) reasons.push(read.reason);
    else {
      entries.push({ name: read.value, hostIds });
      warnings.push(...read.warnings);
    }
  }
  return reasons.length > 0 ? refused(reasons.join("; ")) : parsed(entries, warnings);
}

/** Behind `{`, up to and with `}`. */
function parseFields(tokens: Tokens, name: string, options: DomainListOptions): Parsed<HostIds | undefined> {
  let hostIds: HostIds | undefined;
  const warnings: string[] = [];
  while (!tokens.takeIf("}")) {
    const field = tokens.take();
    if (field === undefined) return refused(`the brace behind ${quote(name)} is never closed`);
    if (field !== "hostid6")
      return refused(`${quote(field)} is not an option of a name; there is hostid6 alone`);
    if (!options.hostIds)
      return refused(`${quote(name)} has hostid6, but its record is IPv4, which has no host IDs`);
    if (!tokens.takeIf("=")) return refused(`hostid6 of ${quote(name)} needs = and a host ID`);
    const value = parseValue(tokens, name);
    if (!value.ok) return value;
    warnings.push(...value.warnings);
    if (hostIds !== undefined && !hostIdsEqual(hostIds, value.value)) {
      return refused(conflict(name, hostIds, value.value));
    }
    hostIds ??= value.value;
    if (!tokens.takeIf(",") && tokens.peek() !== "}")
      return refused(unfinished(tokens.peek(), `the options of ${quote(name)}`));
  }
  return parsed(hostIds, warnings);
}

/** One host ID, or several in brackets. */
function parseValue(tokens: Tokens, name: string): Parsed<HostIds> {
  if (!tokens.takeIf("[")) {
    const single = parseId(tokens, name);
    return single.ok ? parsed([single.value], single.warnings) : single;
  }
  const ids = new Map<string, HostId>();
  const warnings: string[] = [];
  while (!tokens.takeIf("]")) {
    const id = parseId(tokens, name);
    if (!id.ok) return id;
    warnings.push(...id.warnings);
    ids.set(formatHostId(id.value), id.value);
    if (!tokens.takeIf(",") && tokens.peek() !== "]")
      return refused(unfinished(tokens.peek(), `the host IDs of ${quote(name)}`));
  }
  const [first, ...others] = ids.values();
  return first === undefined
    ? refused(
        `the brackets of ${quote(name)} hold no host ID; to publish the address as detected write preserve`,
      )
    : parsed([first, ...others], warnings);
}

function parseId(tokens: Tokens, name: string): Parsed<HostId> {
  const word = tokens.peek();
  if (word === undefined || SYMBOLS.includes(word)) return refused(`a host ID of ${quote(name)} is missing`);
  tokens.take();
  if (!tokens.takeIf("(")) return parseHostId(word);
  const inside: string[] = [];
  for (let token = tokens.take(); token !== ")"; token = tokens.take()) {
    if (token === undefined) return refused(`the parenthesis behind ${quote(word)} is never closed`);
    inside.push(token);
  }
  return parseHostId(`${word}(${inside.join(" ")})`);
}

function unfinished(found: string | undefined, where: string): string {
  return found === undefined
    ? `${where} are never closed`
    : `${quote(found)} follows in ${where} where a comma is expected`;
}

function merge(entries: readonly DomainEntry[]): Parsed<readonly DomainEntry[]> {
  const byName = new Map<Fqdn, DomainEntry>();
  for (const entry of entries) {
    const earlier = byName.get(entry.name)?.hostIds;
    if (earlier !== undefined && entry.hostIds !== undefined && !hostIdsEqual(earlier, entry.hostIds)) {
      return refused(conflict(displayName(entry.name), earlier, entry.hostIds));
    }
    byName.set(entry.name, { name: entry.name, hostIds: earlier ?? entry.hostIds });
  }
  return parsed([...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1)));
}

function conflict(name: string, one: HostIds, other: HostIds): string {
  return `${quote(name)} has two different sets of host IDs, ${formatSet(one)} and ${formatSet(other)}; several host IDs of one name go into one pair of brackets`;
}

function formatSet(hostIds: HostIds): string {
  return `[${hostIds.map(formatHostId).join(", ")}]`;
}
