/** Waits for the report of a cycle that began after something was told: only such a one took it in. */

import type { CycleListener, CycleReport } from "../../src/index.ts";

export interface CycleWatch extends CycleListener {
  /** How many cycles have begun so far: the moment of a telling, counted in cycles. */
  readonly begun: number;
  /** Is a cycle under way that began after this moment? */
  isUnderWay(moment: number): boolean;
  /** The report of the first cycle to end that began after `moment`; undefined where `signal` aborts before. */
  after(moment: number, signal: AbortSignal): Promise<CycleReport | undefined>;
}

interface Waiter {
  readonly moment: number;
  readonly hear: (report: CycleReport) => void;
}

export function watchCycles(): CycleWatch {
  const waiters = new Set<Waiter>();
  let begun = 0;
  let isRunning = false;
  return {
    get begun() {
      return begun;
    },
    isUnderWay: (moment) => isRunning && begun > moment,
    cycleStarted() {
      begun += 1;
      isRunning = true;
    },
    cycleEnded(report) {
      isRunning = false;
      for (const waiter of [...waiters]) if (waiter.moment < begun) waiter.hear(report);
    },
    after: (moment, signal) =>
      new Promise((resolve) => {
        const end = (report: CycleReport | undefined): void => {
          waiters.delete(waiter);
          signal.removeEventListener("abort", giveUp);
          resolve(report);
        };
        const waiter: Waiter = { moment, hear: end };
        const giveUp = (): void => end(undefined);
        if (signal.aborted) return resolve(undefined);
        waiters.add(waiter);
        signal.addEventListener("abort", giveUp, { once: true });
      }),
  };
}
