/** What follows from a cycle: who is told what, when the next one comes, and what of it outlasts a restart (T6, T9, T11). */

import {
  type AddressChanges,
  type Clock,
  type CycleReport,
  createRetries,
  type Engine,
  type Following,
  failingIn,
  NO_CHANGES,
  nextAlert,
  noteCycle,
  notePush,
  startAlerts,
  type Telling,
  type Trigger,
} from "../../src/index.ts";
import { timeOfDay } from "./local-time.ts";

/** An address that flaps is written at most once in this time. */
const CALM_MS = 60_000;

export interface Judgement {
  readonly telling: Telling;
  readonly following: Following;
  /** When the same is tried again (T11), milliseconds since the epoch; undefined where the schedule is enough. */
  readonly retryAt: number | undefined;
}

export interface JudgeOptions {
  readonly engine: Pick<Engine, "state" | "amendState">;
  readonly clock: Clock;
  /** The cycle is the only one: nothing follows that could make its failure pass. */
  readonly isOnce: boolean;
  /** When the schedule runs next, milliseconds since the epoch. */
  readonly nextAt: () => number | undefined;
}

/** `judge` hears of every cycle that was not a dry run, in order. */
export function createJudge({ engine, clock, isOnce, nextAt }: JudgeOptions) {
  const retries = createRetries(clock);
  let alerts = startAlerts(engine.state.told);
  let changes: AddressChanges = NO_CHANGES;

  async function judge(report: CycleReport, trigger: Trigger, wasStopped: boolean): Promise<Judgement> {
    const nowMs = clock.now();
    const passing = failingIn(report).filter(({ mayPass }) => mayPass);
    const { inMs, spent } = retries.settle(
      passing.map(({ thing }) => thing),
      Math.max(0, ...passing.map(({ retryAfterMs }) => retryAfterMs)),
    );
    changes = noteCycle(changes, report, clock.monotonic());
    const { flapping } = changes;
    const { state, alert } = nextAlert(alerts, report, {
      nowMs,
      isCheck: trigger === "schedule" || trigger === "start",
      isLastTry: isOnce || spent,
      flapping,
      wasStopped,
    });
    alerts = state;
    await keepTold();
    const retryAt = inMs === undefined || isOnce ? undefined : nowMs + inMs;
    const next = earlier(nextAt(), retryAt);
    return {
      telling: {
        alert,
        stands: state.told !== undefined,
        nextTry: next === undefined ? undefined : timeOfDay(next, nowMs),
      },
      following: { retryInMs: inMs, calmForMs: flapping.length > 0 ? CALM_MS : 0 },
      retryAt,
    };
  }

  async function keepTold(): Promise<void> {
    await engine.amendState((before) => {
      if (before.told === alerts.told) return before;
      const { told: _, ...rest } = before;
      return alerts.told === undefined ? rest : { ...rest, told: alerts.told };
    });
  }

  return {
    judge,
    /** A source said by itself that something may have changed. */
    pushed: () => {
      changes = notePush(changes, clock.monotonic());
    },
  };
}

/** The earlier of two times, either of which may be missing. */
export function earlier(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}
