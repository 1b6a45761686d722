/** Counts what a single moment of the service does not tell: cycles, changes of addresses, how soon the world saw a write. */

import { type Clock, type CycleReport, observationsOf } from "../../../../src/index.ts";
import type { Service, ServiceView } from "../../../service/service-view.ts";

export interface Tally {
  /** Seconds that cycles took in all, and how many there were. */
  readonly cycles: { readonly seconds: number; readonly count: number };
  /** When the last cycle that went well ended, milliseconds since the epoch; undefined before the first. */
  readonly lastSuccess: number | undefined;
  /** By site and family (`IPv4`, `IPv6`); the first address is no change. */
  readonly changes: ReadonlyMap<string, Change>;
  /** By record set: seconds from the last write until the world saw it. */
  readonly published: ReadonlyMap<string, Published>;
  stop(): void;
}

export interface Change {
  readonly site: string;
  readonly family: string;
  readonly count: number;
}

export interface Published {
  readonly name: string;
  readonly type: string;
  readonly seconds: number;
}

/** Follows the service from now on. */
export function keepTally(service: Service, clock: Clock): Tally {
  let before: ServiceView = service.view;
  let cycles = { seconds: 0, count: 0 };
  let lastSuccess: number | undefined;
  const changes = new Map<string, Change>();
  const addresses = new Map<string, string>();
  const written = new Map<string, number>();
  const published = new Map<string, Published>();

  function cycle(report: CycleReport): void {
    cycles = { seconds: cycles.seconds + report.durationMs / 1000, count: cycles.count + 1 };
    if (report.ok) lastSuccess = clock.now();
    for (const { site, family, detection } of observationsOf(report)) {
      if (detection.status !== "known") continue;
      const key = `${site} ${family}`;
      const now = detection.addresses
        .map(({ address }) => address)
        .sort()
        .join();
      const known = addresses.get(key);
      const { count = 0 } = changes.get(key) ?? {};
      addresses.set(key, now);
      changes.set(key, { site, family, count: known === undefined || known === now ? count : count + 1 });
    }
    for (const { name, type, outcome } of report.records)
      if (outcome === "created" || outcome === "updated") written.set(`${name} ${type}`, clock.monotonic());
  }

  function seen(verification: NonNullable<ServiceView["seen"]>): void {
    for (const { name, type, published: isSeen } of verification.records) {
      const key = `${name} ${type}`;
      const at = written.get(key);
      if (at === undefined || isSeen !== "yes") continue;
      written.delete(key);
      published.set(key, { name, type, seconds: (clock.monotonic() - at) / 1000 });
    }
  }

  if (before.report !== undefined) cycle(before.report);
  const stop = service.subscribe((view) => {
    // What is turned by hand changes the newest report and is no cycle.
    if (view.report !== undefined && view.report.startedAt !== before.report?.startedAt) cycle(view.report);
    if (view.seen !== undefined && view.seen !== before.seen) seen(view.seen);
    before = view;
  });
  return {
    get cycles() {
      return cycles;
    },
    get lastSuccess() {
      return lastSuccess;
    },
    changes,
    published,
    stop,
  };
}
