/** Watching a source that is made of others. */

import type { IpFamily } from "../../../core/types.ts";
import type { AddressSource } from "../../../ports.ts";

/** A `watch` that hears of any member that can be watched; nothing where none can. */
export function watchMembers(members: readonly AddressSource[]): Pick<AddressSource, "watch"> {
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
