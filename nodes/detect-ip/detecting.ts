/** The work of detect-ip on one message: observe, compare with last time, remember. */

import { createQueue, stopped } from "../shared/account/queue.ts";
import type { Answer, Work } from "../shared/message/answering.ts";
import { wantsReset } from "../shared/message/reset.ts";
import { partly, succeeded, working } from "../shared/message/status.ts";
import { addressesFrom, compare, type Detected, merged } from "./judgement.ts";
import type { Addresses, Memory } from "./memory.ts";
import type { DetectSettings } from "./settings.ts";
import type { Observation } from "./sources.ts";

export interface DetectorParts {
  readonly settings: DetectSettings;
  readonly observe: (signal: AbortSignal) => Promise<readonly Observation[]>;
  readonly memory: Memory;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Messages that come while the sources are being asked share that answer, and are compared one after the other. */
export function createDetecting({ settings, observe, memory, now }: DetectorParts): Work {
  const inOrder = createQueue();
  let underWay: Promise<readonly Observation[]> | undefined;

  const observations = (signal: AbortSignal): Promise<readonly Observation[]> => {
    underWay ??= observe(signal).finally(() => {
      underWay = undefined;
    });
    return underWay;
  };

  return async (message, signal, show) => {
    show(working("status.detecting"));
    const seen = await observations(signal);
    if (signal.aborted) throw stopped();
    return inOrder.run(signal, async () => {
      const previous = wantsReset(message) ? undefined : await memory.recall();
      const found = addressesFrom(seen, settings.required);
      const detected = compare(found, previous, seen);
      const known = merged(found, previous);
      if (previous === undefined || known.ipv4 !== previous.ipv4 || known.ipv6 !== previous.ipv6)
        await memory.remember(known);
      return answer(found, detected, now());
    });
  };
}

function answer(found: Addresses, detected: Detected, at: number): Answer {
  const changed = detected.changed.ipv4 || detected.changed.ipv6;
  const [missing] = detected.errors;
  return {
    changed,
    status:
      missing === undefined
        ? succeeded(found.ipv4 ?? found.ipv6 ?? "")
        : partly(missing.family === 4 ? "status.noIpv4" : "status.noIpv6"),
    set: { payload: found, detected: { ...detected, at: new Date(at).toISOString() } },
  };
}
