/** `all(…)`: the addresses of every line behind one name. */

import { withEvidence } from "../../../core/source/answers.ts";
import { unite } from "../../../core/source/union.ts";
import { askable, type BoundedSource } from "../bounded.ts";
import type { SourceContext } from "../context.ts";
import { unavailable } from "../detections.ts";
import { answerOf, traitsOf } from "./members.ts";

/** All members are asked at once, and all are awaited. */
export function allSource(
  members: readonly BoundedSource[],
  name: string,
  { timeoutMs }: SourceContext,
): BoundedSource {
  return askable({ name, ...traitsOf(members) }, timeoutMs, async (question) => {
    const answers = await Promise.all(
      members.map(async (member) => answerOf(member, await member.within(question))),
    );
    return question.signal.aborted
      ? unavailable(name, "stopped")
      : withEvidence(unite(name, answers), answers);
  });
}
