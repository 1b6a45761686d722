/**
 * Says whether the process makes progress, which is all a watchdog may act on.
 *
 * A restart cures a hung process and nothing else. So a refused token, an unreachable Cloudflare, missing settings and
 * a pause are healthy here (dashboard, MQTT and notifications tell of them); only a cycle that is long overdue is not.
 */

import type { Clock } from "../../../src/index.ts";
import type { Service, ServiceView } from "../../service/service-view.ts";

/** `stalled` alone is unhealthy. */
export type Health = "ok" | "paused" | "waiting_for_settings" | "stalled";

export interface HealthWatch {
  health(): Health;
  stop(): void;
}

/** Cycles wait out rate limits and retries; sooner than this nothing counts as hung. */
const PATIENCE_MS = 10 * 60_000;

/**
 * Follows the service from now on. Measured on the monotonic clock, so that a computer that learns the right time
 * only after start (no battery clock) is not taken for a hung one.
 */
export function watchHealth(service: Service, clock: Clock): HealthWatch {
  let seen = service.view;
  let dueAt = dueTime(seen, clock);

  const stop = service.subscribe((view) => {
    const progressed =
      view.lastCheck !== seen.lastCheck ||
      view.paused !== seen.paused ||
      (seen.busy && !view.busy) ||
      (seen.waitingFor.length > 0 && view.waitingFor.length === 0);
    // Without progress the old due time stands, even if the service already names a later one.
    if (progressed || dueAt === undefined) dueAt = dueTime(view, clock);
    seen = view;
  });

  const { schedule } = service.config;
  const patienceMs = schedule.kind === "every" ? Math.max(2 * schedule.intervalMs, PATIENCE_MS) : PATIENCE_MS;

  return {
    stop,
    health() {
      if (seen.waitingFor.length > 0) return "waiting_for_settings";
      if (seen.paused) return "paused";
      return dueAt !== undefined && clock.monotonic() > dueAt + patienceMs ? "stalled" : "ok";
    },
  };
}

/** When the next cycle is due, on the monotonic clock; undefined where none is announced. */
function dueTime(view: ServiceView, clock: Clock): number | undefined {
  if (view.nextCheck === undefined) return undefined;
  const untilMs = Date.parse(view.nextCheck) - clock.now();
  return Number.isNaN(untilMs) ? undefined : clock.monotonic() + Math.max(0, untilMs);
}
