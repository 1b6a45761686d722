/** `first(…)`: the answer of the first member that has one. */

import { type Answer, describeAnswers, withEvidence } from "../../../core/source/answers.ts";
import { askable, type BoundedSource } from "../bounded.ts";
import type { SourceContext } from "../context.ts";
import { unavailable } from "../detections.ts";
import { answerOf, traitsOf } from "./members.ts";

/** Members are asked in turn; each may take an equal share of the time that is left, so that a silent one starves none. */
export function firstSource(
  members: readonly BoundedSource[],
  name: string,
  { clock, timeoutMs }: SourceContext,
): BoundedSource {
  return askable({ name, ...traitsOf(members) }, timeoutMs, async (question) => {
    const end = clock.monotonic() + Math.min(question.ms, timeoutMs);
    const answers: Answer[] = [];
    for (const [index, member] of members.entries()) {
      const share = (end - clock.monotonic()) / (members.length - index);
      const detection = await member.within({ ...question, ms: Math.max(share, 0) });
      answers.push(answerOf(member, detection));
      if (detection.status === "known") return withEvidence(detection, answers);
      if (question.signal.aborted) return unavailable(name, "stopped");
    }
    const reason = `no member answered: ${describeAnswers(answers)}`;
    return withEvidence(unavailable(name, reason), answers);
  });
}
