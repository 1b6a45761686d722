/** The door through which settings come in: the app's options inside Home Assistant, the environment everywhere else. */

import {
  buildConfig,
  type Config,
  DdnsError,
  type Environment,
  type FileReader,
  Findings,
  type ParsedConfig,
  parseEnvironment,
} from "../../src/index.ts";
import type { Waiting } from "./waiting.ts";

export interface EntryOptions {
  readonly environment: Environment;
  readonly files: FileReader;
  /** Where a config.json of another tool is looked for. */
  readonly currentFolder: string;
  /** IANA name of the zone that counts where TZ is unset; default UTC. */
  readonly systemTimeZone?: string;
  /** Asks Supervisor for the options; default: the Supervisor of the environment. */
  readonly askSupervisor?: () => Promise<unknown>;
}

export interface Settings {
  readonly parsed: ParsedConfig;
  /** Set in the app when the options are missing or refused: the service then stays and says so. */
  readonly waiting: Waiting | undefined;
}

/** Written by Supervisor at each start, owned by root, mode 0600 (checked 2026-11). */
const OPTIONS_FILE = "/data/options.json";
/** Names another file, for tests. */
const OPTIONS_FILE_NAME = "APP_OPTIONS_FILE";

export async function readSettings(options: EntryOptions): Promise<Settings> {
  const { environment, files, currentFolder, systemTimeZone = "UTC" } = options;
  if (!isApp(environment))
    return {
      parsed: parseEnvironment(environment, files, { currentFolder, systemTimeZone }),
      waiting: undefined,
    };
  const [{ finish, readAppOptions }, { waitingFor }] = await Promise.all([
    import("./options.ts"),
    import("./waiting.ts"),
  ]);
  const read = await readOptions(options);
  const { input, findings, missing } = readAppOptions(read.ok ? read.value : {}, environment);
  const parsed = read.ok ? finish(input, buildConfig(input, findings)) : unreadable(read.reason);
  if (parsed.ok || parsed.rest !== undefined) return { parsed, waiting: undefined };
  return { parsed, waiting: waitingFor({ input, missing }, parsed.problems) };
}

/** Supervisor gives each app a token; nobody else sets it. */
export function isApp(environment: Environment): boolean {
  return (environment["SUPERVISOR_TOKEN"]?.trim() ?? "") !== "";
}

/** The folder of the state, for whoever hands it over to another user. */
export function stateFolder({ parsed, waiting }: Settings): string | undefined {
  const config: Config | undefined = parsed.ok ? parsed.config : (parsed.rest ?? waiting?.config);
  return config?.stateDir;
}

type Read = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly reason: string };

/** The file first: it needs no network, and root can read it. A process that started as another user asks Supervisor. */
async function readOptions({
  environment,
  files,
  askSupervisor = askDefault(environment),
}: EntryOptions): Promise<Read> {
  const path = environment[OPTIONS_FILE_NAME] || OPTIONS_FILE;
  const file = files.read(path);
  const parsed = file.ok ? parseJson(file.text) : undefined;
  if (parsed !== undefined) return { ok: true, value: parsed };
  const why = file.ok ? "it is not JSON" : file.reason;
  try {
    return { ok: true, value: await askSupervisor() };
  } catch (thrown) {
    const also = thrown instanceof DdnsError ? thrown.message : "Supervisor could not be asked.";
    return { ok: false, reason: `${path} cannot be read (${why}), and ${also}` };
  }
}

function askDefault(environment: Environment): () => Promise<unknown> {
  return async () => {
    const { supervisorFrom } = await import("../supervisor/client.ts");
    return await supervisorFrom(environment)?.options();
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function unreadable(reason: string): ParsedConfig {
  const findings = new Findings();
  findings.problem("options", `${reason} Restart the app; if that does not help, restart Home Assistant.`);
  return { ok: false, problems: findings.problems, warnings: [], rest: undefined };
}
