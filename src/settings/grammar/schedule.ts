/** Reads `UPDATE_CRON` and `TZ`. */

import { Cron } from "croner";
import { type Parsed, parsed, quote, refused } from "../../core/parsed.ts";
import type { Schedule } from "../../core/schedule.ts";
import { parseDuration } from "../values/durations.ts";

const ACCEPTED =
  "write five cron fields (minute, hour, day, month, weekday), @every <duration>, @hourly, @daily, @weekly, @monthly, @yearly or @once";
const NICKNAMES: ReadonlySet<string> = new Set([
  "@yearly",
  "@annually",
  "@monthly",
  "@weekly",
  "@daily",
  "@midnight",
  "@hourly",
]);
const OLD_WORDS_FOR_ONCE: ReadonlySet<string> = new Set(["@disabled", "@nevermore"]);
const SHORTEST_INTERVAL_MS = 1000;
/** Last value of each cron field, for `N/step`. */
const LAST = [59, 23, 31, 12, 6];

/** The value of `UPDATE_CRON`. Times are checked for being possible, not for the time zone. */
export function parseSchedule(text: string): Parsed<Schedule> {
  const [, zone, rest = ""] = /^(?:CRON_TZ|TZ)=(\S*)\s+(\S.*)$/s.exec(text.trim()) ?? [];
  return zone === undefined ? parseInZone(text) : withZone(zone, rest);
}

/** `CRON_TZ=` or `TZ=` in front counts for this schedule alone, as many programs have it. */
function withZone(zone: string, text: string): Parsed<Schedule> {
  const timeZone = parseTimeZone(zone);
  if (!timeZone.ok) return timeZone;
  const schedule = parseInZone(text);
  if (!schedule.ok || schedule.value.kind !== "cron") return schedule;
  return parsed({ ...schedule.value, timeZone: timeZone.value }, schedule.warnings);
}

function parseInZone(text: string): Parsed<Schedule> {
  const words = text.trim().split(/\s+/);
  const [first = "", ...others] = words;
  if (first === "@once" && others.length === 0) return parsed({ kind: "once" });
  if (OLD_WORDS_FOR_ONCE.has(text.trim())) {
    return parsed({ kind: "once" }, [`${quote(text)} is an old word for @once; write @once`]);
  }
  if (first === "@every") return parseEvery(text, others);
  if (first.startsWith("@")) {
    return NICKNAMES.has(text.trim())
      ? parsed({ kind: "cron", text: text.trim() })
      : refused(`${quote(text)} is not a schedule; ${ACCEPTED}`);
  }
  return parseFields(text, words);
}

/** The schedule as it is written in `UPDATE_CRON`. */
export function formatSchedule(schedule: Schedule): string {
  if (schedule.kind === "once") return "@once";
  const zone = schedule.kind === "cron" ? schedule.timeZone : undefined;
  return zone === undefined ? schedule.text : `CRON_TZ=${zone} ${schedule.text}`;
}

/** How files of the system name its time zone. */
const SYSTEM_ZONE = /^:?\/etc\/localtime$/;

/**
 * A name of the IANA time zone database, as TZ may hold it for a C library too: with a colon in front, as the path of its
 * file. The path of the system's own zone, and no text at all, mean `system`.
 */
export function parseTimeZone(text: string, system = "UTC"): Parsed<string> {
  if (text === "" || SYSTEM_ZONE.test(text)) return parsed(system);
  const name = text.replace(/^:/, "").replace(/^\/.*\/zoneinfo\/(?:posix\/)?/, "");
  // The default needs no check, and the first use of Intl costs 8 MB of memory.
  if (name === "UTC") return parsed(name);
  try {
    // An offset such as +02:00 is a time zone to newer platforms only, and to none in every library.
    if (!/^[A-Za-z]/.test(name)) throw new RangeError();
    new Intl.DateTimeFormat("en", { timeZone: name });
    return parsed(name);
  } catch {
    return refused(
      `${quote(text)} is not a time zone; write a name of the IANA database such as Europe/Berlin or UTC`,
    );
  }
}

function parseEvery(text: string, rest: readonly string[]): Parsed<Schedule> {
  const [duration, ...more] = rest;
  if (duration === undefined || more.length > 0)
    return refused(`${quote(text)}: @every takes one duration, as in @every 5m`);
  const interval = parseDuration(duration);
  if (!interval.ok) return refused(`${quote(text)}: ${interval.reason}`);
  return interval.value < SHORTEST_INTERVAL_MS
    ? refused(`${quote(text)} is too often; the shortest interval is 1s`)
    : parsed({ kind: "every", intervalMs: interval.value, text: `@every ${duration}` });
}

function parseFields(text: string, words: readonly string[]): Parsed<Schedule> {
  if (words.length !== 5) {
    return refused(
      `${quote(text)} has ${words.length} ${words.length === 1 ? "field" : "fields"} where a cron expression has five; ${ACCEPTED}`,
    );
  }
  // Cron as favonia reads it starts at N for `N/step`; the library wants the range spelled out.
  const fields = words
    .map((word, index) => word.replaceAll(/(^|,)(\d+)\/(?=\d)/g, `$1$2-${LAST[index]}/`))
    .join(" ");
  // What the library knows besides (L, W, #) is no cron that other programs would read the same.
  if (/[^0-9A-Za-z*,/?\s-]|\d[LW]|(^|[\s,])[LW]/i.test(fields)) {
    return refused(`${quote(text)} has a character that cron does not know; ${ACCEPTED}`);
  }
  try {
    const next = new Cron(fields, { mode: "5-part", timezone: "UTC", paused: true }).nextRun(new Date(0));
    return next === null || next === undefined
      ? refused(`${quote(text)} never comes: there is no such day; ${ACCEPTED}`)
      : parsed({ kind: "cron", text: fields });
  } catch {
    return refused(
      `${quote(text)} is not a cron expression: a field has a value outside its range, or a form that cron does not know; ${ACCEPTED}`,
    );
  }
}
