/** What a service that waits has loaded of Node: each of these costs megabytes, so it pays only for what its settings use. */

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { BINARY, nodePrograms } from "../bench/programs.ts";
import { fileHome } from "../bench/setup.ts";

const isBuilt = existsSync(BINARY);
if (!isBuilt && process.env["CI"] !== "true")
  console.log("The binary is not built: its tests are skipped. Run npm run build.");

const LIBRARIES_APART = ["re2js", "tr46", "croner"];

/** Node's own modules and our libraries apart that a service has loaded when it is asked to stop. */
async function loadedBy(node: string, more: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { sandbox, environment } = await fileHome("203.0.113.7");
  const folder = mkdtempSync(join(tmpdir(), "lean-"));
  const spy = join(folder, "spy.cjs");
  writeFileSync(
    spy,
    `const { writeFileSync } = require("fs");
     const list = () => [...process.moduleLoadList, ...Object.keys(require("module")._cache)];
     process.once("exit", () => writeFileSync(process.env.LOADED, list().join("\\n")));`,
  );
  const list = join(folder, "loaded.txt");
  const service = spawn(node, ["--require", spy, BINARY], {
    env: { PATH: process.env["PATH"] ?? "", ...environment, ...more, LOADED: list },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => service.once("exit", resolve));
  await new Promise<void>((resolve) => {
    service.stdout.on("data", (text) => /created/i.test(String(text)) && resolve());
    void ended.then(() => resolve());
  });
  await wait(200);
  service.kill("SIGTERM");
  await ended;
  await sandbox.close();
  return readFileSync(list, "utf8")
    .split("\n")
    .map((line) => line.replace(/^NativeModule /, "").replace(/^.*\/parts\/(\w+)\.cjs$/, "$1"));
}

test.skipIf(!isBuilt && process.env["CI"] !== "true").each(nodePrograms())(
  "Node $version / an address in a file, nothing else set / neither TLS nor UDP nor fetch nor libraries that nobody needs",
  async ({ path }) => {
    const loaded = await loadedBy(path, {});
    expect(loaded).toContain("http");
    const dear = ["crypto", "tls", "dgram", "child_process", "worker_threads", "internal/deps/undici/undici"];
    expect(loaded.filter((name) => [...dear, ...LIBRARIES_APART].includes(name))).toEqual([]);
  },
);

test.skipIf(!isBuilt && process.env["CI"] !== "true").each(nodePrograms())(
  "Node $version / a pattern, a name in Greek, a time of day / each brings its library",
  async ({ path }) => {
    const loaded = await loadedBy(path, {
      DOMAINS: "home.example.org,σπίτι.example.org",
      UPDATE_CRON: "0 3 * * *",
      UPDATE_ON_START: "true",
      MANAGED_RECORDS_COMMENT_REGEX: "^ours$",
      RECORD_COMMENT: "ours",
    });
    // A service that refuses these settings would have read them, and so loaded the libraries, too.
    expect(loaded).toContain("http");
    expect(LIBRARIES_APART.filter((name) => !loaded.includes(name))).toEqual([]);
  },
);
