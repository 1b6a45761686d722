/** Resident memory of the idle service beside bare Node, on each Node that is here. */

import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { startBroker } from "../../scripts/demo/broker.ts";
import { type Figure, median } from "./figure.ts";
import { BINARY, nodePrograms } from "./programs.ts";
import { fileHome } from "./setup.ts";

const SETTLED_MS = 4000;

export async function benchMemory(): Promise<readonly Figure[]> {
  const { sandbox, environment: plain } = await fileHome("203.0.113.7");
  const broker = await startBroker();
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
