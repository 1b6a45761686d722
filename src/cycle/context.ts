/** What every stage of one cycle shares, and how long a unit of work may take. */

import { DdnsError } from "../core/errors.ts";
import type { Prefix } from "../core/types.ts";
import type { Clock } from "../ports.ts";
import type { WantedList } from "./wanted.ts";

export interface CycleContext {
  readonly clock: Clock;
  /** Ends the cycle at once. */
  readonly signal: AbortSignal;
  /** Milliseconds that one zone or one list may take, retries included. */
  readonly updateTimeoutMs: number;
  /** Reads and plans, writes nothing. */
  readonly dryRun: boolean;
  /** Reuses nothing that was read before. */
  readonly fresh: boolean;
  /** Hears that something is about to be written. */
  readonly writing: () => void;
  /** Remembers what a list is about to publish, where ownership rests on memory; settles before anything is sent. */
  readonly publishing: (target: WantedList["target"], prefixes: readonly Prefix[]) => Promise<void>;
  /** Hears of things worth knowing that are no failures. */
  readonly notice: (text: string) => void;
  /** Hears how far long work has come, as a sentence. */
  readonly progress: (text: string) => void;
}

/** Runs `work` with a signal that aborts when the cycle does, or with TIMEOUT as its reason once the unit's time is up. */
export async function withinUnit<T>(
  context: CycleContext,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const unit = new AbortController();
  const finished = new AbortController();
  const stop = (): void => unit.abort(context.signal.reason);
  if (context.signal.aborted) stop();
  context.signal.addEventListener("abort", stop, { once: true });
  context.clock.sleep(context.updateTimeoutMs, finished.signal).then(
    () =>
      unit.abort(new DdnsError("TIMEOUT", `the time limit of ${context.updateTimeoutMs / 1000} s passed`)),
    () => {},
  );
  try {
    return await work(unit.signal);
  } finally {
    finished.abort();
    context.signal.removeEventListener("abort", stop);
  }
}

/** `work` for each item, at most `limit` at once, results in the order of the items. */
export async function mapLimited<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index] as Item;
      results[index] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
