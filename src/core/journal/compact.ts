/** How long lines stay in the journal. */

import { journalKey } from "./changes.ts";
import type { JournalLine } from "./line.ts";

const DAY_MS = 24 * 3_600_000;
/** An address that flaps for months must not fill a disk. */
export const MOST_LINES = 10_000;

/**
 * The lines that still count `now` (milliseconds since the epoch): those of the last `days`, and for each site and family
 * the one before them, which says what was there when they began. The same array where all of them do.
 */
export function compacted(lines: readonly JournalLine[], days: number, now: number): readonly JournalLine[] {
  const begin = now - days * DAY_MS;
  const lastBefore = new Map<string, JournalLine>();
  for (const line of lines) if (isBefore(line, begin)) lastBefore.set(journalKey(line), line);
  const first = lines.length - MOST_LINES;
  const newest = new Map(lines.map((line) => [journalKey(line), line]));
  const left = lines.filter((line, index) =>
    index < first
      ? newest.get(journalKey(line)) === line
      : !isBefore(line, begin) || lastBefore.get(journalKey(line)) === line,
  );
  return left.length === lines.length ? lines : left;
}

function isBefore({ at }: JournalLine, ms: number): boolean {
  return Date.parse(at) < ms;
}
