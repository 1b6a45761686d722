/** The next time that a schedule names (T2). */

import { Cron } from "croner";
import type { Schedule } from "../core/schedule.ts";

/** The next time after `from` (both milliseconds since the epoch), undefined where there is none. */
export function nextTime(schedule: Schedule, timeZone: string, from: number): number | undefined {
  if (schedule.kind === "once") return undefined;
  if (schedule.kind === "every") return from + schedule.intervalMs;
  const timezone = schedule.timeZone ?? timeZone;
  return new Cron(schedule.text, { timezone, paused: true }).nextRun(new Date(from))?.getTime();
}
