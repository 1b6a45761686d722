/** One hook at a time: three tries of ten seconds, and of the reports that come meanwhile only the newest. */

import type { Clock, CycleReport } from "../../src/index.ts";

const TRY_MS = 10_000;
/** Waits before the second and the third try. */
const PAUSES_MS: readonly number[] = [2000, 10_000];

export type HookLog = (level: "warn" | "info" | "debug", text: string) => void;

/** Tells a hook of a report; answers with why that failed, in words, or with undefined. Ends with its signal; never rejects. */
export type Tell = (report: CycleReport, signal: AbortSignal) => Promise<string | undefined>;

export interface Lane {
  /** Returns at once. */
  push(report: CycleReport): void;
  /** Resolves when nothing waits and nothing is under way; an aborted `signal` gives both up. */
  settled(signal: AbortSignal): Promise<void>;
}

export interface LaneOptions {
  /** The setting that names the hook. */
  readonly name: string;
  readonly tell: Tell;
  readonly clock: Clock;
  readonly log: HookLog;
}

export function createLane({ name, tell, clock, log }: LaneOptions): Lane {
  const stop = new AbortController();
  let newest: CycleReport | undefined;
  let running: Promise<void> | undefined;

  async function tryOnce(report: CycleReport): Promise<string | undefined> {
    const ended = new AbortController();
    const late = new AbortController();
    clock.sleep(TRY_MS, ended.signal).then(
      () => late.abort(),
      () => undefined, // it was quicker
    );
    const failure = await tell(report, AbortSignal.any([stop.signal, late.signal]));
    ended.abort();
    return failure !== undefined && late.signal.aborted
      ? `it did not end within ${TRY_MS / 1000} s`
      : failure;
  }

  async function deliver(report: CycleReport): Promise<void> {
    let failure = await tryOnce(report);
    for (const pause of PAUSES_MS) {
      if (failure === undefined || stop.signal.aborted) break;
      log("debug", `${name}: ${failure}; trying again in ${pause / 1000} s.`);
      await clock.sleep(pause, stop.signal).catch(() => undefined);
      if (!stop.signal.aborted) failure = await tryOnce(report);
    }
    if (failure === undefined) log("debug", `${name} was told of the change.`);
    else if (stop.signal.aborted)
      log(
        "warn",
        `${name} was not told of the last change, since Cloudflare DDNS was stopped before it took it; the next change is told again.`,
      );
    else
      log(
        "warn",
        `${name} was not told of a change, in ${PAUSES_MS.length + 1} tries: ${failure}. The next change is told again.`,
      );
  }

  async function run(): Promise<void> {
    for (let report = newest; report !== undefined && !stop.signal.aborted; report = newest) {
      newest = undefined;
      await deliver(report);
    }
    running = undefined;
  }

  return {
    push(report) {
      newest = report;
      running ??= run();
    },
    async settled(signal) {
      const giveUp = (): void => stop.abort();
      if (signal.aborted) giveUp();
      signal.addEventListener("abort", giveUp, { once: true });
      while (running !== undefined) await running;
      signal.removeEventListener("abort", giveUp);
    },
  };
}
