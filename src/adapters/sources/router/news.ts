/** Tells a new answer of the router from one that the last cycle was given already. */

import { type Detection, FAMILIES, type IpFamily } from "../../../core/types.ts";

export interface News {
  /** A cycle was given this answer. */
  told(family: IpFamily, detection: Detection): void;
  /** The router gave this answer outside of a cycle: whoever watches hears of it, once, where it is known and new. */
  heard(family: IpFamily, detection: Detection | undefined): void;
  watch(family: IpFamily, onChange: () => void): () => void;
  watched(): readonly IpFamily[];
}

const UNKNOWN = "unknown";

/** The first answer of all is nothing new, and "I do not know" never is. */
export function createNews(): News {
  const listeners: Readonly<Record<IpFamily, Set<() => void>>> = { 4: new Set(), 6: new Set() };
  const last = new Map<IpFamily, string>();
  return {
    told(family, detection) {
      last.set(family, asText(detection));
    },
    heard(family, detection) {
      const before = last.get(family);
      const now = detection === undefined ? UNKNOWN : asText(detection);
      if (now === before || (now === UNKNOWN && before !== undefined)) return;
      last.set(family, now);
      if (before === undefined) return;
      for (const listener of [...listeners[family]]) listener();
    },
    watch(family, onChange) {
      // A function of its own each time, so that ending one watch never ends another.
      const listener = (): void => onChange();
      listeners[family].add(listener);
      return () => listeners[family].delete(listener);
    },
    watched: () => FAMILIES.filter((family) => listeners[family].size > 0),
  };
}

function asText(detection: Detection): string {
  if (detection.status !== "known") return UNKNOWN;
  return JSON.stringify([detection.addresses, detection.delegated ?? []]);
}
