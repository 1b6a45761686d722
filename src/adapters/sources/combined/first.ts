/** `first(…)`: the answer of the first member that has one. */

import { type Answer, describeAnswers } from "../../../core/source/agreement.ts";
import type { IpFamily } from "../../../core/types.ts";
import type { BoundedSource } from "../bounded.ts";
import type { SourceContext } from "../context.ts";
import { unavailable } from "../detections.ts";
import { watchMembers } from "./members.ts";

/** Members are asked in turn; each may take an equal share of the time that is left, so that a silent one starves none. */
export function firstSource(
  members: readonly BoundedSource[],
  name: string,
  { clock, timeoutMs }: SourceContext,
): BoundedSource {
  const within = async (family: IpFamily, signal: AbortSignal, ms: number) => {
    const end = clock.monotonic() + Math.min(ms, timeoutMs);
    const failures: Answer[] = [];
    for (const [index, member] of members.entries()) {
      const share = (end - clock.monotonic()) / (members.length - index);
      const detection = await member.within(family, signal, Math.max(share, 0));
      if (detection.status === "known") return detection;
      if (signal.aborted) return unavailable(name, "stopped");
      failures.push({ name: member.name, detection });
    }
    return unavailable(name, `no member answered: ${describeAnswers(failures)}`);
  };
  return {
    name,
    within,
    detect: (family, signal) => within(family, signal, timeoutMs),
    ...watchMembers(members),
  };
}
