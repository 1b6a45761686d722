/** What acting nodes hand to the engine with each message: time, the end, and where to say things. */

import { type CycleContext, systemClock } from "../engine.ts";

/** Milliseconds for one zone or list, retries included. */
const UPDATE_TIMEOUT_MS = 30_000;

const LONGEST_MEMORY = 100;

/** `warn` that says each distinct thing once; what was said long ago may be said again. */
export function onceEach(warn: (text: string) => void): (text: string) => void {
  const told = new Set<string>();
  return (text) => {
    if (told.has(text)) return;
    if (told.size >= LONGEST_MEMORY) told.clear();
    told.add(text);
    warn(text);
  };
}

/** `fresh`: what was read before is not reused. */
export function cycleContext(
  options: Pick<CycleContext, "signal" | "dryRun" | "fresh" | "notice"> &
    Partial<Pick<CycleContext, "publishing">>,
): CycleContext {
  return {
    publishing: async () => {},
    ...options,
    clock: systemClock,
    updateTimeoutMs: UPDATE_TIMEOUT_MS,
    progress: () => {},
    writing: () => {},
  };
}
