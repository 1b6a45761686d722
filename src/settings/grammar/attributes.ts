/** Reads TTLs, comments, prefix lengths and what is enforced. */

import { PREFIX_LENGTH_LIMITS } from "../../core/address/prefix.ts";
import { type Parsed, parsed, quote, refused } from "../../core/parsed.ts";
import type { EnforceableAttribute, IpFamily, Ttl } from "../../core/types.ts";

/** In the order in which they are shown. */
export const ENFORCEABLE: readonly EnforceableAttribute[] = ["proxied", "ttl", "comment"];

const LONGEST_COMMENT = 500;
/** Of a zone on the Free plan (checked 2026-11). */
const LONGEST_FREE_COMMENT = 100;
const LONGEST_TTL = 86_400;
const SHORTEST_TTL = 30;
const SHORTEST_COMMON_TTL = 60;

/** Seconds; 1 = automatic. */
export function parseTtl(text: string): Parsed<Ttl> {
  const seconds = wholeNumber(text);
  if (seconds === 1) return parsed(1);
  if (seconds === undefined || seconds < SHORTEST_TTL || seconds > LONGEST_TTL) {
    return refused(
      `${quote(text)} is not a TTL; write 1 for automatic, or a whole number of seconds from 30 to 86400`,
    );
  }
  return parsed(
    seconds,
    seconds < SHORTEST_COMMON_TTL
      ? [`a TTL of ${seconds} only works in Enterprise zones; the others take 60 and more`]
      : [],
  );
}

/** The comment of records. */
export function parseRecordComment(text: string): Parsed<string> {
  const comment = parseLine(text);
  if (!comment.ok) return comment;
  const length = [...text].length;
  return parsed(
    text,
    length > LONGEST_FREE_COMMENT
      ? [`the comment has ${length} characters; zones on the Free plan take ${LONGEST_FREE_COMMENT}`]
      : [],
  );
}

/** A text of one line that Cloudflare stores: comments of list items, descriptions of lists. */
export function parseLine(text: string): Parsed<string> {
  if (/[\r\n]/.test(text)) return refused(`${quote(text)} has a line break; write one line`);
  const length = [...text].length;
  return length > LONGEST_COMMENT
    ? refused(
        `${quote(text)} has ${length} characters; Cloudflare takes at most ${LONGEST_COMMENT}, and fewer on some plans`,
      )
    : parsed(text);
}

/** A prefix length that Cloudflare takes in lists. */
export function parsePrefixLength(text: string, family: IpFamily): Parsed<number> {
  const [shortest, longest] = PREFIX_LENGTH_LIMITS[family];
  const length = wholeNumber(text);
  return length === undefined || length < shortest || length > longest
    ? refused(
        `${quote(text)} is not a prefix length for IPv${family}; write a whole number from ${shortest} to ${longest}`,
      )
    : parsed(length);
}

/** The attributes named, each once, in the order in which they are shown. */
export function parseEnforce(text: string): Parsed<readonly EnforceableAttribute[]> {
  const items = text.split(",").map((item) => item.trim());
  const named = items.filter((item) => item !== "");
  const unknown = named.find((item) => !ENFORCEABLE.some((attribute) => attribute === item));
  if (unknown !== undefined)
    return refused(`${quote(unknown)} cannot be enforced; any of proxied, ttl and comment can`);
  return parsed(
    ENFORCEABLE.filter((attribute) => named.includes(attribute)),
    extraCommas(items),
  );
}

/** A warning where a list has empty entries other than one at its end. */
export function extraCommas(items: readonly string[]): readonly string[] {
  const inner = items.at(-1) === "" ? items.slice(0, -1) : items;
  return items.length > 1 && inner.includes("")
    ? ["there are commas with nothing between them; remove them"]
    : [];
}

function wholeNumber(text: string): number | undefined {
  return /^[0-9]{1,9}$/.test(text) ? Number(text) : undefined;
}
