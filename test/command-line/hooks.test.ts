/** `once` waits for its hooks, `plan` runs none, and the program reads what `once --json` prints. */

import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startSandbox } from "../sandbox/index.ts";
import { runCommandLine } from "./command-line.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ddns-hooks-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("plan, once, once again / look after each / run by the one that changed something alone", async () => {
  const sandbox = await startSandbox({ seed: { zones: [{ name: "example.org", records: [] }] } });
  try {
    const environment = {
      CLOUDFLARE_API_TOKEN: "cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD",
      CLOUDFLARE_BASE_URL: sandbox.url,
      DOMAINS: "home.example.org",
      IP4_PROVIDER: "static:8.8.4.4",
      IP6_PROVIDER: "static:2a00:1450::5",
      PATH: process.env["PATH"] ?? "",
      ON_CHANGE: `sleep 0.3; cat > "${folder}/$DDNS_IPV4 $DDNS_IPV6 $CLOUDFLARE_API_TOKEN"`,
    };
    const run = (command: string) =>
      runCommandLine([command, "--json"], environment, { stateDir: join(folder, "state") });
    const runs = () => readdirSync(folder).filter((name) => name !== "state");

    await run("plan");
    expect(runs()).toEqual([]);
    const { json, status, err } = await run("once");
    expect(status, err).toBe(0);
    expect(runs()).toEqual(["8.8.4.4 2a00:1450::5 "]);
    const told = join(folder, runs()[0] ?? "");
    expect(JSON.parse(readFileSync(told, "utf8"))).toEqual(json());
    rmSync(told);
    await run("once");
    expect(runs()).toEqual([]);
  } finally {
    await sandbox.close();
  }
});
