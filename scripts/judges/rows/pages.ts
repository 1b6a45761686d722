/** Judges of the pages. */

import type { Judge } from "../judge.ts";

export const PAGES: readonly Judge[] = [];
