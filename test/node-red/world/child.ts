/** Runs one Node-RED in a process of its own and reports what happens in it; bundled to plain CommonJS, as Node 20 reads no types. */

import { createServer } from "node:http";
import { createRequire } from "node:module";

interface StartOptions {
  readonly nodeRedRoot: string;
  readonly settings: Record<string, unknown>;
  /** Stores beside `memory`: `file` is on disk, `broken` fails always, `stuck` takes only callbacks. */
  readonly contextStorage?: readonly ("file" | "broken" | "uncached")[];
  /** Load the palette from this folder instead of from the user folder. */
  readonly nodesDir?: string;
}

const options: StartOptions = JSON.parse(process.env["WORLD_OPTIONS"] ?? "{}");
// biome-ignore lint/suspicious/noExplicitAny: Node-RED is only known by what it does.
type Anything = any;

const require = createRequire(`${options.nodeRedRoot}/package.json`);
const RED: Anything = require(options.nodeRedRoot);
const express: Anything = require("express");

let watched = true;
const counts = { sends: 0, dones: 0, errors: 0 };

function tell(event: Record<string, unknown>): void {
  process.send?.(event);
}

process.on("unhandledRejection", (reason) => {
  tell({ kind: "unhandled", text: String(reason) });
});
process.on("uncaughtException", (error) => {
  tell({ kind: "unhandled", text: String(error?.stack ?? error) });
});

function broken(): Anything {
  const refuse = (...args: Anything[]): void => {
    const callback = args.at(-1);
    if (typeof callback !== "function") throw new Error("the disk is full");
    callback(new Error("the disk is full"));
  };
  return {
    open: async () => {},
    close: async () => {},
    get: refuse,
    set: refuse,
    keys: refuse,
    delete: async () => {},
    clean: async () => {},
  };
}

const stores: Record<string, unknown> = {
  file: { module: "localfilesystem", config: { flushInterval: 1 } },
  uncached: {
    module: "localfilesystem",
    config: { cache: false, dir: `${options.settings["userDir"]}/uncached` },
  },
  broken: { module: broken },
};

async function start(): Promise<void> {
  const app = express();
  const server = createServer(app);
  const contextStorage = options.contextStorage
    ? {
        default: { module: "memory" },
        ...Object.fromEntries(options.contextStorage.map((name) => [name, stores[name]])),
      }
    : undefined;
  RED.init(server, {
    httpAdminRoot: "/",
    httpNodeRoot: "/endpoint",
    flowFile: "flows.json",
    credentialSecret: "for tests",
    uiHost: "127.0.0.1",
    logging: { console: { level: "trace", metrics: false, audit: true } },
    editorTheme: { tours: false, palette: { catalogues: [] }, projects: { enabled: false } },
    telemetry: { enabled: false },
    diagnostics: { enabled: true },
    externalModules: { palette: { allowInstall: true } },
    ...(contextStorage ? { contextStorage } : {}),
    ...(options.nodesDir ? { nodesDir: [options.nodesDir] } : {}),
    ...options.settings,
  });
  if (options.settings["httpAdminRoot"] !== false)
    app.use(String(options.settings["httpAdminRoot"] ?? "/"), RED.httpAdmin);
  app.use("/endpoint", RED.httpNode);
  observe();
  const started = new Promise((resolve) => RED.events.once("flows:started", resolve));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  await RED.start();
  await started;
  const address = server.address();
  tell({
    kind: "ready",
    port: typeof address === "object" ? address?.port : 0,
    version: RED.version(),
    node: process.version,
  });
}

function observe(): void {
  RED.hooks.add("onSend.world", (events: Anything[]) => {
    for (const { source, msg } of events) {
      counts.sends++;
      if (watched) tell({ kind: "send", id: source.id, port: source.port, message: printable(msg) });
    }
  });
  RED.hooks.add("onComplete.world", ({ node, msg, error }: Anything) => {
    counts.dones++;
    if (error) counts.errors++;
    if (watched) {
      tell({
        kind: "done",
        id: node.id,
        message: printable(msg),
        ...(error ? { error: { code: error.code, message: String(error.message), name: error.name } } : {}),
      });
    }
  });
  RED.events.on("node-status", ({ id, status }: Anything) => {
    if (watched) tell({ kind: "status", id, status });
  });
  RED.events.on("flows:started", () => tell({ kind: "started" }));
  RED.events.on("flows:stopped", () => tell({ kind: "stopped" }));
}

/** Requests and answers of `http in` cannot travel. */
function printable(message: Anything): unknown {
  const { req, res, ...rest } = message ?? {};
  return JSON.parse(
    JSON.stringify({ ...rest, ...(req ? { req: "[request]" } : {}), ...(res ? { res: "[response]" } : {}) }),
  );
}

const commands: Record<string, (command: Anything) => unknown> = {
  receive: ({ id, message }) => {
    const node = RED.nodes.getNode(id);
    if (!node) throw new Error(`no node ${id}`);
    node.receive(message);
  },
  exists: ({ id }) => Boolean(RED.nodes.getNode(id)),
  inspect: ({ id }) => require("node:util").inspect(RED.nodes.getNode(id), { depth: 12 }),
  async flood({ id, payloads, count, width }) {
    watched = false;
    const target = RED.nodes.getNode(id);
    let sent = 0;
    const settled = counts.dones + count;
    while (sent < count) {
      const goal = counts.dones + Math.min(width, count - sent);
      for (let index = 0; index < width && sent < count; index++, sent++) {
        target.receive({ payload: payloads[sent % payloads.length] });
      }
      while (counts.dones < goal) await new Promise((resolve) => setImmediate(resolve));
    }
    watched = true;
    return { done: counts.dones >= settled };
  },
  memory: async () => {
    for (let round = 0; round < 4; round++) {
      (globalThis as Anything).gc?.();
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    const { heapUsed, rss } = process.memoryUsage();
    return { heapUsed, rss };
  },
  counts: () => ({ ...counts }),
  stop: async () => {
    await RED.stop();
    tell({ kind: "ended" });
    process.disconnect();
    setTimeout(() => process.exit(0), 50);
  },
};

process.on("message", async (command: Anything) => {
  try {
    const result = await commands[command.op]?.(command);
    tell({ kind: "answer", ticket: command.ticket, result });
  } catch (error) {
    tell({ kind: "answer", ticket: command.ticket, error: String(error) });
  }
});

void start();
