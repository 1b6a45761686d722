/** What has been: the changes that the service remembers, and the addresses of the journal. */

import { type Clock, historyOf, type JournalLine } from "../../../src/index.ts";
import type { Service } from "../../service/service-view.ts";
import type { AddressStrip, DashboardPast } from "../wire.ts";

/** How far back the page shows addresses. */
const DAYS = 90;
/** More cannot be told apart on a screen; the command `history` tells all. */
const MOST_SPANS = 400;

/** The journal of addresses, which others write. */
export interface AddressJournal {
  /** Oldest first; empty where it cannot be read. Never rejects. */
  read(): Promise<readonly JournalLine[]>;
  /** Calls `hear` after each time that lines were added; answers with the function that ends it. */
  subscribe(hear: () => void): () => void;
}

export interface Past {
  now(): DashboardPast;
  /** Calls `hear` when there is something new; answers with the function that ends it. */
  subscribe(hear: () => void): () => void;
  stop(): void;
}

/** Follows service and journal from now on. */
export function followPast(service: Service, journal: AddressJournal | undefined, clock: Clock): Past {
  const hearers = new Set<() => void>();
  const tell = (): void => {
    for (const hear of hearers) hear();
  };
  // Cut when they are read: the page cuts again by its clock, and all the lines would only fill memory.
  let strips: readonly AddressStrip[] = [];
  let { history } = service.view;

  const readAgain = async (): Promise<void> => {
    strips = stripsOf((await journal?.read()) ?? [], clock.now());
    if (strips.length > 0) tell();
  };
  const ends = [
    service.subscribe((view) => {
      if (view.history === history) return;
      history = view.history;
      tell();
    }),
    journal?.subscribe(() => void readAgain()),
  ];
  void readAgain();

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

/** The home first, then sites by name; IPv4 before IPv6. `now`: milliseconds since the epoch. */
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
