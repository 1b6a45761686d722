/** The rhythm of a provider: how often an address changes, and at what time of the day. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const DAY_MINUTES = 24 * 60;

/** Fewer changes are no rhythm yet. */
const FEWEST = 4;
/** So many of all have to agree: a router that was off for a night must not hide what is usual. */
const SHARE = 0.6;
/** Times of the day within so many minutes are the same one. */
const SAME_TIME = 60;

export interface Rhythm {
  /** Moments that were looked at. */
  readonly changes: number;
  /** Usual time between two changes, milliseconds; absent where there is none. */
  readonly everyMs?: number;
  /** Usual time of the day, minutes since midnight in steps of five; absent where there is none. */
  readonly atMinute?: number;
}

/** `moments`: when the address changed, milliseconds since the epoch, oldest first; `minuteOfDay`: in the home's time zone. */
export function rhythmOf(moments: readonly number[], minuteOfDay: (moment: number) => number): Rhythm {
  const changes = moments.length;
  if (changes < FEWEST) return { changes };
  const everyMs = usualSpan(moments.slice(1).map((moment, index) => moment - (moments[index] ?? moment)));
  const atMinute = usualMinute(moments, minuteOfDay);
  return {
    changes,
    ...(everyMs === undefined ? {} : { everyMs }),
    ...(atMinute === undefined ? {} : { atMinute }),
  };
}

/** `Usually every 24 h, about 03:10.`; `of` says what time the changes were counted in, such as `in the last 90 days`. */
export function describeRhythm({ changes, everyMs, atMinute }: Rhythm, of: string, zone = ""): string {
  const at =
    atMinute === undefined ? undefined : `about ${clockOf(atMinute)}${zone === "" ? "" : ` (${zone})`}`;
  if (everyMs !== undefined)
    return `Usually every ${spanWords(everyMs)}${at === undefined ? "" : `, ${at}`}.`;
  if (at !== undefined) return `At no fixed interval, but usually ${at}.`;
  if (changes === 0) return `No change ${of}.`;
  const count = changes === 1 ? "One change" : `${changes} changes`;
  return `${count} ${of}${changes < FEWEST ? "" : ", without a rhythm"}.`;
}

/** The mean of those near the median, where these are most. */
function usualSpan(spans: readonly number[]): number | undefined {
  const sorted = [...spans].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const near = spans.filter((span) => Math.abs(span - median) <= Math.max(median * 0.1, 5 * MINUTE_MS));
  if (median < 5 * MINUTE_MS || near.length < SHARE * spans.length) return undefined;
  return near.reduce((sum, span) => sum + span, 0) / near.length;
}

/** The middle of the hour in which most changes fall, if they fall into it on several days. */
function usualMinute(
  moments: readonly number[],
  minuteOfDay: (moment: number) => number,
): number | undefined {
  const points = moments.map((moment) => ({ minute: minuteOfDay(moment), day: Math.floor(moment / DAY_MS) }));
  const from = (start: number) =>
    points
      .map(({ minute, day }) => ({ day, after: (minute - start + DAY_MINUTES) % DAY_MINUTES }))
      .filter(({ after }) => after <= SAME_TIME);
  let best: { readonly start: number; readonly found: ReturnType<typeof from> } = { start: 0, found: [] };
  for (const { minute } of points) {
    const found = from(minute);
    if (found.length > best.found.length) best = { start: minute, found };
  }
  const days = new Set(best.found.map(({ day }) => day));
  if (best.found.length < SHARE * points.length || days.size < FEWEST - 1) return undefined;
  const mean = best.found.reduce((sum, { after }) => sum + after, 0) / best.found.length;
  return (Math.round((best.start + mean) / 5) * 5) % DAY_MINUTES;
}

function clockOf(minute: number): string {
  const two = (number: number): string => String(number).padStart(2, "0");
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** `45 min`, `24 h`, `3 days`. */
function spanWords(ms: number): string {
  if (ms < 2 * HOUR_MS) return `${Math.round(ms / (5 * MINUTE_MS)) * 5} min`;
  return ms < 2 * DAY_MS - HOUR_MS ? `${Math.round(ms / HOUR_MS)} h` : `${Math.round(ms / DAY_MS)} days`;
}
