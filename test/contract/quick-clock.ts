/** Real time made short: waits of minutes last milliseconds, so that retries and deadlines can be met over real sockets. */

import { systemClock } from "../../src/adapters/clock.ts";
import type { Clock } from "../../src/ports.ts";

/** Everything lasts `1 / factor` of its length, and the clock says that it lasted all of it. */
export function quickClock(factor: number): Clock {
  const start = performance.now();
  const elapsed = (): number => (performance.now() - start) * factor;
  const base = Date.UTC(2026, 0, 1);
  return {
    now: () => base + elapsed(),
    monotonic: elapsed,
    random: () => 0.5,
    sleep: (ms, signal) => systemClock.sleep(ms / factor, signal),
  };
}
