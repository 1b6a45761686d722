/** Brings saved accounts of older versions up to date. */

import type { Migration } from "../shared/input/saved.ts";

export const migrations: readonly Migration[] = [
  // 0: written by hand, without version.
  (saved) => ({ name: "", baseUrl: "", ...saved }),
];
