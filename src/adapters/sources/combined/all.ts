/** `all(…)`: the addresses of every line behind one name. */

import { unite } from "../../../core/source/union.ts";
import type { IpFamily } from "../../../core/types.ts";
import type { BoundedSource } from "../bounded.ts";
import type { SourceContext } from "../context.ts";
import { unavailable } from "../detections.ts";
import { watchMembers } from "./members.ts";

/** All members are asked at once, and all are awaited. */
export function allSource(
  members: readonly BoundedSource[],
  name: string,
  { timeoutMs }: SourceContext,
): BoundedSource {
  const within = async (family: IpFamily, signal: AbortSignal, ms: number) => {
    const answers = await Promise.all(
      members.map(async (member) => ({
        name: member.name,
        detection: await member.within(family, signal, Math.min(ms, timeoutMs)),
      })),
    );
    return signal.aborted ? unavailable(name, "stopped") : unite(name, answers);
  };
  return {
    name,
    within,
    detect: (family, signal) => within(family, signal, timeoutMs),
    ...watchMembers(members),
  };
}
