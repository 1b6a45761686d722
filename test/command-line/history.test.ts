/** `history` shows what `once` noted, and writes nothing itself. */

import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startSandbox } from "../sandbox/index.ts";
import { runCommandLine } from "./command-line.ts";

const ENVIRONMENT = {
  CLOUDFLARE_API_TOKEN: "cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD",
  DOMAINS: "home.example.org",
  IP6_PROVIDER: "none",
};

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ddns-history-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const history = (words: readonly string[] = []) =>
  runCommandLine(["history", ...words], { ...ENVIRONMENT, STATE_DIR: folder });

test("plan, then two addresses one after the other / history --json / what was there, and what is", async () => {
  const sandbox = await startSandbox({ seed: { zones: [{ name: "example.org", records: [] }] } });
  try {
    const run = (command: string, address: string, more: Record<string, string> = {}) =>
      runCommandLine([command, "--json"], {
        ...ENVIRONMENT,
        CLOUDFLARE_BASE_URL: sandbox.url,
        STATE_DIR: folder,
        IP4_PROVIDER: `static:${address}`,
        ...more,
      });
    await run("plan", "8.8.4.3");
    await run("once", "8.8.4.3", { JOURNAL_DAYS: "0" });
    expect((await history(["--json"])).json()).toEqual({ sites: {} });
    await run("once", "8.8.4.4");
    await run("once", "8.8.4.5");
    await run("once", "8.8.4.5");
    const { status, json } = await history(["--json"]);
    expect(status).toBe(0);
    expect(json()).toMatchObject({
      sites: {
        "": {
          ipv4: {
            current: "8.8.4.5",
            changes: { last24h: 1, last30d: 1 },
            medianHours: 0,
            entries: [
              { address: "8.8.4.4", source: "static" },
              { address: "8.8.4.5", to: null },
            ],
          },
        },
      },
    });
    const { out } = await history();
    expect(out).toMatch(
      /^IPv4 {2}8\.8\.4\.5 since 20.*\n.*1 change in the last 24 hours.*\n.*8\.8\.4\.5.*\n.*8\.8\.4\.4/,
    );
  } finally {
    await sandbox.close();
  }
});

test("a provider that cuts each night / history / its rhythm in a sentence", async () => {
  const nights = Array.from({ length: 9 }, (_, index) => {
    const night = new Date(Date.now() - (9 - index) * 86_400_000).toISOString().slice(0, 10);
    const at = `${night}T01:10:00Z`;
    return `${JSON.stringify({ at, site: "", family: 4, addresses: [`8.8.4.${index}`], from: [], source: "router" })}\n`;
  });
  writeFileSync(join(folder, "addresses.jsonl"), nights.join(""));
  expect((await history()).out).toMatch(/^ {2}Usually every 24 h, about \d\d:\d\d\.$/m);
  writeFileSync(join(folder, "addresses.jsonl"), nights.slice(0, 3).join(""));
  expect((await history()).out).not.toContain("Usually");
});

test("an address that changed a hundred times / history / the newest sixty, and how many were before", async () => {
  const lines = Array.from({ length: 100 }, (_, index) => ({
    at: new Date(Date.UTC(2026, 0, 1) + index * 3_600_000).toISOString(),
    site: "",
    family: 4,
    addresses: [`8.8.4.${index + 1}`],
    from: [],
    source: "router",
  }));
  writeFileSync(join(folder, "addresses.jsonl"), lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  const { out } = await history();
  expect(out.match(/ router$/gm)).toHaveLength(60);
  expect(out).toMatch(
    /8\.8\.4\.100 [\s\S]*8\.8\.4\.41 .*\n {2}and 40 before that; "history --json" tells all\n$/,
  );
});

test("no journal yet / history / says when there will be one, and leaves no trace", async () => {
  const { status, out } = await history();
  expect([status, readdirSync(folder)]).toEqual([0, []]);
  expect(out).toBe("The journal is empty: the first address is noted at the next update.\n");
});

test("a journal that cannot be read / history / exit 1 with the reason", async () => {
  writeFileSync(join(folder, "addresses.jsonl"), "x".repeat(5 * 1024 * 1024));
  const { status, err } = await history();
  expect(status).toBe(1);
  expect(err).toContain("it is far too large");
});
