/** The journal as people read it. */

import {
  type AddressHistory,
  describeDuration,
  describeRhythm,
  type FamilyHistory,
  rhythmOf,
} from "../../src/index.ts";
import { localMinute, localTime } from "../service/local-time.ts";
import type { Paint } from "./paint.ts";

const HOUR_MS = 3_600_000;
/** Of a family; more than fits on two screens nobody reads. */
const MOST_LINES = 60;
const RHYTHM_MS = 90 * 24 * HOUR_MS;

/** Lines without line ends, the newest address first. `now`: milliseconds since the epoch. */
export function renderHistory({ sites }: AddressHistory, now: number, paint: Paint): readonly string[] {
  const lines = Object.entries(sites).flatMap(([site, { ipv4, ipv6 }]) => [
    ...renderFamily(titleOf("IPv4", site), ipv4, now, paint),
    ...renderFamily(titleOf("IPv6", site), ipv6, now, paint),
  ]);
  return lines.length === 0
    ? ["The journal is empty: the first address is noted at the next update."]
    : lines.slice(0, -1);
}

function titleOf(family: string, site: string): string {
  return site === "" ? family : `${family} of ${site}`;
}

function renderFamily(
  title: string,
  family: FamilyHistory | undefined,
  now: number,
  paint: Paint,
): readonly string[] {
  if (family === undefined) return [];
  const { current, since, changes, medianHours, entries } = family;
  const usual =
    medianHours === null ? "" : `; an address usually stays ${describeDuration(medianHours * HOUR_MS)}`;
  const width = Math.max(...entries.slice(-MOST_LINES).map(({ address }) => address.length));
  return [
    `${paint(title, "bold")}  ${paint(current, "green")} since ${localTime(Date.parse(since))}`,
    `  ${changes.last24h} ${changes.last24h === 1 ? "change" : "changes"} in the last 24 hours, ${changes.last30d} in the last 30 days${usual}`,
    ...rhythmLine(entries, now),
    ...entries
      .slice(-MOST_LINES)
      .toReversed()
      .map(({ address, from, to, source }) => {
        const stayed = describeDuration(Math.max(0, (to === null ? now : Date.parse(to)) - Date.parse(from)));
        return `  ${localTime(Date.parse(from))}  ${address.padEnd(width)}  ${stayed.padStart(10)}  ${source}`;
      }),
    ...(entries.length > MOST_LINES
      ? [`  and ${entries.length - MOST_LINES} before that; "history --json" tells all`]
      : []),
    "",
  ];
}

/** Nothing where there is no rhythm: the line above counts already. */
function rhythmLine(entries: FamilyHistory["entries"], now: number): readonly string[] {
  const moments = entries
    .slice(1)
    .map(({ from }) => Date.parse(from))
    .filter((moment) => moment > now - RHYTHM_MS);
  const rhythm = rhythmOf(moments, localMinute);
  const isOne = rhythm.everyMs !== undefined || rhythm.atMinute !== undefined;
  return isOne ? [`  ${describeRhythm(rhythm, "")}`] : [];
}
