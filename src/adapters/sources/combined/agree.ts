/** `agree(n; …)`: the answer that n members give alike. */

import { type Answer, countAgreement } from "../../../core/source/agreement.ts";
import type { Detection, IpFamily } from "../../../core/types.ts";
import type { BoundedSource } from "../bounded.ts";
import type { SourceContext } from "../context.ts";
import { unavailable } from "../detections.ts";
import { branchOff } from "./branch.ts";
import { watchMembers } from "./members.ts";

/** All members are asked at once; those not needed any more are aborted as soon as the vote is decided. */
export function agreeSource(
  count: number,
  members: readonly BoundedSource[],
  name: string,
  { timeoutMs }: SourceContext,
): BoundedSource {
  const within = async (family: IpFamily, signal: AbortSignal, ms: number) => {
    const branch = branchOff(signal);
    try {
      return await poll((member) => member.within(family, branch.signal, Math.min(ms, timeoutMs)), signal);
    } finally {
      branch.end();
    }
  };

  const poll = (ask: (member: BoundedSource) => Promise<Detection>, signal: AbortSignal) =>
    new Promise<Detection>((resolve) => {
      const answers: (Answer | undefined)[] = members.map(() => undefined);
      const decide = () => {
        const vote = countAgreement(count, answers);
        if (signal.aborted) resolve(unavailable(name, "stopped"));
        else if (vote.state === "agreed")
          resolve({ status: "known", addresses: vote.addresses, source: name });
        else if (vote.state === "failed") resolve(unavailable(name, vote.reason, "NO_AGREEMENT"));
      };
      for (const [index, member] of members.entries()) {
        void ask(member).then((detection) => {
          answers[index] = { name: member.name, detection };
          decide();
        });
      }
      // More answers wanted than members there are: nothing needs to arrive for that.
      decide();
    });

  return {
    name,
    within,
    detect: (family, signal) => within(family, signal, timeoutMs),
    ...watchMembers(members),
  };
}
