/** Tells each trouble once, and the end of it; repetitions go to the debug log until things have settled. */

import type { Log } from "../log.ts";

export interface TroubleLog {
  /** A trouble, as a warning the first time. */
  tell(text: string): void;
  /** The connection works: said at first and once after a trouble. */
  good(text: string): void;
  /** It has worked for a while: from now on the same trouble is news again. */
  settle(): void;
}

export function createTroubleLog(log: Log): TroubleLog {
  let told = new Set<string>();
  const once = (text: string, level: "warn" | "info") => {
    if (told.has(text)) log.debug(text);
    else log[level](text);
    told.add(text);
  };
  let lastGood: string | undefined;
  return {
    tell: (text) => once(text, "warn"),
    good(text) {
      // After a trouble the same sentence is news once more.
      if (told.size === 0 || lastGood !== text) log.info(text);
      else once(`${text.replace(/\.$/, "")} again.`, "info");
      lastGood = text;
    },
    settle() {
      told = new Set();
    },
  };
}
