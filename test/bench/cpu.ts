/** What a cycle over 500 names of a 3,500-record zone costs the processor; the sandbox runs in another process. */

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Figure } from "./figure.ts";
import { hostNames, TOKEN, zoneSeed } from "./setup.ts";

const BINARY = fileURLToPath(new URL("../../dist/bin/cloudflare-ddns.js", import.meta.url));
const SANDBOX = fileURLToPath(new URL("../sandbox/main.ts", import.meta.url));

export async function benchCpu(): Promise<readonly Figure[]> {
  const sandbox = spawn(process.execPath, [SANDBOX], { stdio: ["ignore", "pipe", "inherit"] });
  const url = await new Promise<string>((resolve) => {
    sandbox.stdout.setEncoding("utf8").once("data", (line: string) => resolve(line.trim()));
  });
  const origin = new URL(url).origin;
  await fetch(`${origin}/__sandbox/seed`, {
    method: "POST",
    body: JSON.stringify(zoneSeed(500, 3500, "pro")),
  });
  const changing = await once(url);
  const unchanging = await once(url);
  const starting = await cpuOf(["--version"], {});
  sandbox.kill();
  return [
    {
      what: "500 names, every record changed (whole process, start included)",
      value: changing,
      unit: "s CPU",
    },
    {
      what: "the same without the start of the program",
      value: changing - starting,
      unit: "s CPU",
      promised: 0.5,
    },
    {
      what: "500 names, nothing changed, without the start",
      value: unchanging - starting,
      unit: "s CPU",
      promised: 0.5,
    },
  ];
}

function once(url: string): Promise<number> {
  return cpuOf(["once", "--json"], {
    CLOUDFLARE_API_TOKEN: TOKEN,
    CLOUDFLARE_BASE_URL: url,
    DOMAINS: hostNames(500).join(","),
    IP4_PROVIDER: "static:203.0.113.7",
    IP6_PROVIDER: "static:2001:db8:1:2::7",
    STATE_DIR: "/nonexistent",
  });
}

/** Seconds of user and system time of one run, told by the program itself at its end. */
function cpuOf(words: readonly string[], environment: Readonly<Record<string, string>>): Promise<number> {
  const probe =
    'process.on("exit",()=>{const{user,system}=process.cpuUsage();process.stderr.write("\\nCPU "+(user+system)/1e6+"\\n")})';
  const child = spawn(
    process.execPath,
    ["--import", `data:text/javascript,${encodeURIComponent(probe)}`, BINARY, ...words],
    {
      env: environment,
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  let err = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  return new Promise((resolve, reject) => {
    child.on("close", () => {
      const match = /CPU ([\d.]+)/.exec(err);
      if (match?.[1] === undefined) reject(new Error(err));
      else resolve(Number(match[1]));
    });
  });
}
