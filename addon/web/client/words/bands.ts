/** Where each address of a strip lies on it, and what is said of it. */

import { describeRhythm, rhythmOf } from "../../../../src/core/journal/rhythm.ts";
import type { AddressStrip } from "../../wire.ts";
import { fullTime, span } from "./time-words.ts";

const DAY_MS = 24 * 3_600_000;
export const STRIP_DAYS = 90;
/** Percent; a shorter time would not be seen at all. */
const NARROWEST = 0.3;
const NEXT_TO = 2;

export interface Band {
  readonly address: string;
  /** ISO 8601, UTC. */
  readonly from: string;
  /** Null: it is there still. */
  readonly to: string | null;
  readonly source: string;
  /** Percent of the strip. */
  readonly left: number;
  readonly width: number;
  /** `now`: the address of this moment, also where it was there before; the others take turns, so that neighbours differ. */
  readonly tone: "now" | "one" | "other";
  /** `47 h`, `5 days`. */
  readonly stayed: string;
}

/** Oldest first. `now`: milliseconds since the epoch. */
export function bandsOf({ spans }: Pick<AddressStrip, "spans">, now: number): readonly Band[] {
  const begin = now - STRIP_DAYS * DAY_MS;
  const place = (ms: number): number => Math.min(100, Math.max(0, ((ms - begin) / (now - begin)) * 100));
  const current = spans.findLast(({ to }) => to === null)?.address;
  return spans.flatMap(({ address, from, to, source }, index): readonly Band[] => {
    const end = to === null ? now : Date.parse(to);
    if (end <= begin) return [];
    const left = Math.min(place(Date.parse(from)), 100 - NARROWEST);
    const width = Math.max(NARROWEST, place(end) - left);
    const tone = address === current ? "now" : index % 2 === 0 ? "one" : "other";
    return [{ address, from, to, source, left, width, tone, stayed: span(end - Date.parse(from)) }];
  });
}

/** The band that is at `percent` of the strip or, since fingers are wide, next to it; undefined where nothing is known. */
export function bandAt(bands: readonly Band[], percent: number): Band | undefined {
  const distance = ({ left, width }: Band): number => Math.max(left - percent, percent - left - width, 0);
  const [nearest] = bands.toSorted((one, other) => distance(one) - distance(other));
  return nearest !== undefined && distance(nearest) <= NEXT_TO ? nearest : undefined;
}

/** `203.0.113.7, from 1 Jul 2026, 03:10:00 until now, 5 days, seen by router`. */
export function bandWords({ address, from, to, stayed, source }: Band): string {
  const end = to === null ? "until now" : `to ${fullTime(to)}`;
  return `${address}, from ${fullTime(from)} ${end}, ${stayed}${source === "" ? "" : `, seen by ${source}`}`;
}

/** How often it changes, in one sentence; times are those of `timeZone`, which is named where the reader's is another. */
export function rhythmWords({ spans }: Pick<AddressStrip, "spans">, now: number, timeZone: string): string {
  const moments = spans
    .slice(1)
    .map(({ from }) => Date.parse(from))
    .filter((moment) => moment > now - STRIP_DAYS * DAY_MS);
  const zone = zoneHere(timeZone);
  const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone });
  const minuteOfDay = (ms: number): number => {
    const [hours = 0, minutes = 0] = clock.format(ms).split(":").map(Number);
    return hours * 60 + minutes;
  };
  const readers = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return describeRhythm(
    rhythmOf(moments, minuteOfDay),
    `in the last ${STRIP_DAYS} days`,
    zone === readers ? "" : zone,
  );
}

/** Browsers do not know every name of a zone. */
function zoneHere(name: string): string {
  try {
    return new Intl.DateTimeFormat("en-GB", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}

/** Days for the axis, the oldest first: `2 Apr`, `2 May`, `1 Jun`, `now`. */
export function axisWords(now: number): readonly string[] {
  const day = (daysAgo: number) =>
    new Date(now - daysAgo * DAY_MS).toLocaleDateString(undefined, { day: "numeric", month: "short" });
  return [day(STRIP_DAYS), day((STRIP_DAYS * 2) / 3), day(STRIP_DAYS / 3), "now"];
}
