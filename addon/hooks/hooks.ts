/** Hears of cycles and tells both hooks of those that changed something. */

import { type Clock, type CycleListener, createSend, type HooksConfig, hasChanged } from "../../src/index.ts";
import { createLane, type HookLog, type Lane } from "./lane.ts";
import { programHook } from "./program.ts";
import { webhook } from "./webhook.ts";

export interface Hooks {
  readonly listener: CycleListener;
  /** Resolves when every change was told or given up. An aborted `signal` gives up what is left. */
  settled(signal: AbortSignal): Promise<void>;
}

export interface HooksOptions {
  readonly hooks: HooksConfig;
  /** Our own environment, of which a program sees little. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly log: HookLog;
}

export function createHooks({ hooks, environment, clock, log }: HooksOptions): Hooks {
  const lanes: Lane[] = [];
  if (hooks.onChange !== undefined)
    lanes.push(createLane({ name: "ON_CHANGE", tell: programHook(hooks.onChange, environment), clock, log }));
  if (hooks.webhook !== undefined)
    lanes.push(
      createLane({ name: "WEBHOOK_URL", tell: webhook(hooks.webhook, createSend(clock)), clock, log }),
    );
  return {
    listener: {
      cycleEnded(report) {
        if (!report.dryRun && hasChanged(report)) for (const lane of lanes) lane.push(report);
      },
    },
    async settled(signal) {
      await Promise.all(lanes.map((lane) => lane.settled(signal)));
    },
  };
}
