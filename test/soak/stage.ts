/** Everything around a service that runs for long: Cloudflare's stand-in, a real Home Assistant with its broker, a dashboard's reader. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { connectAsync, type MqttClient } from "mqtt";
import { freePort } from "../broker/mosquitto.ts";
import { type Lab, startLab } from "../home-assistant/lab.ts";
import { startSandbox } from "../sandbox/index.ts";
import { firstAddress, type Line, settingsOf } from "./lines.ts";

const NODE = fileURLToPath(new URL("../../node_modules/node/bin/node", import.meta.url));
const PROGRAM = fileURLToPath(new URL("../../dist/bin/cloudflare-ddns.js", import.meta.url));
const TOKEN = "cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD";
const PASSWORD = "a long password for the soak";
const AUTHORIZATION = `Basic ${Buffer.from(`soak:${PASSWORD}`).toString("base64")}`;

export interface Footprint {
  /** MiB, with the pages of Node's own file, which count once they were touched. */
  readonly residentMiB: number;
  /** MiB that no file holds. */
  readonly ownMiB: number;
  /** Open files and sockets. */
  readonly handles: number;
}

export interface Stage {
  /** Says a new address where the line's source listens. */
  tell(line: Line, address: string): Promise<void>;
  /** What Cloudflare's stand-in holds for the line. */
  published(line: Line): string | undefined;
  /** Opens the dashboard's view as a page would; resolves to its bytes. */
  look(): Promise<number>;
  /** Of the service alone. */
  measure(): Footprint;
  /** Warnings and errors of Home Assistant, and the service's own log of warnings. */
  complaints(): Promise<{ readonly homeAssistant: string; readonly service: string }>;
  close(): Promise<void>;
}

export async function openStage(lines: readonly Line[]): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), "cloudflare-ddns-soak-"));
  const sandbox = await startSandbox({ seed: { zones: [{ name: "example.org", records: [] }] } });
  const lab = await startLab();
  const broker = await connectAsync(lab.brokerUrl);
  const webPort = await freePort();
  for (const line of lines) await say(lab, broker, line, firstAddress(line));
  const log: string[] = [];
  const child = spawn(NODE, [PROGRAM], {
    env: {
      PATH: process.env["PATH"] ?? "",
      CLOUDFLARE_API_TOKEN: TOKEN,
      CLOUDFLARE_BASE_URL: sandbox.url,
      IP4_PROVIDER: "none",
      IP6_PROVIDER: "none",
      ...settingsOf(lines),
      HOME_ASSISTANT_URL: lab.url,
      HOME_ASSISTANT_TOKEN: lab.token,
      MQTT_URL: lab.brokerUrl,
      WEB_ADDRESS: `127.0.0.1:${webPort}`,
      WEB_PASSWORD: PASSWORD,
      STATE_DIR: folder,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => log.push(String(text)));
  const page = new AbortController();
  await openPage(webPort, page.signal);
  return {
    tell: (line, address) => say(lab, broker, line, address),
    published: (line) =>
      sandbox
        .records("example.org")
        .find(({ name, type }) => name === `${line.site}.example.org` && type === line.type)?.content,
    look: async () => {
      const answer = await fetch(`http://127.0.0.1:${webPort}/api/view`, {
        headers: { authorization: AUTHORIZATION },
      });
      return (await answer.arrayBuffer()).byteLength;
    },
    measure: () => measure(child),
    complaints: async () => ({
      homeAssistant: await lab.log(),
      service: log.filter((text) => /⚠|❌|Warning/.test(text)).join(""),
    }),
    close: async () => {
      page.abort();
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
      await broker.endAsync();
      await lab.stop();
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function say(lab: Lab, broker: MqttClient, line: Line, address: string): Promise<void> {
  if (line.type === "AAAA") {
    await broker.publishAsync(line.topic, address, { retain: true });
    return;
  }
  const answer = await fetch(`${lab.url}/api/states/${line.entity}`, {
    method: "POST",
    headers: { authorization: `Bearer ${lab.token}`, "content-type": "application/json" },
    body: JSON.stringify({ state: address }),
  });
  if (!answer.ok) throw new Error(`Home Assistant did not take ${line.entity}: HTTP ${answer.status}`);
}

/** A page that stays open for the whole run, and throws away what it hears. */
async function openPage(webPort: number, signal: AbortSignal): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      const answer = await fetch(`http://127.0.0.1:${webPort}/api/events`, {
        headers: { authorization: AUTHORIZATION },
        signal,
      });
      if (!answer.ok) throw new Error(`the dashboard answered HTTP ${answer.status}`);
      answer.body?.pipeTo(new WritableStream(), { signal }).catch(() => undefined);
      return;
    } catch (error) {
      if (tries === 99) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

function measure({ pid }: ChildProcess): Footprint {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const mebibytes = (what: string): number =>
    Number(new RegExp(`${what}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
  return {
    residentMiB: mebibytes("VmRSS"),
    ownMiB: mebibytes("RssAnon"),
    handles: readdirSync(`/proc/${pid}/fd`).length,
  };
}
