/** The real clock: the system's time, the system's chance, and sleeps that an AbortSignal ends. */

import { DdnsError } from "../core/errors.ts";
import type { Clock } from "../ports.ts";

/** Node turns a longer timeout into 1 ms, so a longer sleep is taken in stretches of this many milliseconds. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** Not `performance.now()`: touching that makes Node load its whole performance API, a megabyte for one number. */
function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

/** Time as this machine has it. A sleep keeps the process alive until it ends or is aborted. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => monotonicMs(),
  random: () => Math.random(),

  sleep(ms, signal) {
    return new Promise((resolve, reject) => {
      const end = monotonicMs() + ms;
      let timer: NodeJS.Timeout | undefined;
      const stop = () => {
        clearTimeout(timer);
        reject(new DdnsError("ABORTED", "The wait was stopped."));
      };
      const wait = () => {
        const left = end - monotonicMs();
        // Written so that a length that is no number ends the sleep instead of repeating it for ever.
        if (left > 0) {
          timer = setTimeout(wait, Math.min(left, LONGEST_TIMEOUT_MS));
        } else {
          signal?.removeEventListener("abort", stop);
          resolve();
        }
      };
      if (signal?.aborted) {
        stop();
        return;
      }
      signal?.addEventListener("abort", stop, { once: true });
      wait();
    });
  },
};
