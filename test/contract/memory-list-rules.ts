/** What Cloudflare makes of a change of each kind of list: what it refuses, and what is there afterwards. */

import { prefixFamily, prefixLengthOf } from "../../src/core/address/prefix.ts";
import { DdnsError } from "../../src/core/errors.ts";
import type { ListTraits } from "../../src/core/list/kinds.ts";
import type { ListChange, ListItem, NewListItem } from "../../src/core/list/list.ts";
import type { Prefix } from "../../src/core/types.ts";

export type Items = Map<Prefix, ListItem>;

/** Throws what is refused for good; answers with what is refused because the list is no longer what it was. */
export function checkChange(
  { kind, holds }: ListTraits,
  items: Items,
  { add, remove, after }: ListChange,
  room: number,
): DdnsError | undefined {
  for (const { prefix } of add) {
    const [shortest] = holds[prefixFamily(prefix)] ?? [129];
    if (prefixLengthOf(prefix) < shortest) throw new DdnsError("BAD_INPUT", `${prefix} is not taken.`);
  }
  const absent = remove.find(({ id }) => ![...items.values()].some((item) => item.id === id));
  const present = add.find(({ prefix }) => items.has(prefix));
  const fresh = add.filter(({ prefix }) => !items.has(prefix)).length;
  const size = kind === "location" ? after.length : items.size - remove.length + fresh;
  if (size > room) throw new DdnsError("QUOTA_EXCEEDED", "This list is at the maximum number of items.");
  // A location is written whole; the items of a WAF list too, where both are wanted.
  if (kind === "location" || (kind === "waf" && add.length > 0)) return undefined;
  if (absent !== undefined) return new DdnsError("BAD_INPUT", `${absent.prefix} is not found in the list.`);
  if (present === undefined || kind === "waf") return undefined;
  return new DdnsError("BAD_INPUT", `${present.prefix} is in the list already.`);
}

/** Carries out what `checkChange` let pass. */
export function changeItems(
  { kind, owned }: ListTraits,
  items: Items,
  { add, remove, after }: ListChange,
  nextId: () => string,
): void {
  const isWhole = kind === "location" || (kind === "waf" && add.length > 0 && remove.length > 0);
  const wanted = isWhole ? after : add;
  const going = isWhole
    ? [...items.values()].filter(({ prefix }) => wanted.every((item) => item.prefix !== prefix))
    : [...items.values()].filter(({ id }) => remove.some((item) => item.id === id));
  for (const { prefix } of going) items.delete(prefix);
  for (const item of wanted) items.set(item.prefix, kept(item));

  /** An item of the same prefix keeps its id and gets the new comment; only WAF lists have ids of their own. */
  function kept({ prefix, comment }: NewListItem): ListItem {
    const id = kind === "waf" ? (items.get(prefix)?.id ?? nextId()) : prefix;
    return { id, prefix, comment: owned === "by-memory" ? "" : comment };
  }
}
