/** Asks several places in a staggered way: the next when the last is slow or has failed, until one knows. */

import type { Detection } from "../../../core/types.ts";
import type { Clock } from "../../../ports.ts";
import { unavailable } from "../detections.ts";

export interface Hedge {
  /** Name of the source, for the answer when all attempts fail. */
  readonly source: string;
  /** Time an attempt has for itself before the next joins it, milliseconds. */
  readonly delayMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** The first known answer; the other attempts are aborted. All failed: unavailable with every reason. */
export function hedge(
  attempts: readonly ((signal: AbortSignal) => Promise<Detection>)[],
  { source, delayMs, clock, signal }: Hedge,
): Promise<Detection> {
  const stop = new AbortController();
  const stopSignal = AbortSignal.any([signal, stop.signal]);
  return new Promise((resolve) => {
    const reasons: string[] = [];
    let started = 0;
    let failures = 0;
    let pause = new AbortController();

    const finish = (detection: Detection) => {
      stop.abort();
      pause.abort();
      resolve(detection);
    };
    const startNext = () => {
      pause.abort();
      const index = started;
      const attempt = attempts[index];
      if (attempt === undefined || stopSignal.aborted) return;
      started += 1;
      void attempt(stopSignal).then((detection) => settle(index, detection));
      pause = new AbortController();
      clock.sleep(delayMs, pause.signal).then(startNext, () => undefined);
    };
    const settle = (index: number, detection: Detection) => {
      if (detection.status === "known") return finish(detection);
      reasons[index] = detection.status === "unavailable" ? detection.reason : detection.status;
      failures += 1;
      if (failures === attempts.length || signal.aborted)
        return finish(unavailable(source, joined(Object.values(reasons))));
      startNext();
    };
    startNext();
  });
}

/** The next step stands once, behind the last of the reasons that share it. */
function joined(reasons: readonly string[]): string {
  return reasons
    .map((reason, index) => {
      const at = reason.indexOf(", so ");
      const step = reason.slice(at);
      const isRepeated = at >= 0 && reasons[index + 1]?.endsWith(step) === true;
      return isRepeated ? reason.slice(0, -step.length) : reason;
    })
    .join("; ");
}
