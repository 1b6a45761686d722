/** What a source that is made of others has of them. */

import type { Answer } from "../../../core/source/answers.ts";
import type { Detection, IpFamily } from "../../../core/types.ts";
import type { BoundedSource } from "../bounded.ts";

type Traits = Pick<BoundedSource, "watch" | "fromOutside">;

/** A `watch` that hears of any member that can be watched, nothing where none can; seeing from outside where all do. */
export function traitsOf(members: readonly BoundedSource[]): Traits {
  return { ...watchOf(members), fromOutside: members.every(({ fromOutside }) => fromOutside === true) };
}

/** What a member said. */
export function answerOf({ name, fromOutside }: BoundedSource, detection: Detection): Answer {
  return { name, detection, ...(fromOutside && { fromOutside }) };
}

function watchOf(members: readonly BoundedSource[]): Pick<Traits, "watch"> {
  if (members.every((member) => member.watch === undefined)) return {};
  return {
    watch(family: IpFamily, onChange: () => void) {
      const stops = members.map((member) => member.watch?.(family, onChange));
      return () => {
        for (const stop of stops) stop?.();
      };
    },
  };
}
