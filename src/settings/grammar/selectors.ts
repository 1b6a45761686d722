/** Reads the patterns that say which records and list items are ours. */

import { RE2JS } from "re2js";
import { type Parsed, parsed, quote, refused } from "../../core/parsed.ts";
import { SELECT_ALL } from "../../core/plan/ownership.ts";
import type { OwnershipSelector } from "../../core/types.ts";

/** An RE2 pattern, looked for anywhere in the comment; empty takes everything. */
export function parseSelector(text: string): Parsed<OwnershipSelector> {
  if (text === "") return parsed(SELECT_ALL);
  try {
    const pattern = RE2JS.compile(text);
    return parsed({ pattern: text, matches: (comment) => pattern.test(comment) });
  } catch (error) {
    const why =
      /^\(\?(?:=|!|<=|<!)|[^\\]\(\?(?:=|!|<=|<!)/.test(text) && error instanceof Error
        ? "RE2 has no look-around"
        : error instanceof Error
          ? error.message.replace(/^error parsing regexp: /, "").replace(/: `.*$/s, "")
          : "it cannot be read";
    return refused(
      `${quote(text)} is not an RE2 pattern (${why}); see https://github.com/google/re2/wiki/Syntax`,
    );
  }
}

/** Why what would be written with `comment` would never be found again; undefined where it would. */
export function orphaning(
  selector: OwnershipSelector,
  comment: string,
  commentSetting: string,
): string | undefined {
  if (selector.matches(comment)) return undefined;
  return `${quote(selector.pattern)} does not match the comment ${quote(comment)} of ${commentSetting}: what is created would not be found again; make the pattern match the comment, or write the comment so that it does`;
}
