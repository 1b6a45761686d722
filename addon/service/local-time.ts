/** Times as people read them, in the time zone of the process, which follows TZ. The formatters of Intl would cost 8 MB of memory. */

/** `2026-01-31 07:05:00` */
export function localTime(ms: number): string {
  const { day, time } = partsOf(ms);
  return `${day} ${time}`;
}

/** `07:05:00` where that is today, else with the day. */
export function timeOfDay(ms: number, nowMs: number): string {
  const { day, time } = partsOf(ms);
  return day === partsOf(nowMs).day ? time : `${day} ${time}`;
}

/** Minutes since midnight. */
export function localMinute(ms: number): number {
  const date = new Date(ms);
  return date.getHours() * 60 + date.getMinutes();
}

function partsOf(ms: number): { readonly day: string; readonly time: string } {
  const date = new Date(ms);
  const two = (number: number): string => String(number).padStart(2, "0");
  return {
    day: [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-"),
    time: [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":"),
  };
}
