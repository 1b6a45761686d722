/** Runs the command line inside the test's own process: an environment goes in, status and output come out. */

import { parseInvocation } from "../../addon/cli/arguments.ts";
import { runCommand } from "../../addon/cli/commands.ts";
import type { World } from "../../addon/service/world.ts";
import { systemClock, type WitnessPlaces } from "../../src/index.ts";

export interface Answer {
  readonly status: number;
  readonly out: string;
  readonly err: string;
  /** stdout as JSON. */
  json(): unknown;
}

export interface CommandOptions {
  /** Contents by absolute path. */
  readonly files?: Readonly<Record<string, string>> | undefined;
  readonly stopping?: AbortSignal;
  readonly stateDir?: string;
  readonly currentFolder?: string;
  readonly systemTimeZone?: string;
  readonly witnesses?: WitnessPlaces;
}

/** `words` as typed behind `cloudflare-ddns`; nothing but `environment` is set. */
export async function runCommandLine(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
  options: CommandOptions = {},
): Promise<Answer> {
  let out = "";
  let err = "";
  const world: World = {
    environment,
    files: {
      read: (path) => {
        const text = options.files?.[path];
        return text === undefined ? { ok: false, reason: "there is no such file" } : { ok: true, text };
      },
    },
    clock: systemClock,
    currentFolder: options.currentFolder ?? "/nowhere",
    systemTimeZone: options.systemTimeZone ?? "UTC",
    defaultStateDir: options.stateDir,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    colour: { out: false, err: false },
    useTimeZone: () => {},
    ...(options.witnesses === undefined ? {} : { witnesses: options.witnesses }),
    stopping: options.stopping ?? new AbortController().signal,
  };
  const invocation = parseInvocation(words);
  if (invocation.kind !== "command") throw new Error(`no command: ${words.join(" ")}`);
  const { command, json } = invocation;
  const status = await runCommand(command, { world, environment, json, version: "0.0.0-test" });
  return { status, out, err, json: () => JSON.parse(out) };
}
