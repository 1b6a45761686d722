/** Reads the settings that name lists: which lists of which accounts, and what stands in braces behind them. */

import { BRACE_SYMBOLS, type BraceOption, readBraces, singleValue } from "../../core/braces.ts";
import { tokenize } from "../../core/expression.ts";
import type { ListTraits } from "../../core/list/kinds.ts";
import { type Parsed, parsed, quote, refused } from "../../core/parsed.ts";
import { extraCommas } from "./attributes.ts";

/** One list, not yet joined with what is kept in it. */
export interface ListName {
  readonly accountId: string;
  readonly name: string;
  /** What stands in braces behind it. */
  readonly options: { readonly [Option in ListOption]?: string };
}

export type ListOption = "site" | "account";

const LIST_OPTIONS: readonly ListOption[] = ["site", "account"];

/** Each list once, sorted by account, then name. One bad entry refuses all. */
export function parseLists(text: string, traits: ListTraits): Parsed<readonly ListName[]> {
  const items = splitOutsideBraces(text);
  const lists = new Map<string, ListName>();
  const reasons: string[] = [];
  const warnings = [...extraCommas(items)];
  for (const item of items) {
    if (item === "") continue;
    const list = parseItem(item, traits);
    if (!list.ok) {
      reasons.push(list.reason);
      continue;
    }
    const key = `${list.value.accountId}/${list.value.name}`;
    const known = lists.get(key);
    if (known !== undefined && optionsText(known) !== optionsText(list.value))
      reasons.push(`${quote(key)} stands twice, with other options in braces; write it once`);
    lists.set(key, list.value);
    warnings.push(...list.warnings);
  }
  if (reasons.length > 0) return refused(reasons.join("; "));
  return parsed([...lists.values()].sort(compareLists), warnings);
}

/** A name that Cloudflare takes for a list of the kind. */
export function parseListName(text: string, { noun, names }: ListTraits): Parsed<string> {
  return names.pattern.test(text)
    ? parsed(text)
    : refused(`${quote(text)} is not the name of a ${noun}; ${names.words}`);
}

/** The id of a Cloudflare account. */
export function parseAccountId(text: string): Parsed<string> {
  return /^[0-9a-f]{32}$/i.test(text)
    ? parsed(text.toLowerCase())
    : refused(
        `${quote(text)} is not the id of an account, which has 32 hexadecimal digits; it stands in the address of the dashboard, behind dash.cloudflare.com/`,
      );
}

/** Orders by account, then name. */
export function compareLists(
  a: Pick<ListName, "accountId" | "name">,
  b: Pick<ListName, "accountId" | "name">,
): number {
  const left = `${a.accountId}/${a.name}`;
  const right = `${b.accountId}/${b.name}`;
  return left < right ? -1 : left > right ? 1 : 0;
}

function parseItem(item: string, traits: ListTraits): Parsed<ListName> {
  const brace = item.indexOf("{");
  const [path, behind] = brace < 0 ? [item, undefined] : [item.slice(0, brace).trim(), item.slice(brace)];
  const slash = path.indexOf("/");
  const example = `write <account id>/<name>, as in 0123456789abcdef0123456789abcdef/home_ips`;
  if (slash < 0) return refused(`${quote(path)} has no slash; ${example}`);
  const account = path.slice(0, slash).trim();
  const listName = path.slice(slash + 1).trim();
  if (account === "") return refused(`${quote(path)} names no account; ${example}`);
  if (listName === "") return refused(`${quote(path)} names no list; ${example}`);
  const accountId = parseAccountId(account);
  if (!accountId.ok) return accountId;
  const name = parseListName(listName, traits);
  if (!name.ok) return name;
  const options = behind === undefined ? parsed({}) : parseOptions(behind, path);
  return options.ok
    ? parsed({ accountId: accountId.value, name: name.value, options: options.value })
    : options;
}

function parseOptions(braces: string, owner: string): Parsed<ListName["options"]> {
  const tokens = tokenize(braces, BRACE_SYMBOLS);
  tokens.takeIf("{");
  const read = readBraces(tokens, { owner, accepted: LIST_OPTIONS });
  if (!read.ok) return read;
  if (tokens.peek() !== undefined)
    return refused(`${quote(tokens.peek() ?? "")} follows behind ${quote(owner)} where a comma is expected`);
  return single(read.value, owner);
}

function single(options: readonly BraceOption[], owner: string): Parsed<ListName["options"]> {
  const values: { [Option in ListOption]?: string } = {};
  for (const option of LIST_OPTIONS) {
    const value = singleValue(options, option, owner);
    if (!value.ok) return value;
    if (value.value !== undefined) values[option] = value.value;
  }
  return parsed(values);
}

function optionsText({ options }: ListName): string {
  return JSON.stringify([options.site ?? "", options.account ?? ""]);
}

/** The items between commas, trimmed; a comma inside braces separates options, not lists. */
function splitOutsideBraces(text: string): readonly string[] {
  const items = [""];
  let depth = 0;
  for (const character of text) {
    if (character === "{") depth += 1;
    if (character === "}") depth -= 1;
    if (character === "," && depth <= 0) items.push("");
    else items[items.length - 1] += character;
  }
  return items.map((item) => item.trim());
}
