/** Resident memory of the idle service beside bare Node, on each Node that is here. */

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startBroker } from "../../scripts/demo/broker.ts";
import { startSandbox } from "../sandbox/index.ts";
import { type Figure, median } from "./figure.ts";
import { BINARY, nodePrograms } from "./programs.ts";
import { TOKEN } from "./setup.ts";

const SETTLED_MS = 4000;

export async function benchMemory(): Promise<readonly Figure[]> {
  const sandbox = await startSandbox({ seed: { zones: [{ name: "example.org", records: [] }] } });
  const broker = await startBroker();
  const folder = mkdtempSync(join(tmpdir(), "cloudflare-ddns-bench-"));
  const file = join(folder, "address.txt");
  writeFileSync(file, "203.0.113.7\n");
  const plain = {
    CLOUDFLARE_API_TOKEN: TOKEN,
    CLOUDFLARE_BASE_URL: sandbox.url,
    DOMAINS: "home.example.org",
    IP4_PROVIDER: `file:${file}`,
    IP6_PROVIDER: "none",
    STATE_DIR: folder,
  };
  const full = { ...plain, MQTT_URL: broker.url, WEB_ADDRESS: `127.0.0.1:${broker.webPort}` };
  const figures: Figure[] = [];
  for (const { path, version } of nodePrograms()) {
    const bare = await residentOf(path, ["-e", "setInterval(() => {}, 1e6)"], {});
    const service = await residentOf(path, [BINARY], plain);
    const everything = await residentOf(path, [BINARY], full);
    figures.push(
      { what: `bare Node ${version}`, value: bare, unit: "MiB" },
      { what: `idle service on Node ${version}`, value: service / bare, unit: "× bare Node", promised: 1.35 },
      {
        what: `with MQTT and dashboard on Node ${version}`,
        value: everything / bare,
        unit: "× bare Node",
        promised: 2,
      },
    );
  }
  await sandbox.close();
  await broker.close();
  return figures;
}

/** MiB after the program has come to rest, median of three runs. */
async function residentOf(
  program: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<number> {
  const values: number[] = [];
  for (let run = 0; run < 3; run++) {
    const child = spawn(program, words, {
      env: { PATH: process.env["PATH"] ?? "", ...environment },
      stdio: "ignore",
    });
    await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
    values.push(resident(child));
    child.kill("SIGTERM");
    await new Promise((resolve) => child.once("exit", resolve));
  }
  return median(values);
}

function resident({ pid }: ChildProcess): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}
