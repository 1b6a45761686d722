/** Reads booleans, in the twelve spellings of favonia and no others. */

import { type Parsed, parsed, quote, refused } from "../../core/parsed.ts";

const TRUE: ReadonlySet<string> = new Set(["1", "t", "T", "TRUE", "true", "True"]);
const FALSE: ReadonlySet<string> = new Set(["0", "f", "F", "FALSE", "false", "False"]);

/** One of the twelve spellings. */
export function parseBoolean(text: string): Parsed<boolean> {
  if (TRUE.has(text)) return parsed(true);
  if (FALSE.has(text)) return parsed(false);
  return refused(
    `${quote(text)} is not a boolean; write true or false (also 1, t, T, TRUE, True, 0, f, F, FALSE, False)`,
  );
}
