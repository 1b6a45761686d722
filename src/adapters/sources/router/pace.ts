/** When a router is asked unasked: after a hint, once more a second later, and every 15 s while no hint is known to arrive (D8). */

import type { Clock } from "../../../ports.ts";

export interface Pace {
  /** Something may have changed: ask. `proven`: so hints of a change do arrive, and the clock need not be followed any more. */
  hint(proven: boolean): void;
  /** Hints may not arrive (any more): follow the clock. */
  doubt(): void;
  stop(): void;
}

const ROUND_MS = 15_000;
/** An announcement's first copy can be older than the change that it tells of. */
const AGAIN_MS = 1000;
/** Announcements come in volleys, and anybody on the LAN may send some: asked no more often than this. */
const SPACING_MS = 200;
/** With hints alone there is nothing to wake up for. */
const LONGEST_REST_MS = 3_600_000;

/** Asks at once, so that a later answer has something to differ from. `look` never rejects. */
export function keepPace(clock: Clock, look: (signal: AbortSignal) => Promise<void>): Pace {
  const stopping = new AbortController();
  let disturbance = new AbortController();
  let followsClock = true;
  let isHinted = false;
  let againAt = Number.POSITIVE_INFINITY;
  let looked = clock.monotonic();

  const nextAt = (): number =>
    Math.min(
      isHinted ? looked + SPACING_MS : Number.POSITIVE_INFINITY,
      againAt,
      looked + (followsClock ? ROUND_MS : LONGEST_REST_MS),
    );

  async function go(): Promise<void> {
    await look(stopping.signal);
    looked = clock.monotonic();
    while (!stopping.signal.aborted) {
      disturbance = new AbortController();
      const left = nextAt() - clock.monotonic();
      if (left > 0) {
        await clock.sleep(left, disturbance.signal).catch(() => {});
        continue;
      }
      isHinted = false;
      if (againAt <= clock.monotonic()) againAt = Number.POSITIVE_INFINITY;
      await look(stopping.signal);
      looked = clock.monotonic();
    }
  }

  void go();
  return {
    hint(proven) {
      isHinted = true;
      againAt = clock.monotonic() + AGAIN_MS;
      if (proven) followsClock = false;
      disturbance.abort();
    },
    doubt() {
      followsClock = true;
      disturbance.abort();
    },
    stop() {
      stopping.abort();
      disturbance.abort();
    },
  };
}
