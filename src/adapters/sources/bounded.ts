/** The promise every source here keeps: an answer within its time, never an exception, nothing left running. */

import type { Detection, IpFamily } from "../../core/types.ts";
import type { AddressSource, Clock } from "../../ports.ts";
import { branchOff } from "./combined/branch.ts";
import type { SourceContext } from "./context.ts";
import { unavailable } from "./detections.ts";

/** A source that can also be asked with less time than usual. */
export interface BoundedSource extends AddressSource {
  /** As `detect`, with an answer after at most `ms` milliseconds. */
  within(family: IpFamily, signal: AbortSignal, ms: number): Promise<Detection>;
}

/** `source` with the deadline of the settings. */
export function bounded(source: AddressSource, context: SourceContext): BoundedSource {
  const within = (family: IpFamily, signal: AbortSignal, ms: number) =>
    ask(source, family, signal, { ms: Math.min(ms, context.timeoutMs), clock: context.clock });
  return {
    name: source.name,
    detect: (family, signal) => within(family, signal, context.timeoutMs),
    within,
    ...(source.watch && { watch: source.watch.bind(source) }),
  };
}

async function ask(
  source: AddressSource,
  family: IpFamily,
  signal: AbortSignal,
  limit: { readonly ms: number; readonly clock: Clock },
): Promise<Detection> {
  const branch = branchOff(signal);
  const stopped = unavailable(source.name, "stopped");
  const tooLate = unavailable(source.name, `timed out after ${describeDuration(limit.ms)}`);
  try {
    if (signal.aborted) return stopped;
    const deadline = limit.clock.sleep(limit.ms, branch.signal).then(
      () => tooLate,
      () => stopped,
    );
    const detection = await Promise.race([source.detect(family, branch.signal), deadline]);
    // An interrupted source may call its interruption by other names.
    return signal.aborted && detection.status !== "known" ? stopped : detection;
  } catch {
    return unavailable(source.name, "failed for a reason of its own");
  } finally {
    // Ends the deadline's timer, and a source that is late.
    branch.end();
  }
}

/** `5 s`, `1.7 s`, `50 ms`. */
function describeDuration(ms: number): string {
  return ms < 100 ? `${Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`;
}
