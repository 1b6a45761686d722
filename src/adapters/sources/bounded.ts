/** The promise every source here keeps: an answer within its time, never an exception, nothing left running. */

import type { AddressOrigin } from "../../core/address/address.ts";
import { DEFAULT_PREFIX_LENGTHS } from "../../core/address/prefix.ts";
import { judgeDetection } from "../../core/source/judgement.ts";
import type { Detection, IpFamily } from "../../core/types.ts";
import type { AddressSource, Clock } from "../../ports.ts";
import { branchOff } from "./combined/branch.ts";
import type { SourceContext } from "./context.ts";
import { unavailable } from "./detections.ts";

/** What is asked of a source, and how long it may take. */
export interface Question {
  readonly family: IpFamily;
  readonly signal: AbortSignal;
  /** The default prefix length of the family (D1). */
  readonly prefixLength: number;
  /** An answer comes after at most this, milliseconds. */
  readonly ms: number;
}

/** A source that can also be asked with less time than usual. */
export interface BoundedSource extends AddressSource {
  within(question: Question): Promise<Detection>;
}

/** `source` with the deadline of the settings, its answers judged by where they come from. */
export function bounded(source: AddressSource, origin: AddressOrigin, context: SourceContext): BoundedSource {
  const { clock, rejectCloudflare, timeoutMs } = context;
  return askable(source, timeoutMs, async (question) => {
    const detection = await ask(source, { ...question, ms: Math.min(question.ms, timeoutMs) }, clock);
    return judgeDetection(detection, origin, { ...question, rejectCloudflare });
  });
}

/** A source that answers questions by `within`, with all the time there is where nobody says less. */
export function askable(
  { name, watch, fromOutside }: Pick<BoundedSource, "name" | "watch" | "fromOutside">,
  timeoutMs: number,
  within: BoundedSource["within"],
): BoundedSource {
  return {
    name,
    within,
    detect: (family, signal, prefixLength = DEFAULT_PREFIX_LENGTHS[family]) =>
      within({ family, signal, prefixLength, ms: timeoutMs }),
    ...(watch && { watch }),
    ...(fromOutside && { fromOutside }),
  };
}

async function ask(
  source: AddressSource,
  { family, signal, prefixLength, ms }: Question,
  clock: Clock,
): Promise<Detection> {
  const branch = branchOff(signal);
  const stopped = unavailable(source.name, "stopped");
  const tooLate = unavailable(source.name, `timed out after ${describeDuration(ms)}`);
  try {
    if (signal.aborted) return stopped;
    const deadline = clock.sleep(ms, branch.signal).then(
      () => tooLate,
      () => stopped,
    );
    const detection = await Promise.race([source.detect(family, branch.signal, prefixLength), deadline]);
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
