/** The app from its sources, against a stand-in for Supervisor, a broker and the sandbox. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { nodeBinary, ROOT } from "../image/tools.ts";
import { push } from "../push/asking.ts";
import { type Sandbox, startSandbox } from "../sandbox/index.ts";
import { startBroker, type TestBroker } from "./broker.ts";
import { type StandIn, startSupervisor } from "./supervisor.ts";

// Whole processes are started, several in a row, on machines that may be busy.
vi.setConfig({ testTimeout: 90_000 });

const SUPERVISOR_TOKEN = "supervisor-token-of-this-start";
const TOKEN = "test-token-test-token-test-token-test-tok";
const LOGIN = { username: "addons", password: "brokers-own-password" };
const DEVICE = "homeassistant/device/cloudflare_ddns_main/config";

const OPTIONS = {
  cloudflare_api_token: TOKEN,
  records: [{ name: "home.example.org", ipv6: false }],
  waf_lists: [],
  ipv4_source: "static:203.0.113.7",
  ipv6_source: "none",
  schedule: "@every 5m",
  mqtt: {},
  delete_on_stop: false,
  log_level: "info",
};

let folder: string;
let broker: TestBroker;
let supervisor: StandIn;
let sandbox: Sandbox;
let child: ChildProcess | undefined;
let port: number;
let pushPort: number;
let log = "";

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "app-"));
  broker = await startBroker(LOGIN);
  supervisor = await startSupervisor({ token: SUPERVISOR_TOKEN });
  supervisor.broker = { host: "127.0.0.1", port: broker.port, ...LOGIN };
  sandbox = await startSandbox({ seed: { zones: [{ name: "example.org" }] } });
  port = await freePort();
  pushPort = await freePort();
});

afterEach(async () => {
  child?.kill("SIGKILL");
  await Promise.all([broker.stop(), supervisor.stop(), sandbox.close()]);
  rmSync(folder, { recursive: true });
});

test("push clients among the options / a router tells / good, published, shown as the home's address", async () => {
  start({
    ...OPTIONS,
    ipv4_source: "push:router",
    push_clients: [{ name: "router", password: "correct-horse-9-battery" }],
  });
  await until(() => log.includes("The push endpoint listens"), "the push endpoint");
  const { body } = await push(pushPort, "hostname=home.example.org&myip=8.8.4.4");
  expect(body).toBe("good 8.8.4.4");
  expect(sandbox.records("example.org").map(({ name, content }) => [name, content])).toEqual([
    ["home.example.org", "8.8.4.4"],
  ]);
  await until(() => state()["ipv4"] === "8.8.4.4", "the address on the broker");
  await stop();
});

test("a new app / filled in, then spoiled / waits, works, waits again with its entities kept", async () => {
  start({ ...OPTIONS, cloudflare_api_token: "", records: [] });
  await until(() => isOnline() && state()["problem"] === true, "the problem");
  expect(state()).toMatchObject({ status: "error", reason: "Waiting for cloudflare_api_token, records" });
  expect(await health()).toEqual([200, { status: "waiting_for_settings" }]);
  expect(sandbox.requests).toEqual([]);
  await until(
    () => log.includes("Settings > Apps > Cloudflare DDNS > Configuration"),
    "a word about waiting",
  );
  await stop();

  start(OPTIONS);
  await until(() => isOnline() && state()["status"] === "in_sync" && state()["problem"] === false, "in sync");
  expect(sandbox.records("example.org").map(({ name, content }) => [name, content])).toEqual([
    ["home.example.org", "203.0.113.7"],
  ]);
  expect(components()).toContain("record_home_example_org_a");
  expect(await health()).toEqual([200, { status: "ok" }]);
  await stop();

  start({ ...OPTIONS, schedule: "often", records: [{ name: "home.example.org", ttl: 7 }] });
  await until(() => isOnline() && String(state()["last_error"]).includes("records[0].ttl"), "what is wrong");
  await until(() => /schedule.*often/.test(log), "what is wrong in the log");
  expect(components()).toContain("record_home_example_org_a");
  await stop();

  for (const secret of [TOKEN, SUPERVISOR_TOKEN, LOGIN.password]) {
    expect(log).not.toContain(secret);
    expect(broker.told.join("\n")).not.toContain(secret);
  }
});

test("options and addresses that only Supervisor can tell / started / used, the private one passed over", async () => {
  supervisor.options = { ...OPTIONS, ipv4_source: "supervisor" };
  start(undefined);
  await until(() => isOnline() && state()["status"] === "in_sync", "in sync");
  expect(sandbox.records("example.org").map(({ content }) => content)).toEqual(["81.2.69.142"]);
  expect(supervisor.asked).toEqual(expect.arrayContaining(["/addons/self/options/config", "/network/info"]));
  await stop();
});

test("a broker with a new password / refused / Supervisor is asked again and tells it", async () => {
  supervisor.broker = { host: "127.0.0.1", port: broker.port, username: "addons", password: "of-yesterday" };
  start(OPTIONS);
  await until(() => log.includes("refuses the user name or password"), "the refusal");
  supervisor.broker = { ...supervisor.broker, ...LOGIN };
  await until(isOnline, "the connection");
  expect(supervisor.asked.filter((path) => path === "/services/mqtt").length).toBeGreaterThan(1);
  await stop();
});

test("no broker / started / works, says so, and takes the broker as soon as there is one", async () => {
  const { broker: installed } = supervisor;
  supervisor.broker = undefined;
  start(OPTIONS);
  await until(
    () => log.includes("no MQTT broker") && sandbox.records("example.org").length === 1,
    "the record",
  );
  expect(await health()).toEqual([200, { status: "ok" }]);
  supervisor.broker = installed;
  await until(isOnline, "the connection");
  await stop();
});

function start(options: unknown): void {
  const file = join(folder, "options.json");
  rmSync(file, { force: true });
  if (options !== undefined) {
    writeFileSync(file, JSON.stringify(options));
    chmodSync(file, 0o600);
  }
  const started = spawn(
    nodeBinary(),
    ["--import", `${ROOT}test/app/redirect.ts`, `${ROOT}addon/bin.ts`, "run"],
    {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: process.env["PATH"],
        HOME: folder,
        SUPERVISOR_TOKEN,
        APP_OPTIONS_FILE: file,
        STATE_DIR: join(folder, "state"),
        CLOUDFLARE_BASE_URL: sandbox.url,
        TEST_SUPERVISOR: supervisor.url,
        TEST_PORT: String(port),
        TEST_PUSH_PORT: String(pushPort),
      },
    },
  );
  child = started;
  for (const stream of [started.stdout, started.stderr])
    stream.on("data", (chunk: Buffer) => {
      log += chunk.toString();
    });
}

/** Asks it to stop: `offline` stays on the broker, and the exit status is 0. */
async function stop(): Promise<void> {
  const running = child;
  if (running === undefined) return;
  const ended = once(running, "exit");
  running.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
  expect(broker.retained("cloudflare_ddns/main/availability")).toBe("offline");
  child = undefined;
}

function isOnline(): boolean {
  return broker.retained("cloudflare_ddns/main/availability") === "online";
}

function state(): Record<string, unknown> {
  return JSON.parse(broker.retained("cloudflare_ddns/main/state") ?? "{}") as Record<string, unknown>;
}

function components(): readonly string[] {
  const device = JSON.parse(broker.retained(DEVICE) ?? "{}") as { components?: object };
  return Object.keys(device.components ?? {});
}

function health(): Promise<readonly [number | undefined, unknown]> {
  return new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port, path: "/healthz", agent: false }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.on("end", () => resolve([response.statusCode, JSON.parse(text)]));
    }).on("error", reject);
  });
}

async function until(look: () => boolean, what: string): Promise<void> {
  const end = performance.now() + 18_000;
  while (!look()) {
    if (performance.now() > end) throw new Error(`there was never ${what}:\n${log}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}
