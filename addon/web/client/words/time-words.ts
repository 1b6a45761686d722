/** Says times in words for people; `now` is the server's clock, so a browser with a wrong one tells no lies. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `just now`, `3 min ago`, `2 h ago`, `5 days ago`. */
export function ago(iso: string, now: number): string {
  const ms = now - Date.parse(iso);
  return ms < 10 * SECOND ? "just now" : `${span(ms)} ago`;
}

/** `in 3 min`; `any moment` once it is due. */
export function until(iso: string, now: number): string {
  const ms = Date.parse(iso) - now;
  return ms < 2 * SECOND ? "any moment" : `in ${span(ms)}`;
}

/** `42 s`, `3 min`, `2 h`, `5 days`: one unit, rounded down, so that it never boasts. */
export function span(ms: number): string {
  if (ms < MINUTE) return `${Math.max(0, Math.floor(ms / SECOND))} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < 2 * DAY) return `${Math.floor(ms / HOUR)} h`;
  return `${Math.floor(ms / DAY)} days`;
}

/** Date and time in the reader's own way of writing them. */
export function fullTime(iso: string): string {
  return new Date(iso).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });
}

/** Time of day alone, for lists of one day's lines. */
export function clockTime(iso: string): string {
  return new Date(iso).toLocaleTimeString(undefined, {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
}
