/** The demonstration: a stand-in Cloudflare and a broker on this machine, the real service, and an address that changes. */

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Sandbox, startSandbox } from "../test/sandbox/index.ts";
import { startBroker } from "./demo/broker.ts";
import { DEMO_LIST, DEMO_SEED } from "./demo/seed.ts";
import { recordTable } from "./demo/table.ts";

const binary = fileURLToPath(new URL("../dist/bin/cloudflare-ddns.js", import.meta.url));
const endsByItself = process.argv.includes("--exit");

const sandbox = await startSandbox({ seed: DEMO_SEED });
const broker = await startBroker();
const folder = await mkdtemp(join(tmpdir(), "cloudflare-ddns-demo-"));
const addressFile = join(folder, "address.txt");
const settingsFile = join(folder, "demo.env");
await writeFile(addressFile, "203.0.113.10\n");
await writeFile(settingsFile, settings(sandbox.url, broker.url));

say(
  "A stand-in for Cloudflare and an MQTT broker are running on this machine. No account and no network is used.",
);
say("Cloudflare holds these records, all of them out of date:");
show(sandbox);
say(`The home's address stands in a file: ${addressFile} says 203.0.113.10. Now the service starts.`);

const service = startService();
await recordsAt("203.0.113.10");
say(`One cycle, ${requestWord()}: both zones and the WAF list are right.`);
show(sandbox);

sandbox.clearRequests();
say("Now the address changes: 203.0.113.77 is written into the file.");
await writeFile(addressFile, "203.0.113.77\n");
await recordsAt("203.0.113.77");
say(`The change was noticed without waiting for the schedule, and took ${requestWord()}:`);
for (const { method, path } of sandbox.requests) process.stdout.write(`     ${method.padEnd(6)} ${path}\n`);
show(sandbox);
say(`Home Assistant would have seen it too: ${broker.topics()} topics are on the broker.`);

if (endsByItself) await end(0);
say("It goes on running. Things to try in a second terminal:");
process.stdout.write(`
     change the address     echo 203.0.113.5 > ${addressFile}
     a mistake in the file  echo nonsense > ${addressFile}
     what would be done     node ${binary} plan --env-file ${settingsFile}
     all address sources    node ${binary} detect --env-file ${settingsFile}
     the settings           cat ${settingsFile}
     look into Cloudflare   curl ${sandbox.origin}/__sandbox/state
     the dashboard          ${dashboardUrl()}
     the topics             mosquitto_sub -h 127.0.0.1 -p ${broker.port} -t '#' -v

     Ctrl-C ends it.

`);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void end(0));

function startService(): ChildProcess {
  // Nothing of the user's own environment but what programs need, so that no real account is ever touched.
  const { PATH } = process.env;
  const child = spawn(process.execPath, [binary, "--env-file", settingsFile], {
    env: { PATH },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream
      .setEncoding("utf8")
      .on("data", (text: string) => process.stdout.write(text.replace(/^(?=.)/gm, "     | ")));
  }
  child.on("exit", (code) => {
    if (code !== 0 && code !== null) void end(1);
  });
  return child;
}

function settings(cloudflareUrl: string, brokerUrl: string): string {
  return `${[
    `CLOUDFLARE_BASE_URL=${cloudflareUrl}`,
    "CLOUDFLARE_API_TOKEN=cfut_a_made_up_token_for_the_sandbox_0001",
    "DOMAINS=home.example.org,*.home.example.org,vpn.example.net",
    `WAF_LISTS=${DEMO_LIST}`,
    `IP4_PROVIDER=file:${addressFile}`,
    "IP6_PROVIDER=none",
    "UPDATE_CRON=@every 20s",
    `MQTT_URL=${brokerUrl}`,
    `WEB_ADDRESS=127.0.0.1:${broker.webPort}`,
    `STATE_DIR=${folder}`,
  ].join("\n")}\n`;
}

function dashboardUrl(): string {
  return `http://127.0.0.1:${broker.webPort}/`;
}

/** Resolves once every managed record and the list hold `address`. */
async function recordsAt(address: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!isAt(sandbox, address)) {
    if (Date.now() > deadline) {
      say("That took too long; the lines above say why.");
      await end(1);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  // The log line of the cycle comes a moment after its last request.
  await new Promise((resolve) => setTimeout(resolve, 300));
}

function isAt(cloudflare: Sandbox, address: string): boolean {
  const managed = [...cloudflare.records("example.org"), ...cloudflare.records("example.net")].filter(
    ({ type, name }) => type === "A" && name !== "printer.example.org",
  );
  return (
    managed.length === 3 &&
    managed.every(({ content }) => content === address) &&
    cloudflare.lists().every(({ items }) => items.some(({ ip }) => ip === address))
  );
}

function requestWord(): string {
  const count = sandbox.requests.length;
  return count === 1 ? "1 request" : `${count} requests`;
}

function show(cloudflare: Sandbox): void {
  process.stdout.write(`\n${recordTable(cloudflare)}\n`);
}

function say(text: string): void {
  process.stdout.write(`\n==> ${text}\n`);
}

async function end(status: number): Promise<never> {
  const ended =
    service.exitCode === null ? new Promise((resolve) => service.once("exit", resolve)) : undefined;
  service.kill("SIGTERM");
  await ended;
  await Promise.all([sandbox.close(), broker.close(), rm(folder, { recursive: true, force: true })]);
  process.exit(status);
}
