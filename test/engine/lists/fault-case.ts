/** One trouble with a list, and what the run under it ends with. */

import type { Fault, SandboxSeed, Switches } from "../../sandbox/index.ts";

export interface ListFaultCase {
  readonly title: string;
  readonly faults?: readonly Fault[];
  readonly switches?: Partial<Switches>;
  readonly seed?: SandboxSeed;
  /** Outcome, or the code of the failure. */
  readonly expected: string;
  readonly says?: RegExp;
  /** What the list holds after the first run; default: what is wanted. */
  readonly after?: readonly string[];
  readonly converges?: boolean;
}

/** So many times as it matches. */
export const every = Number.POSITIVE_INFINITY;
