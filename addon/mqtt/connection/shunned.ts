/** Topics on which messages came that are too large to be read: after the second one they are left alone for a while. */

import type { Clock } from "../../../src/index.ts";
import { matchesFilter } from "./topic-filter.ts";

/** One large message may have been a slip that nobody keeps; the second one is kept (retained), or somebody means it. */
const STRIKES = 2;
const WITHIN_MS = 600_000;

export interface Shunned {
  /** A message that is too large came on `topic`; undefined where the topic is not known. */
  strike(topic: string | undefined): void;
  /** The topic for whose sake nothing is read under `filter` now; undefined where it may be read. */
  for(filter: string): string | undefined;
  /** Topics with a strike, known ones only. */
  readonly struck: readonly string[];
}

/** Where the topic is unknown, every filter is left alone. */
const ANY = "(unknown)";

export function createShunned(clock: Clock): Shunned {
  const strikes = new Map<string, readonly number[]>();
  const recent = (topic: string): readonly number[] =>
    (strikes.get(topic) ?? []).filter((at) => clock.monotonic() - at < WITHIN_MS);
  return {
    strike(topic = ANY) {
      strikes.set(topic, [...recent(topic), clock.monotonic()].slice(-STRIKES));
    },
    for: (filter) =>
      [...strikes.keys()].find(
        (topic) => (topic === ANY || matchesFilter(filter, topic)) && recent(topic).length >= STRIKES,
      ),
    get struck() {
      return [...strikes.keys()].filter((topic) => topic !== ANY && recent(topic).length > 0);
    },
  };
}
