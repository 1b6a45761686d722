/** What runs on the machine of the home: the Cloudflare stand-in and the built binary; told what to do by messages from the test. */

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BINARY } from "../bench/programs.ts";
import { startSandbox } from "../sandbox/index.ts";
import type { MachineMessage, MachineOrder } from "./orders.ts";

const sandbox = await startSandbox({ seed: { zones: [{ name: "example.org", records: [] }] } });
let service: ChildProcess | undefined;
let writes = 0;

const tell = (message: MachineMessage): void => {
  process.send?.(message);
};

/** Nothing of the environment of the tests; only what is said here. */
function start(words: readonly string[], settings: Readonly<Record<string, string>>): ChildProcess {
  const environment = {
    PATH: process.env["PATH"] ?? "",
    CLOUDFLARE_API_TOKEN: "cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD",
    CLOUDFLARE_BASE_URL: sandbox.url,
    DOMAINS: "home.example.org",
    IP6_PROVIDER: "none",
    DETECTION_TIMEOUT: "3s",
    // No name server is there: do not wait for it long.
    RES_OPTIONS: "timeout:1 attempts:1",
    // Each run is a new instance: what an earlier one counted and remembered is not its own.
    STATE_DIR: mkdtempSync(join(tmpdir(), "cfddns-machine-")),
    ...settings,
  };
  return spawn(process.execPath, [BINARY, ...words], { env: environment, stdio: ["ignore", "pipe", "pipe"] });
}

function run(words: readonly string[], settings: Readonly<Record<string, string>>): void {
  const child = start(words, settings);
  let [out, err] = ["", ""];
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  child.on("close", (status) => tell({ kind: "ran", status, out, err }));
}

/** Milliseconds of processor (all threads), and resident MiB, of the service. */
function usage({ pid }: ChildProcess): { readonly cpuMs: number; readonly residentMiB: number } {
  const tasks = readdirSync(`/proc/${pid}/task`);
  const spent = tasks.map((task) => {
    const [nanoseconds] = readFileSync(`/proc/${pid}/task/${task}/schedstat`, "utf8").split(" ");
    return Number(nanoseconds) / 1e6;
  });
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return {
    cpuMs: spent.reduce((sum, ms) => sum + ms, 0),
    residentMiB: Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024,
  };
}

function stopService(): void {
  const running = service;
  service = undefined;
  if (running === undefined) tell({ kind: "stopped" });
  else {
    running.once("exit", () => tell({ kind: "stopped" }));
    running.kill("SIGTERM");
  }
}

process.on("message", (order: MachineOrder) => {
  if (order.kind === "run") run(order.words, order.settings);
  else if (order.kind === "serve") service = start(["run"], order.settings);
  else if (order.kind === "usage" && service !== undefined) tell({ kind: "usage", ...usage(service) });
  else if (order.kind === "stop") stopService();
});
process.on("disconnect", () => {
  service?.kill("SIGTERM");
  process.exit();
});

// Both processes read the same clock of the kernel.
setInterval(() => {
  const sent = sandbox.requests.filter(({ method }) => method !== "GET").length;
  if (sent === writes) return;
  writes = sent;
  const contents = sandbox.records("example.org").map(({ content }) => content);
  tell({ kind: "wrote", at: Number(process.hrtime.bigint()) / 1e6, contents });
}, 2);
tell({ kind: "ready" });
