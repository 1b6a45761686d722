/** Listings, whole: what is none is refused instead of read as empty (T8), and paging ends where nothing new comes. */

import { DdnsError } from "../../core/errors.ts";

/** An entry as Cloudflare sent it; any field may be missing or of another type. */
export type Entry = Readonly<Record<string, unknown>>;

/** What is being listed, and by which field its entries are told apart. */
export interface Listing {
  /** For people, after "asked to": `list the records of example.org`. */
  readonly task: string;
  /** A field that every entry has as text. */
  readonly key: string;
  /** The entries may stand in an array of their own inside the listing. */
  readonly mayNest?: boolean;
}

/** More than any plan holds that this product serves; a server that goes on beyond is not to be followed. */
const MOST_ENTRIES = 20_000;
const MOST_PAGES = 200;

/** Every entry of a page-numbered listing. Rejects with RESPONSE_MALFORMED, never answers a part. */
export async function everyPage(
  listing: Listing,
  perPage: number,
  fetchPage: (page: number) => Promise<object>,
): Promise<readonly Entry[]> {
  const collected = new Collection(listing);
  for (let page = 1; ; page++) {
    const answer = await fetchPage(page);
    const { size, fresh } = collected.add(answer);
    const { pages, entries } = claimsOf(answer);
    // Cloudflare says how many pages there are, though the SDK's types do not; else a full page may have a follower.
    if (page >= (pages ?? (size < perPage ? page : page + 1))) return collected.entries;
    if (fresh > 0) continue;
    if (entries !== undefined && entries > collected.entries.length)
      throw malformed(
        listing.task,
        `its pages bring nothing new before all of the ${entries} entries have come`,
      );
    return collected.entries;
  }
}

/** Every entry of a listing that goes from cursor to cursor. Rejects with RESPONSE_MALFORMED. */
export async function everyCursor(
  listing: Listing,
  fetchPage: (cursor: string | undefined) => Promise<object>,
): Promise<readonly Entry[]> {
  const collected = new Collection(listing);
  const followed = new Set<string>();
  for (let cursor: string | undefined; ; ) {
    const answer = await fetchPage(cursor);
    const { fresh } = collected.add(answer);
    cursor = nextCursorOf(answer);
    if (cursor === undefined || followed.has(cursor) || fresh === 0) return collected.entries;
    followed.add(cursor);
  }
}

/** The entries of a listing that comes in one piece. Throws RESPONSE_MALFORMED. */
export function everyEntry(listing: Listing, answer: object): readonly Entry[] {
  const collected = new Collection(listing);
  collected.add(answer);
  return collected.entries;
}

/** The text of a field that every honest answer has. Throws RESPONSE_MALFORMED. */
export function textOf(entry: Entry, field: string, task: string): string {
  const value = entry[field];
  if (typeof value === "string" && value !== "") return value;
  throw malformed(task, `it has no text as ${field}`);
}

/** An answer upon which nothing may be written. `what` goes on after "was given an answer that cannot be right:". */
export function malformed(task: string, what: string): DdnsError {
  return new DdnsError(
    "RESPONSE_MALFORMED",
    `The answer to "${task}" cannot be right: ${what}. Nothing was written upon it; it will be tried again. If it stays, something between here and Cloudflare changes answers.`,
  );
}

/** Entries by their key: a page that moved while others were read may repeat some. */
class Collection {
  readonly #listing: Listing;
  readonly #byKey = new Map<string, Entry>();
  #pages = 0;

  constructor(listing: Listing) {
    this.#listing = listing;
  }

  get entries(): readonly Entry[] {
    return [...this.#byKey.values()];
  }

  /** How many entries the page holds, and how many of them are new. */
  add(answer: object): { readonly size: number; readonly fresh: number } {
    const { task, key } = this.#listing;
    const page = entriesIn(answer, this.#listing);
    const before = this.#byKey.size;
    for (const entry of page) this.#byKey.set(textOf(entry, key, task), entry);
    this.#pages += 1;
    if (this.#byKey.size > MOST_ENTRIES) throw malformed(task, `it lists more than ${MOST_ENTRIES} entries`);
    if (this.#pages > MOST_PAGES) throw malformed(task, `it does not end after ${MOST_PAGES} pages`);
    return { size: page.length, fresh: this.#byKey.size - before };
  }
}

/** The SDK makes an empty list of whatever is none, so its page is opened. */
function entriesIn(answer: object, { task, mayNest = false }: Listing): readonly Entry[] {
  const { result } = bodyOf(answer);
  if (!Array.isArray(result)) throw malformed(task, "it is no listing");
  const entries: unknown[] = mayNest ? result.flat() : result;
  if (!entries.every(isEntry)) throw malformed(task, "what it lists are no entries");
  return entries;
}

function claimsOf(answer: object): {
  readonly pages: number | undefined;
  readonly entries: number | undefined;
} {
  const info = Object(bodyOf(answer)["result_info"]) as Entry;
  return { pages: countIn(info, "total_pages"), entries: countIn(info, "total_count") };
}

function nextCursorOf(answer: object): string | undefined {
  const info = Object(bodyOf(answer)["result_info"]) as Entry;
  const { after } = Object(info["cursors"]) as Entry;
  return typeof after === "string" && after !== "" ? after : undefined;
}

function bodyOf(answer: object): Entry {
  return Object((answer as { readonly body?: unknown }).body) as Entry;
}

function countIn(info: Entry, field: string): number | undefined {
  const value = info[field];
  return typeof value === "number" ? value : undefined;
}

function isEntry(value: unknown): value is Entry {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
