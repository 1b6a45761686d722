/** A running Node-RED as tests see it: deploys, sends messages, waits for what comes of them. */

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { type Major, ROOT } from "./package.ts";

export interface StatusText {
  readonly fill?: string;
  readonly shape?: string;
  readonly text?: string;
}

// biome-ignore lint/suspicious/noExplicitAny: messages hold whatever a flow puts into them.
export type Message = Record<string, any>;

export type Happening =
  | { readonly kind: "send"; readonly id: string; readonly port: number; readonly message: Message }
  | {
      readonly kind: "done";
      readonly id: string;
      readonly message: Message;
      readonly error?: { readonly code: string; readonly message: string; readonly name: string };
    }
  | { readonly kind: "status"; readonly id: string; readonly status: StatusText }
  | { readonly kind: "unhandled"; readonly text: string }
  | { readonly kind: "started" | "stopped" | "ended" };

export type FlowEntry = Record<string, unknown>;

export interface InstanceOptions {
  readonly major: Major;
  readonly tarball: string;
  readonly settings?: Record<string, unknown>;
  readonly environment?: Record<string, string>;
  readonly contextStorage?: readonly ("file" | "broken" | "uncached")[];
  /** Continue in the user folder of an earlier instance. */
  readonly userDir?: string;
  readonly execArgv?: readonly string[];
}

export class Instance {
  readonly happenings: Happening[] = [];
  readonly userDir: string;
  url = "";
  version = "";
  nodeVersion = "";
  output = "";
  readonly #child: ChildProcess;
  readonly #listeners = new Set<() => void>();
  readonly #answers = new Map<number, (answer: { result?: unknown; error?: string }) => void>();
  #tickets = 0;
  #exited: Promise<void>;

  constructor(child: ChildProcess, userDir: string) {
    this.#child = child;
    this.userDir = userDir;
    this.#exited = new Promise((resolve) => child.once("exit", () => resolve()));
    child.stdout?.on("data", (chunk) => {
      this.output += chunk;
    });
    child.stderr?.on("data", (chunk) => {
      this.output += chunk;
    });
    child.on(
      "message",
      (
        event: Happening & { kind: string; ticket?: number; port?: number; version?: string; node?: string },
      ) => this.#take(event),
    );
  }

  #take(event: Happening | ({ kind: string } & Record<string, unknown>)): void {
    if (event.kind === "answer" && "ticket" in event) {
      this.#answers.get(event["ticket"] as number)?.(event as { result?: unknown; error?: string });
      this.#answers.delete(event["ticket"] as number);
    } else if (event.kind === "ready" && "version" in event) {
      this.url = `http://127.0.0.1:${event["port"]}`;
      this.version = String(event["version"]);
      this.nodeVersion = String(event["node"]);
    } else {
      this.happenings.push(event as Happening);
    }
    for (const listener of this.#listeners) listener();
  }

