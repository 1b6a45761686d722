/** `agree(n; …)`: the answer that n members give alike. */

import { countAgreement } from "../../../core/source/agreement.ts";
import { type Answer, withEvidence } from "../../../core/source/answers.ts";
import type { Detection } from "../../../core/types.ts";
import { askable, type BoundedSource, type Question } from "../bounded.ts";
import type { SourceContext } from "../context.ts";
import { unavailable } from "../detections.ts";
import { branchOff } from "./branch.ts";
import { answerOf, traitsOf } from "./members.ts";

/** All members are asked at once; those not needed any more are aborted as soon as the vote is decided. */
export function agreeSource(
  count: number,
  members: readonly BoundedSource[],
  name: string,
  { timeoutMs }: SourceContext,
): BoundedSource {
  const poll = (question: Question, signal: AbortSignal) =>
    new Promise<Detection>((resolve) => {
      const answers: (Answer | undefined)[] = members.map(() => undefined);
      const decide = () => {
        const vote = countAgreement(count, answers, question.prefixLength);
        const give = (detection: Detection) =>
          resolve(
            withEvidence(
              detection,
              answers.filter((answer) => answer !== undefined),
            ),
          );
        if (signal.aborted) resolve(unavailable(name, "stopped"));
        else if (vote.state === "agreed") give({ ...vote.answer, source: name });
        else if (vote.state === "failed") give(unavailable(name, vote.reason, "NO_AGREEMENT"));
      };
      for (const [index, member] of members.entries()) {
        void member.within(question).then((detection) => {
          answers[index] = answerOf(member, detection);
          decide();
        });
      }
      // More answers wanted than members there are: nothing needs to arrive for that.
      decide();
    });

  return askable({ name, ...traitsOf(members) }, timeoutMs, async (question) => {
    const branch = branchOff(question.signal);
    const ms = Math.min(question.ms, timeoutMs);
    try {
      return await poll({ ...question, signal: branch.signal, ms }, question.signal);
    } finally {
      branch.end();
    }
  });
}
