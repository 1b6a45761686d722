/** Puts into the log what the world sees: each problem once, and its end. */

import { unpublished, type Verification } from "../../src/index.ts";

/** Where it is told. */
interface Log {
  warn(text: string): void;
  info(text: string): void;
}

export function createSeenNarrator(log: Log): (found: Verification) => void {
  let told: string | undefined;
  return (found) => {
    const text = unpublished(found)?.message;
    if (text !== undefined) {
      if (text !== told) log.warn(text);
      told = text;
      // Silence of all witnesses says nothing, so it ends nothing.
    } else if (told !== undefined && found.ok) {
      log.info("The world sees what was published again.");
      told = undefined;
    }
  };
}
