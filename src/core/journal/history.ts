/** What the journal tells: which address when, how long, how often. Its shape is that of `history --json`. */

import type { Address, IpFamily } from "../types.ts";
import { areSame } from "./changes.ts";
import type { JournalLine } from "./line.ts";

const SEPARATOR = ", ";
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Something that was there for a while. */
export interface HistoryOfAddress {
  /** Several at a time are separated by a comma and a blank. */
  readonly address: string;
  /** ISO 8601, UTC. */
  readonly from: string;
  /** Null: it is there still, as far as is known. */
  readonly to: string | null;
  readonly source: string;
}

export interface FamilyHistory {
  readonly current: string;
  readonly since: string;
  /** The first address of all is no change. */
  readonly changes: { readonly last24h: number; readonly last30d: number };
  /** Of lifetimes that ended, in hours to one decimal; null where none did. */
  readonly medianHours: number | null;
  /** Oldest first, at least one. */
  readonly entries: readonly HistoryOfAddress[];
}

export interface AddressHistory {
  /** By name, `""` is the home; a family without lines is absent. */
  readonly sites: Readonly<Record<string, { readonly ipv4?: FamilyHistory; readonly ipv6?: FamilyHistory }>>;
}

/** `now`: milliseconds since the epoch. */
export function historyOf(lines: readonly JournalLine[], now: number): AddressHistory {
  const names = [...new Set(lines.map(({ site }) => site))].sort();
  const family = (site: string, version: IpFamily) =>
    familyHistory(
      lines.filter((line) => line.site === site && line.family === version),
      now,
    );
  return {
    sites: Object.fromEntries(
      names.map((site) => {
        const [ipv4, ipv6] = [family(site, 4), family(site, 6)];
        return [site, { ...(ipv4 === undefined ? {} : { ipv4 }), ...(ipv6 === undefined ? {} : { ipv6 }) }];
      }),
    ),
  };
}

function familyHistory(all: readonly JournalLine[], now: number): FamilyHistory | undefined {
  // Two programs that share a folder may both have noted the same.
  const lines = all.filter(({ addresses }, index) => !areSame(addresses, all[index - 1]?.addresses ?? []));
  const last = lines.at(-1);
  if (last === undefined) return undefined;
  const begins = lines.map(({ at }) => Date.parse(at));
  const changesWithin = (ms: number): number => begins.slice(1).filter((at) => at > now - ms).length;
  const lifetimes = begins.slice(1).map((end, index) => Math.max(0, end - (begins[index] ?? end)));
  return {
    current: textOf(last),
    since: last.at,
    changes: { last24h: changesWithin(DAY_MS), last30d: changesWithin(30 * DAY_MS) },
    medianHours: lifetimes.length === 0 ? null : Math.round((median(lifetimes) / HOUR_MS) * 10) / 10,
    entries: lines.map((line, index) => ({ ...beginning(line), to: lines[index + 1]?.at ?? null })),
  };
}

/** The entries of a family once the journal has one more line of it; the same array where that line tells nothing new. */
export function withLine(
  entries: readonly HistoryOfAddress[],
  line: JournalLine,
): readonly HistoryOfAddress[] {
  const last = entries.at(-1);
  if (last === undefined) return [beginning(line)];
  if (areSame(line.addresses, last.address.split(SEPARATOR) as Address[])) return entries;
  return [...entries.slice(0, -1), { ...last, to: line.at }, beginning(line)];
}

/** What a line tells before the next one ends it. */
function beginning(line: JournalLine): HistoryOfAddress {
  return { address: textOf(line), from: line.at, to: null, source: line.source };
}

function textOf({ addresses }: JournalLine): string {
  return addresses.join(SEPARATOR);
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = 0, high = low] = sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1);
  return (low + high) / 2;
}
