/** Reads the wanted items out of what a message or the user gave. Pure. */

import {
  type AddressOrigin,
  DdnsError,
  DEFAULT_PREFIX_LENGTHS,
  type IpFamily,
  isPrefixLength,
  type ListKind,
  PREFIX_LENGTH_LIMITS,
  type Prefix,
  parseJudged,
  parsePrefix,
  prefixFamily,
  prefixLengthOf,
  prefixOf,
  traitsOf,
} from "../shared/engine.ts";
import { bad, type Entry, entryFamily, quoted, readAddressInput } from "../shared/input/address-input.ts";

export interface WantedItem {
  readonly prefix: Prefix;
  readonly comment: string | undefined;
}

export interface WantedItems {
  readonly items: readonly WantedItem[];
  /** Families whose items stay whatever they are. */
  readonly untouched: ReadonlySet<IpFamily>;
}

export interface ReadingItems {
  /** What comes over the network may name neither a wide network nor one that is not reachable (D1, D2). */
  readonly origin: AddressOrigin;
  readonly allowEmpty: boolean;
}

/** Each prefix once, the last comment counting. Throws BAD_INPUT; an empty list needs `allowEmpty`. */
export function readItems(value: unknown, { origin, allowEmpty }: ReadingItems): WantedItems {
  const emptied = allowEmpty && isEmptyText(value);
  const { entries, untouched } = readAddressInput(emptied ? [] : value, "The items");
  const items = new Map(entries.map((entry) => [prefixFrom(entry, origin), entry.comment] as const));
  if (items.size === 0 && untouched.size === 0 && !allowEmpty) {
    throw bad(
      'There are no items, and a list is never emptied by accident. Tick "may become empty" where that is meant.',
    );
  }
  return { items: [...items].map(([prefix, comment]) => ({ prefix, comment })), untouched };
}

function isEmptyText(value: unknown): boolean {
  return (typeof value === "string" || Buffer.isBuffer(value)) && value.toString().trim() === "";
}

function prefixFrom({ text }: Entry, origin: AddressOrigin): Prefix {
  const family = entryFamily(text);
  const prefixLength = DEFAULT_PREFIX_LENGTHS[family];
  if (origin === "network" || !text.includes("/")) {
    const read = parseJudged(text, origin, { family, prefixLength });
    if (!read.ok) throw bad(`An item cannot be used: ${read.reason}.`);
    return prefixOf(read.value.address, read.value.prefixLength ?? prefixLength);
  }
  return writtenPrefix(text);
}

/** A network that the user wrote may be any that Cloudflare takes: block lists hold the strangest. */
function writtenPrefix(text: string): Prefix {
  const prefix = parsePrefix(text);
  if (prefix === undefined)
    throw bad(`The item ${quoted(text)} is neither an address nor a prefix such as 203.0.113.0/24.`);
  if (!isPrefixLength(prefixFamily(prefix), prefixLengthOf(prefix))) {
    const [shortest, longest] = PREFIX_LENGTH_LIMITS[prefixFamily(prefix)];
    throw bad(
      `The prefix length of ${quoted(text)} is not accepted: Cloudflare takes /${shortest} to /${longest}.`,
    );
  }
  return prefix;
}

/** A list as nodes name it: `<account id>/<name>`, or the name alone. Throws BAD_INPUT. */
export function readListName(
  value: unknown,
  kind: ListKind,
): {
  readonly accountId: string | undefined;
  readonly name: string;
} {
  const text = typeof value === "string" ? value.trim() : "";
  const { noun, names } = traitsOf(kind);
  const [, accountId, name = ""] = /^(?:([0-9a-f]{32})\/)?(.*)$/is.exec(text) ?? [];
  if (names.pattern.test(name)) return { accountId: accountId?.toLowerCase(), name };
  throw new DdnsError(
    "BAD_INPUT",
    text === ""
      ? "No list is named. Open the node and choose one."
      : `${quoted(text)} is not the name of a ${noun}. Write <account id>/<name>, or the name alone: ${names.words}.`,
  );
}
