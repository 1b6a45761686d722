/** The outside as one value: environment, files, output, signals. Read here once; values travel inward. */

import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import {
  type Clock,
  type Environment,
  type FileReader,
  systemClock,
  type WitnessPlaces,
} from "../../src/index.ts";
import { systemTimeZone } from "./time-zone.ts";

export interface World {
  readonly environment: Environment;
  readonly files: FileReader;
  readonly clock: Clock;
  readonly currentFolder: string;
  /** IANA name of the zone that counts where TZ is unset. */
  readonly systemTimeZone: string;
  /** Where state goes when STATE_DIR is unset; undefined where there is no such place. */
  readonly defaultStateDir: string | undefined;
  /** Results. */
  readonly out: (text: string) => void;
  /** Problems; with --json also the log. */
  readonly err: (text: string) => void;
  readonly colour: { readonly out: boolean; readonly err: boolean };
  /** Makes the times that people read those of this IANA zone. */
  readonly useTimeZone: (name: string) => void;
  /** Where tests have name servers and resolvers; absent: where the world has them. */
  readonly witnesses?: WitnessPlaces;
  /** Aborts when the process is asked to stop. */
  readonly stopping: AbortSignal;
}

/** The real world of this process. SIGTERM and SIGINT abort `stopping`; a second one ends the process at once. */
export function processWorld(end: (status: number) => void = process.exit): World {
  const controller = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) end(signal === "SIGINT" ? 130 : 143);
      controller.abort();
    });
  }
  const plain = process.env["NO_COLOR"] !== undefined;
  return {
    environment: process.env,
    files: diskFiles,
    clock: systemClock,
    currentFolder: process.cwd(),
    systemTimeZone: systemTimeZone(process.env),
    defaultStateDir: defaultStateDir(process.env),
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    colour: { out: process.stdout.isTTY === true && !plain, err: process.stderr.isTTY === true && !plain },
    useTimeZone: (name) => {
      process.env["TZ"] = name;
    },
    stopping: controller.signal,
  };
}

const diskFiles: FileReader = {
  read(path) {
    try {
      return { ok: true, text: readFileSync(path, "utf8") };
    } catch (thrown) {
      return { ok: false, reason: reasonOf(thrown) };
    }
  },
};

function reasonOf(thrown: unknown): string {
  const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "unknown error";
  switch (code) {
    case "ENOENT":
      return "there is no such file";
    case "EACCES":
      return "this user may not read it";
    case "EISDIR":
      return "it is a folder";
    default:
      return code;
  }
}

/** By the conventions of the system; the image sets STATE_DIR. */
function defaultStateDir(environment: Environment): string | undefined {
  const state = environment["XDG_STATE_HOME"];
  if (state !== undefined && state !== "") return join(state, "cloudflare-ddns");
  const home = homedir();
  return home === "" ? undefined : join(home, ".local", "state", "cloudflare-ddns");
}
