/** An AbortSignal for one piece of work: aborted with a given one, or by itself when the work is over. */

import { setMaxListeners } from "node:events";

export interface Branch {
  readonly signal: AbortSignal;
  /** Aborts the branch and lets go of the signal that it came from. */
  end(): void;
}

/** Unlike AbortSignal.any it can let go, so a signal that lives as long as the process gathers nothing. */
export function branchOff(from: AbortSignal): Branch {
  const controller = new AbortController();
  // Many may wait on one branch; Node 20 would take eleven for a leak and say so on stderr.
  setMaxListeners(0, controller.signal);
  const onAbort = () => controller.abort();
  if (from.aborted) onAbort();
  else from.addEventListener("abort", onAbort, { once: true });
  return {
    signal: controller.signal,
    end() {
      from.removeEventListener("abort", onAbort);
      controller.abort();
    },
  };
}
