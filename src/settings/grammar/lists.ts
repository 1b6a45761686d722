/** Reads `WAF_LISTS`: which lists of which accounts. */

import { type Parsed, parsed, quote, refused } from "../../core/parsed.ts";
import { extraCommas } from "./attributes.ts";

/** One list, not yet joined with what is kept in it. */
export interface ListName {
  readonly accountId: string;
  readonly name: string;
}

const EXAMPLE = "write <account id>/<list name>, as in 0123456789abcdef0123456789abcdef/home_ips";
const LONGEST_NAME = 50;

/** Each list once, sorted by account, then name. One bad entry refuses all. */
export function parseWafLists(text: string): Parsed<readonly ListName[]> {
  const items = text.split(",").map((item) => item.trim());
  const lists = new Map<string, ListName>();
  const reasons: string[] = [];
  const warnings = [...extraCommas(items)];
  for (const item of items) {
    if (item === "") continue;
    const list = parseItem(item);
    if (!list.ok) reasons.push(list.reason);
    else {
      lists.set(`${list.value.accountId}/${list.value.name}`, list.value);
      warnings.push(...list.warnings);
    }
  }
  if (reasons.length > 0) return refused(reasons.join("; "));
  return parsed([...lists.values()].sort(compareLists), warnings);
}

/** A name that Cloudflare takes for a list. */
export function parseListName(text: string): Parsed<string> {
  return /^[a-z0-9_]+$/.test(text) && text.length <= LONGEST_NAME
    ? parsed(text)
    : refused(
        `${quote(text)} is not the name of a list; it has 1 to ${LONGEST_NAME} lower-case letters, digits and underscores`,
      );
}

/** The id of a Cloudflare account. */
export function parseAccountId(text: string): Parsed<string> {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) {
    return refused(`${quote(text)} is not the id of an account, which has 32 hexadecimal digits; ${EXAMPLE}`);
  }
  return /^[0-9a-f]{32}$/i.test(text)
    ? parsed(text.toLowerCase())
    : parsed(text, [
        `${quote(text)} does not look like the id of an account, which has 32 hexadecimal digits`,
      ]);
}

/** Orders by account, then name. */
export function compareLists(a: ListName, b: ListName): number {
  const left = `${a.accountId}/${a.name}`;
  const right = `${b.accountId}/${b.name}`;
  return left < right ? -1 : left > right ? 1 : 0;
}

function parseItem(item: string): Parsed<ListName> {
  const slash = item.indexOf("/");
  if (slash < 0) return refused(`${quote(item)} has no slash; ${EXAMPLE}`);
  const account = item.slice(0, slash).trim();
  const listName = item.slice(slash + 1).trim();
  if (account === "") return refused(`${quote(item)} names no account; ${EXAMPLE}`);
  if (listName === "") return refused(`${quote(item)} names no list; ${EXAMPLE}`);
  const accountId = parseAccountId(account);
  if (!accountId.ok) return accountId;
  const name = parseListName(listName);
  return name.ok ? parsed({ accountId: accountId.value, name: name.value }, accountId.warnings) : name;
}
