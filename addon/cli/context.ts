/** What every command is given, and what it answers. */

import type { Environment } from "../../src/index.ts";
import type { World } from "../service/world.ts";

/** 0 all right · 1 something could not be brought up to date · 2 the settings were refused. */
export type ExitStatus = 0 | 1 | 2;

export interface CommandContext {
  readonly world: World;
  readonly environment: Environment;
  readonly json: boolean;
  readonly version: string;
}
