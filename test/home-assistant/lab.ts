/** Drives the lab: a real Home Assistant with a real broker, from the tools beside the checkout. */

import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const TOOL = fileURLToPath(new URL("../../../shared/tools/home-assistant/home-assistant", import.meta.url));
const run = promisify(execFile);

/** Asked for with HOME_ASSISTANT=1, as it takes minutes; skipped with one line where the lab is not beside us. */
export const hasLab: boolean = (() => {
  if (process.env["HOME_ASSISTANT"] !== "1") return false;
  if (existsSync(TOOL)) return true;
  console.warn(`Tests against a real Home Assistant are skipped: ${TOOL} is not there.`);
  return false;
})();

export interface LabState {
  readonly entity_id: string;
  readonly state: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface RegistryEntry {
  readonly entity_id: string;
  readonly unique_id: string;
  readonly device_id: string | null;
  readonly entity_category: string | null;
  readonly original_name: string | null;
}

export interface Registry {
  readonly devices: readonly {
    readonly id: string;
    readonly name: string;
    readonly sw_version: string | null;
  }[];
  readonly entities: readonly RegistryEntry[];
}

export interface Lab {
  readonly url: string;
  readonly token: string;
  readonly brokerUrl: string;
  readonly version: string;
  /** What it keeps; its own folder is `home-assistant` in it. */
  readonly stateDir: string;
  states(part?: string): Promise<ReadonlyMap<string, LabState>>;
  registry(): Promise<Registry>;
  call(action: string, fields: object): Promise<void>;
  websocket(...commands: readonly object[]): Promise<readonly unknown[]>;
  /** Warnings and errors, one text; empty where there are none. */
  log(): Promise<string>;
  /** Also starts again what `halt` ended. */
  restart(): Promise<void>;
  /** Ends Home Assistant (and its own broker); its memory stays. */
  halt(): Promise<void>;
  restartBroker(forget: boolean): Promise<void>;
  stop(): Promise<void>;
}

export interface LabOptions {
  /** Of a broker that runs already. */
  readonly brokerPort?: number;
  /** Lines for Home Assistant's configuration. */
  readonly settings?: string;
}

function settingsFile(folder: string, settings: string): string {
  const file = join(folder, "package.yaml");
  writeFileSync(file, settings);
  return file;
}

/** Takes seconds once the lab is installed. */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const folder = mkdtempSync(join(tmpdir(), "home-assistant-"));
  const state = join(folder, "lab");
  const tool = async (...words: readonly string[]): Promise<string> => {
    const { stdout } = await run(TOOL, [...words, "--state", state], { maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  };
  const { url, token, version, stateDir, mqtt } = JSON.parse(
    await tool(
      "start",
      ...(options.brokerPort ? ["--broker", `127.0.0.1:${options.brokerPort}`] : []),
      ...(options.settings === undefined ? [] : ["--config", settingsFile(folder, options.settings)]),
    ),
  ) as {
    url: string;
    token: string;
    version: string;
    stateDir: string;
    mqtt: { host: string; port: number };
  };
  return {
    url,
    token,
    version,
    stateDir,
    brokerUrl: `mqtt://${mqtt.host}:${mqtt.port}`,
    async states(part = "") {
      const states = JSON.parse(await tool("states", ...(part ? [part] : []))) as LabState[];
      return new Map(states.map((one) => [one.entity_id, one]));
    },
    registry: async () => JSON.parse(await tool("registry")) as Registry,
    call: async (action, fields) => void (await tool("call", action, JSON.stringify(fields))),
    websocket: async (...commands) =>
      JSON.parse(await tool("websocket", ...commands.map((command) => JSON.stringify(command)))) as unknown[],
    log: () =>
      tool("log").catch((error: unknown) =>
        typeof error === "object" && error !== null && "stdout" in error
          ? String(error.stdout)
          : String(error),
      ),
    restart: async () => void (await tool("restart")),
    halt: async () => void (await tool("stop")),
    restartBroker: async (forget) => void (await tool("restart-broker", ...(forget ? ["--forget"] : []))),
    async stop() {
      await tool("stop").catch(() => undefined);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
