/** When Home Assistant says that it has started, everything is sent again: a little later, and once for many such messages. */

import type { Clock } from "../../../src/index.ts";

/** After its start Home Assistant is asked for much at once; we come a little later, each of us at another time. */
const DELAY_MS = 1000;
const JITTER_MS = 4000;
/** It does not start twice in less. */
const APART_MS = 10_000;

/** Call it with each birth, and the signal that ends the connection; `sendAgain` never rejects. */
export function createBirths(clock: Clock, sendAgain: () => Promise<void>): (gone: AbortSignal) => void {
  let planned = false;
  let last = Number.NEGATIVE_INFINITY;

  const run = async (gone: AbortSignal): Promise<void> => {
    const soonest = DELAY_MS + clock.random() * JITTER_MS;
    try {
      await clock.sleep(Math.max(soonest, last + APART_MS - clock.monotonic()), gone);
    } finally {
      planned = false;
    }
    last = clock.monotonic();
    await sendAgain();
  };

  return (gone) => {
    if (planned) return;
    planned = true;
    run(gone).catch(() => undefined);
  };
}
