/** Follows what was told to the cycle that takes it in: asks for one where that helps, and waits for its report. */

import type { Clock, CycleListener, CycleReport } from "../../src/index.ts";
import { watchCycles } from "./cycle-watch.ts";
import type { Telling } from "./telling.ts";
import type { PushMemory } from "./told/memory.ts";

export interface Aftermath {
  /** Must hear of every cycle. */
  readonly listener: CycleListener;
  /** Remembers what a client tells; true where it is news. */
  tell(client: string, telling: Telling): boolean;
  /** The report of a cycle that knew the newest telling of the client; undefined where that takes too long. */
  report(client: string, isNews: boolean, signal: AbortSignal): Promise<CycleReport | undefined>;
}

/** How long an answer waits for its cycle. */
const PATIENCE_MS = 10_000;
/** What is told again while it is not right yet asks for a cycle no more often than this. */
const REPEAT_MS = 5000;

export function followTellings(memory: PushMemory, clock: Clock): Aftermath {
  const cycles = watchCycles();
  /** By client: when its news came, counted in cycles, and when it asked for a cycle last, by the clock. */
  const newsAt = new Map<string, number>();
  const nudgedAt = new Map<string, number>();

  function nudge(client: string): void {
    nudgedAt.set(client, clock.monotonic());
    memory.nudge(client);
  }

  return {
    listener: cycles,
    tell(client, telling) {
      const isNews = memory.tell(client, telling);
      if (isNews) newsAt.set(client, cycles.begun);
      return isNews;
    },
    async report(client, isNews, signal) {
      const moment = newsAt.get(client) ?? 0;
      const answered = new AbortController();
      const patience = new AbortController();
      const report = cycles.after(moment, AbortSignal.any([signal, patience.signal]));
      const later = (ms: number, work: () => void): void => {
        clock.sleep(ms, AbortSignal.any([signal, answered.signal])).then(work, () => {});
      };
      later(PATIENCE_MS, () => patience.abort());
      if (isNews) nudge(client);
      else if (!cycles.isUnderWay(moment)) {
        const rest = (nudgedAt.get(client) ?? Number.NEGATIVE_INFINITY) + REPEAT_MS - clock.monotonic();
        if (rest <= 0) nudge(client);
        else later(rest, () => nudge(client));
      }
      return await report.finally(() => answered.abort());
    },
  };
}
