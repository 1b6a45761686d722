/** Waits for the report of a cycle that began after the question: only such a one took in what was told. */

import type { CycleListener, CycleReport } from "../../src/index.ts";

export interface CycleWatch extends CycleListener {
  /** The report of the next cycle to begin; undefined where `signal` aborts before it ends. */
  next(signal: AbortSignal): Promise<CycleReport | undefined>;
}

export function watchCycles(): CycleWatch {
  type Waiter = (report: CycleReport | undefined) => void;
  let waiting = new Set<Waiter>();
  let served = new Set<Waiter>();
  return {
    cycleStarted() {
      served = new Set([...served, ...waiting]);
      waiting = new Set();
    },
    cycleEnded(report) {
      const done = served;
      served = new Set();
      for (const waiter of done) waiter(report);
    },
    next: (signal) =>
      new Promise((resolve) => {
        const waiter: Waiter = (report) => {
          signal.removeEventListener("abort", giveUp);
          resolve(report);
        };
        const giveUp = (): void => {
          waiting.delete(waiter);
          served.delete(waiter);
          resolve(undefined);
        };
        if (signal.aborted) return resolve(undefined);
        waiting.add(waiter);
        signal.addEventListener("abort", giveUp, { once: true });
      }),
  };
}
