/** What the palette costs over bare Node-RED: time to `flows:started` (the best of alternating runs, as noise only adds) and resident memory (median). */

import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  accountEntry,
  detectEntry,
  type Major,
  majors,
  packPalette,
  updateEntry,
} from "../node-red/world/index.ts";

const ROUNDS = Number(process.env["ROUNDS"] ?? 9);

/** Starts, waits a while, tells time and memory, ends. Plain, so that it measures Node-RED and nothing else. */
const PROGRAM = `
const { createRequire } = require("node:module");
const { createServer } = require("node:http");
const root = process.argv[2], userDir = process.argv[3], flow = JSON.parse(process.argv[4]);
const require2 = createRequire(root + "/package.json");
const begin = performance.now();
const RED = require2(root);
const app = require2("express")();
const server = createServer(app);
require("node:fs").writeFileSync(userDir + "/flows.json", JSON.stringify(flow));
RED.init(server, { userDir, flowFile: "flows.json", credentialSecret: "x", uiHost: "127.0.0.1", httpAdminRoot: "/", logging: { console: { level: "fatal" } }, telemetry: { enabled: false }, editorTheme: { tours: false, palette: { catalogues: [] } } });
app.use("/", RED.httpAdmin);
RED.events.once("flows:started", () => {
  const startMs = performance.now() - begin;
  setTimeout(() => { globalThis.gc(); process.stdout.write(JSON.stringify({ startMs, rss: process.memoryUsage().rss / 1048576 })); process.exit(0); }, 1200);
});
server.listen(0, "127.0.0.1", () => RED.start());
`;

const FLOW = [
  { id: "tab", type: "tab", label: "Home" },
  accountEntry(""),
  detectEntry({ x: 100, y: 100, wires: [["u"], []] }),
  updateEntry({ x: 300, y: 100, wires: [[], []] }),
];

interface Sample {
  readonly startMs: number;
  readonly rss: number;
}

function sample(major: Major, userDir: string, flow: unknown, program: string): Promise<Sample> {
  return new Promise((resolve, reject) => {
    const child = spawn(major.node, ["--expose-gc", program, major.root, userDir, JSON.stringify(flow)], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    let text = "";
    child.stdout.on("data", (chunk) => {
      text += chunk;
    });
    child.on("exit", () => {
      try {
        resolve(JSON.parse(text));
      } catch {
        reject(new Error(`Node-RED ${major.major} told nothing: ${text}`));
      }
    });
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const packed = await packPalette();
const base = mkdtempSync(join(tmpdir(), "cfddns-bench-"));
const program = join(base, "program.cjs");
writeFileSync(program, PROGRAM);
for (const major of majors()) {
  const kinds = { bare: [] as Sample[], installed: [] as Sample[], used: [] as Sample[] };
  for (let round = 0; round <= ROUNDS; round++) {
    for (const kind of ["bare", "installed", "used"] as const) {
      const userDir = join(base, `${major.major}-${kind}`);
      mkdirSync(userDir, { recursive: true });
      const link = join(userDir, "node_modules/@homeward/cloudflare-ddns");
      if (kind !== "bare" && round === 0) {
        mkdirSync(dirname(link), { recursive: true });
        symlinkSync(packed.folder, link);
        writeFileSync(
          join(userDir, "package.json"),
          JSON.stringify({ name: "x", dependencies: { "@homeward/cloudflare-ddns": "*" } }),
        );
      }
      const taken = await sample(major, userDir, kind === "used" ? FLOW : [FLOW[0]], program);
      // The first round warms the disk.
      if (round > 0) kinds[kind].push(taken);
    }
  }
  const start = (kind: keyof typeof kinds) => Math.min(...kinds[kind].map(({ startMs }) => startMs));
  const rss = (kind: keyof typeof kinds) => median(kinds[kind].map((taken) => taken.rss));
  for (const kind of ["installed", "used"] as const) {
    console.log(
      `Node-RED ${major.major}, palette ${kind}: start ${start(kind).toFixed(0)} ms over ${start("bare").toFixed(0)} (ratio ${(start(kind) / start("bare")).toFixed(3)}, ${(start(kind) - start("bare")).toFixed(0)} ms), memory ${rss(kind).toFixed(1)} MiB over ${rss("bare").toFixed(1)} (ratio ${(rss(kind) / rss("bare")).toFixed(3)}, ${(rss(kind) - rss("bare")).toFixed(1)} MiB)`,
    );
  }
}
rmSync(base, { recursive: true, force: true });
packed.dispose();
