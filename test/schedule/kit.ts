/** A scheduler over a clock in our hands, and what it ran. */

import { afterEach } from "vitest";
import type { Schedule } from "../../src/core/schedule.ts";
import type { Trigger } from "../../src/schedule/queue.ts";
import { createScheduler, type Following, type Scheduler } from "../../src/schedule/scheduler.ts";
import { createVirtualClock, type VirtualClock } from "../clock.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const START = Date.UTC(2026, 0, 1);

const opened: Scheduler[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((scheduler) => scheduler.stop()));
});

interface Setting {
  readonly schedule?: Schedule;
  readonly timeZone?: string;
  readonly updateOnStart?: boolean;
  readonly at?: number;
  /** Milliseconds that a cycle takes. */
  readonly cycleMs?: number;
  /** What a cycle asks of those that follow; default: nothing. */
  readonly following?: (trigger: Trigger, clock: VirtualClock) => Partial<Following>;
}

export function open(setting: Setting = {}) {
  const clock = createVirtualClock(setting.at ?? START);
  const ran: { readonly trigger: Trigger; readonly at: number }[] = [];
  const world = { paused: false, underWay: 0, mostAtOnce: 0, ended: false };
  const scheduler = createScheduler({
    schedule: setting.schedule ?? every(5 * MINUTE),
    timeZone: setting.timeZone ?? "UTC",
    updateOnStart: setting.updateOnStart ?? true,
    clock,
    paused: () => world.paused,
    run: async (trigger, signal) => {
      ran.push({ trigger, at: clock.now() });
      world.underWay += 1;
      world.mostAtOnce = Math.max(world.mostAtOnce, world.underWay);
      if (setting.cycleMs !== undefined) await clock.sleep(setting.cycleMs, signal).catch(() => {});
      world.underWay -= 1;
      return { retryInMs: undefined, calmForMs: 0, ...setting.following?.(trigger, clock) };
    },
  });
  opened.push(scheduler);
  void scheduler.start().then(() => {
    world.ended = true;
  });
  const triggers = (): readonly Trigger[] => ran.map(({ trigger }) => trigger);
  const times = (): readonly string[] => ran.map(({ at }) => new Date(at).toISOString());
  return { clock, scheduler, world, ran, triggers, times };
}

function every(intervalMs: number): Schedule {
  return { kind: "every", intervalMs, text: `@every ${intervalMs}ms` };
}

export function cron(text: string): Schedule {
  return { kind: "cron", text };
}
