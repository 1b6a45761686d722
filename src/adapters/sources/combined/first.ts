/** `first(…)`: the answer of the first member that has one. */

import { type Answer, describeAnswers } from "../../../core/source/answers.ts";
import { askable, type BoundedSource } from "../bounded.ts";
import type { SourceContext } from "../context.ts";
import { unavailable } from "../detections.ts";
import { watchMembers } from "./members.ts";

/** Members are asked in turn; each may take an equal share of the time that is left, so that a silent one starves none. */
export function firstSource(
  members: readonly BoundedSource[],
  name: string,
  { clock, timeoutMs }: SourceContext,
): BoundedSource {
  return askable({ name, ...watchMembers(members) }, timeoutMs, async (question) => {
    const end = clock.monotonic() + Math.min(question.ms, timeoutMs);
    const failures: Answer[] = [];
    for (const [index, member] of members.entries()) {
      const share = (end - clock.monotonic()) / (members.length - index);
      const detection = await member.within({ ...question, ms: Math.max(share, 0) });
      if (detection.status === "known") return detection;
      if (question.signal.aborted) return unavailable(name, "stopped");
      failures.push({ name: member.name, detection });
    }
    return unavailable(name, `no member answered: ${describeAnswers(failures)}`);
  });
}
