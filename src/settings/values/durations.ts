/** Reads durations as Go writes them: numbers with units, one behind the other. */

import { type Parsed, parsed, quote, refused } from "../../core/parsed.ts";

const ACCEPTED = "write numbers with units, such as 500ms, 90s, 5m or 1h30m";
const MS_PER_UNIT: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};
const PART = /([0-9]+(?:\.[0-9]*)?|\.[0-9]+)([a-z\u00b5\u03bc]+)/y;
/** Go's durations end here: 2^63 nanoseconds, about 292 years. */
const LONGEST_MS = 2 ** 63 / 1e6;
/** Timers of JavaScript cannot wait longer than 2^31 − 1 ms. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** Milliseconds, at least 0. Only a bare `0` may go without unit. */
export function parseDuration(text: string): Parsed<number> {
  const shown = quote(text);
  if (text.startsWith("-")) return refused(`${shown} is negative; ${ACCEPTED}`);
  const unsigned = text.replace(/^\+/, "");
  if (unsigned === "0") return parsed(0);
  if (/^[0-9.]+$/.test(unsigned)) return refused(`${shown} has no unit; ${ACCEPTED}`);
  let milliseconds = 0;
  let position = 0;
  while (position < unsigned.length) {
    PART.lastIndex = position;
    const [part, amount = "", unit = ""] = PART.exec(unsigned) ?? [];
    if (part === undefined) return refused(`${shown} is not a duration; ${ACCEPTED}`);
    const factor = MS_PER_UNIT[unit];
    if (factor === undefined) {
      return refused(`${shown} has the unknown unit ${quote(unit)}; the units are ns, us, ms, s, m and h`);
    }
    milliseconds += Number(amount) * factor;
    position += part.length;
  }
  if (position === 0) return refused(`${shown} is not a duration; ${ACCEPTED}`);
  return milliseconds >= LONGEST_MS
    ? refused(`${shown} is longer than 292 years; ${ACCEPTED}`)
    : parsed(milliseconds);
}

/** Milliseconds a request may take: more than none, and no more than a timer can count. */
export function parseTimeout(text: string): Parsed<number> {
  const duration = parseDuration(text);
  if (!duration.ok) return duration;
  if (duration.value === 0)
    return refused(`${quote(text)} leaves no time at all; a timeout must be longer than 0`);
  return duration.value > LONGEST_TIMEOUT_MS
    ? refused(`${quote(text)} is too long; a timeout can be at most 24 days (576h)`)
    : duration;
}

const LONGEST_DAYS = 36_500;

/** A number of days, whole and without a unit; 0 to a hundred years. */
export function parseDays(text: string): Parsed<number> {
  const days = /^[0-9]{1,9}$/.test(text) ? Number(text) : Number.NaN;
  return days <= LONGEST_DAYS
    ? parsed(days)
    : refused(
        `${quote(text)} is not a whole number of days from 0 to ${LONGEST_DAYS}; write it as 30 or 400`,
      );
}
