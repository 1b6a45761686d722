/** One queue for each monitor and service: in order, one retry, never more than a few waiting, trouble told once. */

import { DdnsError, isTransient } from "../../core/errors.ts";
import { redact } from "../../core/secret.ts";
import type { Clock } from "../../ports.ts";
import { clip } from "../message/message.ts";

const RETRY_AFTER_MS = 2_000;
const MOST_WAITING = 20;
/** Cut after redaction: a secret cut in half would not be found. */
const LONGEST_LINE = 500;

/** One request, or a few that belong together. Rejects with DdnsError only. */
export type Step = (signal: AbortSignal) => Promise<void>;

/** Where log lines go. */
export type ReporterLog = (level: "warn" | "info" | "debug", text: string) => void;

/** A queue to one receiver. */
export interface Delivery {
  /**
   * Puts one message behind those that wait: a step for each of its recipients, each taken although another failed.
   * Returns at once and never throws.
   */
  push(steps: readonly Step[]): void;
  /** Resolves when nothing waits and nothing is under way. */
  settled(): Promise<void>;
  /** Gives up what waits and what is under way. */
  abandon(): void;
}

/** `name` is the receiver's in log lines, which are free of every known secret. */
export function createDelivery(options: {
  readonly name: string;
  readonly clock: Clock;
  readonly log: ReporterLog;
}): Delivery {
  const { name, clock } = options;
  const log: ReporterLog = (level, text) => options.log(level, clip(redact(text), LONGEST_LINE));
  const waiting: (readonly Step[])[] = [];
  const stop = new AbortController();
  let failing = false;
  let overflowing = false;
  let running: Promise<void> | undefined;

  const attempt = async (step: Step): Promise<void> => {
    try {
      await step(stop.signal);
    } catch (error) {
      if (!(error instanceof DdnsError) || !isTransient(error) || stop.signal.aborted) throw error;
      log("debug", `${name}: ${error.message} Trying again.`);
      await clock.sleep(Math.max(RETRY_AFTER_MS, error.retryAfterMs ?? 0), stop.signal);
      await step(stop.signal);
    }
  };

  const deliver = async (steps: readonly Step[]): Promise<void> => {
    const reasons: string[] = [];
    for (const step of steps) {
      try {
        await attempt(step);
      } catch (error) {
        reasons.push(error instanceof DdnsError ? error.message : "an unexpected failure.");
      }
      if (stop.signal.aborted) return;
    }
    if (failing && reasons.length === 0) log("info", `${name} works again.`);
    for (const reason of new Set(reasons))
      log(failing ? "debug" : "warn", `${name} could not be told: ${reason}`);
    failing = reasons.length > 0;
  };

  const run = async (): Promise<void> => {
    for (let steps = waiting.shift(); steps !== undefined; steps = waiting.shift()) await deliver(steps);
    overflowing = false;
    running = undefined;
  };

  return {
    push(steps) {
      if (stop.signal.aborted) return;
      waiting.push(steps);
      const surplus = waiting.length - MOST_WAITING;
      if (surplus > 0) {
        waiting.splice(0, surplus);
        log(
          overflowing ? "debug" : "warn",
          `${name} is too slow: the oldest of more than ${MOST_WAITING} messages are dropped.`,
        );
        overflowing = true;
      }
      running ??= run();
    },
    async settled() {
      while (running !== undefined) await running;
    },
    abandon() {
      waiting.length = 0;
      stop.abort();
    },
  };
}
