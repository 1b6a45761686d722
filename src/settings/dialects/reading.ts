/** What every dialect makes of an environment: the builder's input, and what it knows about names. */

import type { Values } from "../values/environment.ts";
import type { FileReader } from "../values/files.ts";
import type { Findings } from "../values/findings.ts";
import type { BuilderInput } from "../values/written.ts";

/** Another program's way of reading settings, or our own. */
export type Dialect = "native" | "timothymiller" | "oznu";

/** What a dialect is given. */
export interface Surroundings {
  readonly values: Values;
  readonly files: FileReader;
  readonly findings: Findings;
}

/** What a dialect made of it. */
export interface DialectReading {
  readonly dialect: Dialect;
  readonly input: BuilderInput;
  /** Names that mean something to it, for the spelling check. */
  readonly known: readonly string[];
  /** What is different here from the program whose settings these are; for `import`. */
  readonly notes: readonly string[];
}

/** App mode: Supervisor started us. */
export function isAppMode(values: Values): boolean {
  return values.has("SUPERVISOR_TOKEN");
}
