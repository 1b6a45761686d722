/** Looks whether the world sees what was published: after cycles that wrote and once an hour, beside the cycles. */

import type { Clock, CycleListener, CycleReport, Verification } from "../../src/index.ts";

const HOUR_MS = 3_600_000;
const PACE_MS = 30_000;
/** So long Cloudflare may need to tell all its name servers; who asks a resolver sooner plants the old answer there. */
const SPREADING_MS = 3000;

export interface WorldWatch {
  readonly listener: CycleListener;
  /** Something was written beside the cycles. Before the first of them nothing is asked. */
  wroteByHand(): void;
  /** Ends the question under way. */
  stop(): Promise<void>;
}

export interface WorldWatchOptions {
  readonly clock: Clock;
  /** Asks once, and begins no question before `idle` resolves: cycles go first. */
  readonly verify: (
    report: CycleReport,
    signal: AbortSignal,
    idle: () => Promise<void>,
  ) => Promise<Verification>;
  /** Hears each verdict that stands. */
  readonly tell: (found: Verification) => void;
}

export function watchWorld({ clock, verify, tell }: WorldWatchOptions): WorldWatch {
  let newest: CycleReport | undefined;
  let round = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let cycle: { readonly over: Promise<void>; readonly end: () => void } | undefined;
  const idle = async (): Promise<void> => await cycle?.over;

  /** A "no" stands only when no cache may hold the old answer any longer. */
  async function look(signal: AbortSignal): Promise<Verification | undefined> {
    const start = clock.monotonic();
    for (;;) {
      if (newest === undefined) return undefined;
      const found = await verify(newest, signal, idle);
      if (signal.aborted) return undefined;
      const left = start + found.settledAfter * 1000 - clock.monotonic();
      if (left <= 0 || !mayPass(found)) return found;
      await clock.sleep(Math.min(PACE_MS, left), signal);
    }
  }

  async function follow(wrote: boolean, signal: AbortSignal): Promise<void> {
    if (wrote) await clock.sleep(SPREADING_MS, signal);
    while (!signal.aborted) {
      const found = await look(signal);
      if (found !== undefined) tell(found);
      await clock.sleep(HOUR_MS, signal);
    }
  }

  function cycleStarted(): void {
    if (cycle !== undefined) return;
    let end = (): void => {};
    const over = new Promise<void>((resolve) => {
      end = resolve;
    });
    cycle = { over, end };
  }

  function cycleEnded(report: CycleReport): void {
    cycle?.end();
    cycle = undefined;
    if (report.dryRun) return;
    const isFirst = newest === undefined;
    newest = report;
    const wrote = hasWritten(report);
    if (isFirst || wrote) begin(wrote);
  }

  /** A round of its own, in place of the one under way. */
  function begin(wrote: boolean): void {
    round.abort();
    round = new AbortController();
    // The wait that is ended rejects.
    running = follow(wrote, round.signal).catch(() => {});
  }

  return {
    listener: { cycleStarted, cycleEnded },
    wroteByHand: () => {
      if (newest !== undefined) begin(true);
    },
    stop: async () => {
      cycle?.end();
      round.abort();
      await running;
    },
  };
}

/** What a cache, or a key that is on its way, explains. */
function mayPass({ records, zones }: Verification): boolean {
  return (
    records.some(({ published }) => published === "no") || zones.some(({ dnssec }) => dnssec !== undefined)
  );
}

function hasWritten({ records }: CycleReport): boolean {
  return records.some(
    ({ outcome }) => outcome === "created" || outcome === "updated" || outcome === "deleted",
  );
}
