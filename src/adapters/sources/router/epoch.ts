/** Notices from a router's own count of seconds that it began anew (RFC 6886, section 3.6). */

import type { Clock } from "../../../ports.ts";

/** Answers whether the router started anew since the last count that it was given. */
export type EpochWatch = (seconds: number) => boolean;

/** Two seconds of slack: both sides round, and packets take their time. */
const SLACK_S = 2;

/** A count that went back, or that grew by less than seven eighths of our own time, is a new one. */
export function createEpochWatch(clock: Clock): EpochWatch {
  let last: { readonly seconds: number; readonly at: number } | undefined;
  return (seconds) => {
    const before = last;
    last = { seconds, at: clock.monotonic() };
    if (before === undefined) return false;
    const passed = (last.at - before.at) / 1000;
    return seconds + SLACK_S < before.seconds + (passed * 7) / 8;
  };
}
