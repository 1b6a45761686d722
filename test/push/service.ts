/** The built service with its push endpoint, against the sandbox; and the machine's own push clients. */

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BINARY } from "../bench/programs.ts";
import { type Sandbox, startSandbox } from "../sandbox/index.ts";
import { CLIENT } from "./asking.ts";

export const TOKEN = "cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD";
export const OTHER_CLIENT = { name: "nas", password: "another-pass-42-zqx" };

export const isBuilt = isAvailable(BINARY);

/** The binary must be built, and the program be there; in CI a missing one is a fault. */
export function isAvailable(program: string): boolean {
  const missing = [BINARY, program].filter((path) => !existsSync(path));
  if (missing.length === 0) return true;
  if (process.env["CI"] === "true") throw new Error(`CI: ${missing.join(" and ")} must be there`);
  console.log(
    `Not tried: ${missing.join(" and ")} is not there (npm run build, apt-get install ddclient inadyn).`,
  );
  return false;
}

export interface PushService {
  readonly port: number;
  readonly sandbox: Sandbox;
  /** All that the service wrote so far. */
  readonly log: () => string;
  /** `home.example.org A 8.8.4.4`, sorted. */
  readonly records: () => readonly string[];
  /** Text of every file in the state folder. */
  readonly state: () => string;
  /** Ends the process and starts it again with the same state folder. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startPushService(
  environment: Readonly<Record<string, string>> = {},
): Promise<PushService> {
  const folder = mkdtempSync(join(tmpdir(), "push-service-"));
  const sandbox = await startSandbox({ seed: { zones: [{ name: "example.org" }] } });
  const port = await freePort();
  let log = "";
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    const from = log.length;
    child = spawn(process.execPath, [BINARY], {
      env: {
        PATH: process.env["PATH"] ?? "",
        CLOUDFLARE_API_TOKEN: TOKEN,
        CLOUDFLARE_BASE_URL: sandbox.url,
        DOMAINS: "home.example.org,www.example.org",
        PUSH_ADDRESS: `127.0.0.1:${port}`,
        PUSH_CLIENTS: `${CLIENT.name}:${CLIENT.password}\n${OTHER_CLIENT.name}:${OTHER_CLIENT.password}`,
        IP4_PROVIDER: `push:${CLIENT.name}`,
        IP6_PROVIDER: `push:${CLIENT.name}`,
        STATE_DIR: folder,
        LOG_LEVEL: "debug",
        EMOJI: "false",
        ...environment,
      },
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => {
        log += text;
      });
    await until(
      () => log.slice(from).includes("The push endpoint listens"),
      () => log,
    );
  }

  async function end(): Promise<void> {
    const ended = new Promise((resolve) => child?.once("close", resolve));
    child?.kill("SIGTERM");
    await ended;
  }

  await start();
  return {
    port,
    sandbox,
    log: () => log,
    records: () =>
      sandbox
        .records("example.org")
        .map(({ name, type, content }) => `${name} ${type} ${content}`)
        .sort(),
    state: () =>
      readdirSync(folder)
        .map((name) => readFileSync(join(folder, name), "utf8"))
        .join("\n"),
    restart: async () => {
      await end();
      await start();
    },
    stop: async () => {
      await end();
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs a program to its end, or asks it to stop; a status other than 0 is no failure. */
export function run(
  program: string,
  words: readonly string[],
  options: { readonly environment?: Readonly<Record<string, string>>; readonly stopAfterMs?: number } = {},
): Promise<{ readonly status: number; readonly text: string }> {
  const { environment = {}, stopAfterMs = 60_000 } = options;
  const env = { PATH: process.env["PATH"] ?? "", ...environment };
  return new Promise((resolve) => {
    execFile(program, [...words], { timeout: stopAfterMs, env }, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
      resolve({ status, text: `${stdout}${stderr}` });
    });
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return address.port;
}

export async function until(done: () => boolean, told: () => string): Promise<void> {
  const end = Date.now() + 30_000;
  while (!done()) {
    if (Date.now() > end) throw new Error(`it did not come to pass:\n${told()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