  /** Waits until `look` finds something. */
  async until<T>(look: () => T | undefined, what: string, limitMs = 15_000): Promise<T> {
    const found = look();
    if (found !== undefined) return found;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#listeners.delete(check);
        reject(
          new Error(
            `waited in vain for ${what}; the last that happened:\n${this.happenings
              .slice(-8)
              .map((entry) => JSON.stringify(entry))
              .join("\n")}\n${this.output.slice(-2000)}`,
          ),
        );
      }, limitMs);
      const check = (): void => {
        const value = look();
        if (value === undefined) return;
        clearTimeout(timer);
        this.#listeners.delete(check);
        resolve(value);
      };
      this.#listeners.add(check);
    });
  }

  /** The next happening of that kind and node from `from` on. */
  async next<K extends Happening["kind"]>(
    kind: K,
    id: string,
    from = 0,
    limitMs?: number,
  ): Promise<Extract<Happening, { kind: K }>> {
    const find = () =>
      this.happenings
        .slice(from)
        .find(
          (event): event is Extract<Happening, { kind: K }> =>
            event.kind === kind && "id" in event && event.id === id,
        );
    return this.until(find, `${kind} of ${id}`, limitMs);
  }

  command(op: string, parameters: Record<string, unknown> = {}): Promise<unknown> {
    const ticket = ++this.#tickets;
    return new Promise((resolve, reject) => {
      this.#answers.set(ticket, ({ result, error }) =>
        error === undefined ? resolve(result) : reject(new Error(error)),
      );
      this.#child.send({ op, ticket, ...parameters });
    });
  }

  /** Sends a message into a node and waits for its `done`; answers with what it sent and how it ended. */
  async tell(
    id: string,
    message: Message,
    limitMs?: number,
  ): Promise<{
    port: number | undefined;
    message: Message;
    error: { code: string; message: string } | undefined;
    dones: number;
    sends: number;
  }> {
    const from = this.happenings.length;
    await this.command("receive", { id, message });
    const done = await this.next("done", id, from, limitMs);
    // One more turn, so that a second `done` or a late `send` would be seen.
    await new Promise((resolve) => setTimeout(resolve, 30));
    const own = this.happenings.slice(from).filter((event) => "id" in event && event.id === id);
    const sends = own.filter((event) => event.kind === "send");
    const [sent] = sends;
    return {
      port: sent?.port,
      message: sent?.message ?? done.message,
      error: done.error,
      dones: own.filter(({ kind }) => kind === "done").length,
      sends: sends.length,
    };
  }

  lastStatus(id: string): StatusText | undefined {
    return this.happenings.filter((event) => event.kind === "status").findLast((event) => event.id === id)
      ?.status;
  }

  get unhandled(): readonly string[] {
    return this.happenings.flatMap((event) => (event.kind === "unhandled" ? [event.text] : []));
  }

  async request(
    path: string,
    init: RequestInit = {},
  ): Promise<{ status: number; text: string; json: Message; headers: Headers }> {
    const answer = await fetch(`${this.url}${path}`, init);
    const text = await answer.text();
    let json: Message = {};
    try {
      json = JSON.parse(text);
    } catch {}
    return { status: answer.status, text, json, headers: answer.headers };
  }

  /** Replaces all flows and waits until they run. */
  async deploy(
    flows: readonly FlowEntry[],
    type: "full" | "nodes" | "flows" | "reload" = "full",
  ): Promise<void> {
    const from = this.happenings.length;
    const headers = {
      "content-type": "application/json",
      "Node-RED-API-Version": "v2",
      "Node-RED-Deployment-Type": type,
    };
    const current = await this.request("/flows", { headers });
    const answer = await this.request("/flows", {
      method: "POST",
      headers,
      body: JSON.stringify({ rev: current.json["rev"], flows: flows.map(placed) }),
    });
    if (answer.status >= 300) throw new Error(`deploying: HTTP ${answer.status} ${answer.text}`);
    await this.until(
      () => this.happenings.slice(from).find(({ kind }) => kind === "started"),
      "flows:started",
      20_000,
    );
  }

  async stop(): Promise<void> {
    if (this.#child.connected) void this.command("stop").catch(() => {});
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), 18_000);
    await this.#exited;
    clearTimeout(timer);
  }

  dispose(): void {
    rmSync(this.userDir, { recursive: true, force: true });
  }
}

/** What has no place on the canvas, Node-RED takes for a config node. */
function placed(node: FlowEntry): FlowEntry {
  return node["z"] === undefined || node["x"] !== undefined ? node : { ...node, x: 100, y: 100 };
}

let bundled: Promise<string> | undefined;

/** The child process's program, without types. */
function childProgram(): Promise<string> {
  bundled ??= (async () => {
    const folder = mkdtempSync(join(tmpdir(), "cfddns-child-"));
    process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, "child.cjs");
    await build({
      entryPoints: [join(ROOT, "test/node-red/world/child.ts")],
      outfile: file,
      bundle: true,
      platform: "node",
      format: "cjs",
      target: "node20",
      logLevel: "error",
    });
    return file;
  })();
  return bundled;
}

/** As the palette manager does; over an older one that is there. */
export function installPalette(userDir: string, tarball: string): void {
  const words = ["install", "--offline", "--no-audit", "--no-fund", tarball];
  execFileSync("npm", words, { cwd: userDir, stdio: "pipe" });
}

/** Installs the tarball as a user would, and starts Node-RED. */
export async function startInstance(options: InstanceOptions): Promise<Instance> {
  const { major, tarball, settings = {}, environment = {}, contextStorage } = options;
  const userDir = options.userDir ?? mkdtempSync(join(tmpdir(), `cfddns-nr${major.major}-`));
  if (options.userDir === undefined) {
    writeFileSync(
      join(userDir, "package.json"),
      JSON.stringify({ name: "node-red-project", version: "0.0.1", private: true }),
    );
    if (tarball !== "") installPalette(userDir, tarball);
  }
  const program = await childProgram();
  const child = spawn(major.node, [...(options.execArgv ?? ["--expose-gc"]), program], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: {
      PATH: process.env["PATH"],
      HOME: userDir,
      ...environment,
      WORLD_OPTIONS: JSON.stringify({
        nodeRedRoot: major.root,
        settings: { userDir, ...settings },
        contextStorage,
      }),
    },
  });
  const instance = new Instance(child, userDir);
  await instance.until(() => (instance.url === "" ? undefined : true), "Node-RED to start", 30_000);
  return instance;
}
