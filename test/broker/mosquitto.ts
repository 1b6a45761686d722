/** Starts a real Mosquitto for one test file, and speaks to it from outside. */

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync, type MqttClient } from "mqtt";

/** Is Mosquitto on this machine? In CI its absence is a fault; elsewhere the tests are skipped with one line. */
export const hasMosquitto: boolean = (() => {
  try {
    execFileSync("mosquitto", ["-h"], { stdio: "ignore" });
    return true;
  } catch (error) {
    // Its help ends with a status of its own; only a missing program counts.
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) return true;
    if (process.env["CI"] === "true") throw new Error("CI needs Mosquitto: apt-get install mosquitto");
    console.warn("Tests against a real broker are skipped: Mosquitto is not installed.");
    return false;
  }
})();

export interface Mosquitto {
  readonly url: string;
  readonly port: number;
  /** Ends it and starts it again on the same port; with `forget` it loses what it kept. */
  restart(options?: { readonly forget?: boolean; readonly password?: string }): Promise<void>;
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Ends it and removes its files. */
  stop(): Promise<void>;
}

export interface MosquittoOptions {
  /** Of the user `ddns`; without it everybody may come. */
  readonly password?: string;
  readonly port?: number;
  /** Further lines of its configuration. */
  readonly lines?: readonly string[];
  /** Its access list, for everybody who comes. */
  readonly access?: readonly string[];
}

export async function startMosquitto(options: MosquittoOptions = {}): Promise<Mosquitto> {
  const folder = mkdtempSync(join(tmpdir(), "mosquitto-"));
  const port = options.port ?? (await freePort());
  let password = options.password;
  let child: ChildProcess | undefined;

  const start = async (): Promise<void> => {
    const lines = [
      `listener ${port} 127.0.0.1`,
      "persistence true",
      `persistence_location ${folder}/`,
      "user root",
      ...(options.lines ?? []),
    ];
    if (options.access !== undefined) {
      writeFileSync(join(folder, "access"), `${options.access.join("\n")}\n`);
      lines.push(`acl_file ${join(folder, "access")}`);
    }
    if (password === undefined) {
      lines.push("allow_anonymous true");
    } else {
      const file = join(folder, "passwords");
      writeFileSync(file, "");
      execFileSync("mosquitto_passwd", ["-b", file, "ddns", password], { stdio: "ignore" });
      lines.push("allow_anonymous false", `password_file ${file}`);
    }
    writeFileSync(join(folder, "mosquitto.conf"), `${lines.join("\n")}\n`);
    child = spawn("mosquitto", ["-c", join(folder, "mosquitto.conf")], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    await new Promise<void>((resolve, reject) => {
      let said = "";
      child?.stderr?.on("data", (chunk: Buffer) => {
        said += chunk.toString();
        if (/running/.test(said)) resolve();
      });
      child?.once("exit", () => reject(new Error(`Mosquitto ended: ${said}`)));
    });
  };
  const kill = async (): Promise<void> => {
    const killed = child;
    if (killed === undefined || killed.exitCode !== null || killed.signalCode !== null) return;
    const ended = once(killed, "exit");
    killed.kill("SIGTERM");
    // A signal right after the start is sometimes overlooked.
    const timer = setTimeout(() => killed.kill("SIGKILL"), 1000);
    await ended;
    clearTimeout(timer);
  };
  await start();
  return {
    url: `mqtt://127.0.0.1:${port}`,
    port,
    start,
    kill,
    async restart({ forget = false, password: changed } = {}) {
      await kill();
      if (forget) rmSync(join(folder, "mosquitto.db"), { force: true });
      password = changed ?? password;
      await start();
    },
    async stop() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A client that hears everything and remembers it. */
export interface Observer {
  readonly client: MqttClient;
  /** In order of arrival; `retained` where the broker kept it before we came. */
  readonly heard: readonly { readonly topic: string; readonly payload: string; readonly retained: boolean }[];
  publish(topic: string, payload: string, retain?: boolean): Promise<void>;
  /** The newest payload on the topic, as soon as it passes `test`; rejects after ten seconds. */
  until(topic: string, test: (payload: string) => boolean): Promise<string>;
  end(): Promise<void>;
}

export async function observe(
  broker: Pick<Mosquitto, "url">,
  filter = "#",
  password?: string,
  username?: string,
): Promise<Observer> {
  const client = await connectAsync(broker.url, {
    reconnectPeriod: 200,
    ...(password === undefined ? {} : { username: "ddns", password }),
    ...(username === undefined ? {} : { username }),
  });
  client.on("error", () => undefined);
  const heard: { topic: string; payload: string; retained: boolean }[] = [];
  client.on("message", (topic, payload, packet) => {
    heard.push({ topic, payload: payload.toString(), retained: packet.retain });
  });
  await client.subscribeAsync(filter, { qos: 1 });
  return {
    client,
    heard,
    async publish(topic, payload, retain = false) {
      await client.publishAsync(topic, payload, { qos: 1, retain });
    },
    until: (topic, test) =>
      eventually(() => {
        const newest = heard.findLast((message) => message.topic === topic);
        return newest !== undefined && test(newest.payload) ? newest.payload : undefined;
      }, `a fitting message on ${topic}`),
    end: () => client.endAsync(true),
  };
}

/** All that the broker keeps. */
export async function retainedOn(
  broker: Pick<Mosquitto, "url">,
  filter = "#",
): Promise<ReadonlyMap<string, string>> {
  const observer = await observe(broker, filter);
  await new Promise((resolve) => setTimeout(resolve, 300));
  await observer.end();
  return new Map(
    observer.heard.filter(({ retained }) => retained).map(({ topic, payload }) => [topic, payload]),
  );
}

/** What `look` finds, as soon as it finds something; rejects after `limitMs`. */
export async function eventually<T>(
  look: () => T | undefined | Promise<T | undefined>,
  what: string,
  limitMs = 10_000,
): Promise<T> {
  const end = performance.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > end) throw new Error(`There was never ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** A port of this machine that nobody listens on just now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address !== "object" || address === null) throw new Error("no free port");
  return address.port;
}
