/** `all(…)`: the addresses of every line behind one name. */

import { unite } from "../../../core/source/union.ts";
import { askable, type BoundedSource } from "../bounded.ts";
import type { SourceContext } from "../context.ts";
import { unavailable } from "../detections.ts";
import { watchMembers } from "./members.ts";

/** All members are asked at once, and all are awaited. */
export function allSource(
  members: readonly BoundedSource[],
  name: string,
  { timeoutMs }: SourceContext,
): BoundedSource {
  return askable({ name, ...watchMembers(members) }, timeoutMs, async (question) => {
    const answers = await Promise.all(
      members.map(async (member) => ({ name: member.name, detection: await member.within(question) })),
    );
    return question.signal.aborted ? unavailable(name, "stopped") : unite(name, answers);
  });
}
