/** The recipe of docs/sites.md: a cabin's instance says over a real Mosquitto where it is, and the home's keeps both names. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../sandbox/index.ts";
import { eventually, hasMosquitto, type Mosquitto, startMosquitto } from "./mosquitto.ts";

const NODE = fileURLToPath(new URL("../../node_modules/node/bin/node", import.meta.url));
const PROGRAM = fileURLToPath(new URL("../../addon/bin.ts", import.meta.url));

describe.skipIf(!hasMosquitto)("two homes on one broker", () => {
  let broker: Mosquitto;
  let sandbox: Sandbox;
  let folder: string;
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "two-homes-"));
    broker = await startMosquitto({ password: "a long enough password" });
    sandbox = await startSandbox({ seed: { zones: [{ name: "example.org", records: [] }] } });
  });
  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    }
    await sandbox.close();
    await broker.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function run(settings: Readonly<Record<string, string>>): void {
    const child = spawn(NODE, ["--disable-warning=ExperimentalWarning", PROGRAM, "run"], {
      env: {
        PATH: process.env["PATH"] ?? "",
        CLOUDFLARE_API_TOKEN: "cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD",
        CLOUDFLARE_BASE_URL: sandbox.url,
        STATE_DIR: folder,
        IP6_PROVIDER: "none",
        MQTT_URL: broker.url,
        MQTT_USERNAME: "ddns",
        MQTT_PASSWORD: "a long enough password",
        UPDATE_CRON: "@every 1h",
        ...settings,
      },
      stdio: "ignore",
    });
    children.push(child);
  }

  const address = (name: string): string | undefined =>
    sandbox.records("example.org").find((record) => record.name === name)?.content;
  const follows = (name: string, wanted: string) =>
    eventually(() => (address(name) === wanted ? wanted : undefined), `${name} at ${wanted}`);

  test("the cabin moves, twice / its state changes on the broker / the home's record of the cabin follows, its own stays", async () => {
    const line = join(folder, "cabin-line");
    writeFileSync(line, "8.8.4.4\n");
    run({ INSTANCE: "cabin", IP4_DOMAINS: "cabin-own.example.org", IP4_PROVIDER: `file:${line}` });
    run({
      IP4_DOMAINS: "home.example.org,cabin.example.org{site=cabin}",
      IP4_PROVIDER: "static:9.9.9.9",
      SITES: "cabin",
      IP4_PROVIDER_CABIN: "mqtt:cloudflare_ddns/cabin/state#ipv4",
      IP6_PROVIDER_CABIN: "none",
    });
    await follows("cabin.example.org", "8.8.4.4");
    for (const moved of ["8.8.4.5", "8.8.4.6"]) {
      writeFileSync(line, `${moved}\n`);
      await follows("cabin.example.org", moved);
    }
    expect(address("home.example.org")).toBe("9.9.9.9");
  });
});
