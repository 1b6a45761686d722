/** What waits to run: by hand and by itself, each merged into one, each no sooner than it may (T1, T9). */

/** Why a cycle runs; "update now" re-reads Cloudflare and runs while paused. */
export type Trigger = "start" | "schedule" | "event" | "retry" | "now";

/** "Update now" reads all of Cloudflare again: however often it is pressed, once in this time. */
const BETWEEN_BY_HAND_MS = 10_000;

/** Of several that merge, the one that says most: a check of the schedule counts where others do not. */
const RANK: readonly Trigger[] = ["event", "retry", "schedule", "start"];

export interface TriggerQueue {
  add(trigger: Trigger): void;
  /** The trigger to run at `at` (a steady clock), or the milliseconds until there is one; undefined where nothing waits. */
  next(at: number): { readonly trigger: Trigger } | { readonly inMs: number } | undefined;
  /** Takes off what `trigger`, which begins at `at`, does. */
  began(trigger: Trigger, at: number): void;
  /** Nothing by itself before `at`. */
  calmUntil(at: number): void;
}

export function createTriggerQueue(): TriggerQueue {
  let byHand = false;
  let byItself: Trigger | undefined;
  let byHandFrom = Number.NEGATIVE_INFINITY;
  let byItselfFrom = Number.NEGATIVE_INFINITY;

  return {
    add(trigger) {
      if (trigger === "now") byHand = true;
      else if (byItself === undefined || RANK.indexOf(trigger) > RANK.indexOf(byItself)) byItself = trigger;
    },
    next(at) {
      if (byHand && at >= byHandFrom) return { trigger: "now" };
      if (byItself !== undefined && at >= byItselfFrom) return { trigger: byItself };
      const waits = [...(byHand ? [byHandFrom] : []), ...(byItself === undefined ? [] : [byItselfFrom])];
      return waits.length === 0 ? undefined : { inMs: Math.min(...waits) - at };
    },
    began(trigger, at) {
      byItself = undefined;
      if (trigger !== "now") return;
      byHand = false;
      byHandFrom = at + BETWEEN_BY_HAND_MS;
    },
    calmUntil(at) {
      byItselfFrom = at;
    },
  };
}
