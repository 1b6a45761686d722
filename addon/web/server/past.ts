/** What has been: the changes that the service remembers, and the addresses of the journal. */

import { type Clock, type HistoryEntry, historyOf, type JournalLine, withLine } from "../../../src/index.ts";
import type { Service } from "../../service/service-view.ts";
import type { AddressStrip, DashboardPast } from "../wire.ts";

/** How far back the page shows addresses. */
const DAYS = 90;
/** More cannot be told apart on a screen; the command `history` tells all. */
const MOST_SPANS = 400;

/** The journal of addresses, which others write. */
export interface AddressJournal {
  /** Calls `hear` with all that is in the journal, then with what is added; answers with the function that ends it. */
  follow(
    hear: (news: { readonly lines: readonly JournalLine[]; readonly isAll: boolean }) => void,
  ): () => void;
}

export interface Past {
  now(): DashboardPast;
  /** Calls `hear` with what is new, undefined where that is all of it; answers with the function that ends it. */
  subscribe(hear: (news: DashboardPast | undefined) => void): () => void;
  stop(): void;
}

/** Follows service and journal from now on. */
export function followPast(service: Service, journal: AddressJournal | undefined, clock: Clock): Past {
  const hearers = new Set<(news: DashboardPast | undefined) => void>();
  const tell = (news: DashboardPast | undefined): void => {
    for (const hear of hearers) hear(news);
  };
  // Cut when they are read: the page cuts again by its clock, and all the lines would only fill memory.
  let strips: readonly AddressStrip[] = [];
  let { history } = service.view;

  const ends = [
    service.subscribe((view) => {
      if (view.history === history) return;
      const changes = entriesAfter(history.at(-1), view.history);
      history = view.history;
      tell(changes && { changes, strips: [] });
    }),
    journal?.follow(({ lines, isAll }) => {
      const before = strips;
      strips = isAll ? stripsOf(lines, clock.now()) : lines.reduce(longer, before);
      const changed = strips.filter((strip) => !before.includes(strip));
      // A strip that is there for the first time has its place among the others.
      const isInPlace = !isAll && strips.length === before.length;
      if (changed.length > 0) tell(isInPlace ? { changes: [], strips: changed } : undefined);
    }),
  ];

  return {
    now: () => ({ changes: history, strips }),
    subscribe(hear) {
      hearers.add(hear);
      return () => hearers.delete(hear);
    },
    stop() {
      for (const end of ends) end?.();
      hearers.clear();
    },
  };
}

/** Those behind `last`, undefined where it is not among them. */
function entriesAfter(
  last: HistoryEntry | undefined,
  history: readonly HistoryEntry[],
): readonly HistoryEntry[] | undefined {
  if (last === undefined) return history;
  const index = history.lastIndexOf(last);
  return index < 0 ? undefined : history.slice(index + 1);
}

/** The strips once `line` was added to the journal. */
function longer(strips: readonly AddressStrip[], line: JournalLine): readonly AddressStrip[] {
  const { site, family } = line;
  const index = strips.findIndex((strip) => strip.site === site && strip.family === family);
  const before = strips[index]?.spans ?? [];
  const spans = withLine(before, line);
  if (spans === before) return strips;
  const strip = { site, family, spans: spans.slice(-MOST_SPANS) };
  return index < 0 ? [...strips, strip].sort(inOrder) : strips.with(index, strip);
}

/** The home first, then sites by name; IPv4 before IPv6. */
function inOrder(one: AddressStrip, other: AddressStrip): number {
  if (one.site !== other.site) return one.site < other.site ? -1 : 1;
  return one.family - other.family;
}

/** In order. `now`: milliseconds since the epoch. */
export function stripsOf(lines: readonly JournalLine[], now: number): readonly AddressStrip[] {
  const begin = new Date(now - DAYS * 24 * 3_600_000).toISOString();
  return Object.entries(historyOf(lines, now).sites).flatMap(([site, { ipv4, ipv6 }]) =>
    (
      [
        [4, ipv4],
        [6, ipv6],
      ] as const
    ).flatMap(([family, known]): readonly AddressStrip[] => {
      const spans = (known?.entries ?? []).filter(({ to }) => to === null || to > begin).slice(-MOST_SPANS);
      return spans.length === 0 ? [] : [{ site, family, spans }];
    }),
  );
}
