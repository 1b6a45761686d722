/** A journal in memory, and the addresses that it tells of: a provider that cuts each night, a prefix that stays for weeks. */

import type { AddressJournal } from "../../../addon/web/server/past.ts";
import type { JournalLine } from "../../../src/index.ts";
import { START } from "./scene.ts";

const DAY_MS = 24 * 3_600_000;
const MINUTE_MS = 60_000;

/** A line `daysBefore` the start of these tests, at 03:10 UTC and `minutes` more. */
export function lineAt(
  daysBefore: number,
  address: string,
  { minutes = 0, ...more }: Partial<JournalLine> & { readonly minutes?: number } = {},
): JournalLine {
  const night = Date.parse(`${START.slice(0, 10)}T03:10:00.000Z`) - daysBefore * DAY_MS;
  return {
    at: new Date(night + minutes * MINUTE_MS).toISOString(),
    site: "",
    family: 4,
    addresses: [address as JournalLine["addresses"][number]],
    from: [],
    source: "cloudflare.trace",
    ...more,
  };
}

/** IPv4 of 60 nights, then a few days each; IPv6 of three prefixes. */
export const NIGHTLY: readonly JournalLine[] = [
  ...Array.from({ length: 60 }, (_, night) =>
    lineAt(62 - night, night % 9 === 4 ? "203.0.113.7" : `198.51.100.${night + 1}`, {
      minutes: (night * 7) % 12,
    }),
  ),
  lineAt(2, "203.0.113.7"),
  ...[120, 47, 5].map((day, index) =>
    lineAt(day, index === 2 ? "2001:db8:1:2:3:4:5:6" : `2001:db8:${index + 7}:2:3:4:5:6`, {
      family: 6,
      minutes: 400,
    }),
  ),
];

export interface FakeJournal extends AddressJournal {
  /** Adds lines, as a cycle does. */
  add(...lines: readonly JournalLine[]): void;
}

export function fakeJournal(first: readonly JournalLine[] = NIGHTLY): FakeJournal {
  let all = first;
  const hearers = new Set<Parameters<AddressJournal["follow"]>[0]>();
  return {
    follow(hear) {
      hearers.add(hear);
      queueMicrotask(() => hear({ lines: all, isAll: true }));
      return () => hearers.delete(hear);
    },
    add(...lines) {
      all = [...all, ...lines];
      for (const hear of hearers) hear({ lines, isAll: false });
    },
  };
}
