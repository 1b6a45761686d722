/** Answers for the command line: node test/sandbox/main.ts [--port N] [--latency MS] [--seed FILE] [--host ADDRESS]. */

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type SandboxSeed, startSandbox } from "./index.ts";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    latency: { type: "string", default: "0" },
    seed: { type: "string" },
    host: { type: "string", default: "127.0.0.1" },
  },
});

const seed: SandboxSeed = values.seed === undefined ? {} : JSON.parse(readFileSync(values.seed, "utf8"));
const sandbox = await startSandbox({
  seed,
  port: Number(values.port),
  host: values.host,
  latencyMs: Number(values.latency),
});
console.log(sandbox.url);

for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void sandbox.close());
