/** kill -9 at each request of a changing cycle, then a run that converges: nothing twice, nothing lost, nobody else's touched. */

import { type ChildProcess, spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Sandbox, type SandboxSeed, startSandbox } from "../../sandbox/index.ts";
import { ACCOUNT, ENVIRONMENT, LIST_ENVIRONMENT, LISTS, NEW, OLD } from "./stage.ts";

const NODE = fileURLToPath(new URL("../../../node_modules/node/bin/node", import.meta.url));
const PROGRAM = fileURLToPath(new URL("../../../addon/bin.ts", import.meta.url));
/** Seventeen processes start at once, and others may want the machine too. */
const SLOW_MACHINE_MS = 120_000;
/** So that the process is inside the request when it dies. */
const LATENCY_MS = 40;

const SEED: SandboxSeed = {
  zones: [
    {
      name: "example.org",
      records: [
        { name: "home.example.org", type: "A", content: OLD, comment: "ddns" },
        { name: "home.example.org", type: "A", content: "192.0.2.9", comment: "by hand" },
        { name: "home.example.org", type: "MX", content: "mail.example.org" },
      ],
    },
    { name: "example.net", records: [{ name: "nas.example.net", type: "A", content: OLD, comment: "ddns" }] },
  ],
  lists: LISTS,
  zeroTrustLists: [
    {
      account: ACCOUNT,
      name: "home",
      items: [
        { value: OLD, description: "ddns" },
        { value: "192.0.2.9", description: "by hand" },
      ],
    },
  ],
  locations: [{ account: ACCOUNT, name: "home", networks: [{ network: OLD }, { network: "192.0.2.0/24" }] }],
};

/** Who has just run while the address was the old one. */
const REMEMBERING = "before";

const RIGHT = [
  "home.example.org A 192.0.2.9 by hand",
  `home.example.org A ${NEW} ddns`,
  "home.example.org MX mail.example.org ",
  `nas.example.net A ${NEW} ddns`,
  `www.example.org A ${NEW} ddns`,
];

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ddns-kill-"));
  const sandbox = await startSandbox({ seed: SEED });
  expect(await start(sandbox, join(folder, REMEMBERING), OLD).ended).toBe(0);
  await sandbox.close();
}, SLOW_MACHINE_MS);
afterAll(() => rm(folder, { recursive: true, force: true }));

function start(
  sandbox: Sandbox,
  stateDir: string,
  address = NEW,
): { readonly child: ChildProcess; readonly ended: Promise<number | null> } {
  const child = spawn(NODE, ["--disable-warning=ExperimentalWarning", PROGRAM, "once", "--json"], {
    env: {
      ...ENVIRONMENT,
      ...LIST_ENVIRONMENT,
      ZERO_TRUST_LISTS: `${ACCOUNT}/home`,
      ZERO_TRUST_LOCATIONS: `${ACCOUNT}/home`,
      IP4_PROVIDER: `static:${address}`,
      MANAGED_RECORDS_COMMENT_REGEX: "^ddns$",
      RECORD_COMMENT: "ddns",
      CLOUDFLARE_BASE_URL: sandbox.url,
      STATE_DIR: stateDir,
      PATH: process.env["PATH"] ?? "",
    },
    stdio: "ignore",
  });
  return { child, ended: new Promise((resolve) => child.once("exit", (code) => resolve(code))) };
}

function found(sandbox: Sandbox): readonly string[] {
  return ["example.org", "example.net"]
    .flatMap((zone) => sandbox.records(zone))
    .map(({ name, type, content, comment }) => `${name} ${type} ${content} ${comment ?? ""}`)
    .sort();
}

/** What the three lists hold, whatever their kind. */
function listed(sandbox: Sandbox): Readonly<Record<string, readonly string[]>> {
  const [waf] = sandbox.lists();
  const [zeroTrust] = sandbox.zeroTrustLists();
  const [location] = sandbox.locations();
  return {
    waf: (waf?.items ?? []).map(({ ip, comment }) => `${ip} ${comment}`).sort(),
    zeroTrust: (zeroTrust?.items ?? []).map(({ value, description }) => `${value} ${description}`).sort(),
    location: (location?.networks ?? []).map(({ network }) => network).sort(),
  };
}

/**
 * Zones, two readings, two batches; lists, items, addition, poll, removal, poll; lists, items, change; locations,
 * change; one more for a run that is never hit.
 */
test.concurrent.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17])(
  "killed at request %i / run again / converges",
  { timeout: SLOW_MACHINE_MS },
  async (at) => {
    const sandbox = await startSandbox({ seed: SEED, latencyMs: LATENCY_MS, listOperationMs: 300 });
    try {
      const stateDir = join(folder, String(at));
      await cp(join(folder, REMEMBERING), stateDir, { recursive: true });
      const victim = start(sandbox, stateDir);
      let over = false;
      void victim.ended.then(() => {
        over = true;
      });
      while (!over && sandbox.requests.length < at) await pause(2);
      // Every other time after the request took effect, and before its answer was read.
      if (at % 2 === 0) await pause(1);
      victim.child.kill("SIGKILL");
      await victim.ended;
      expect(found(sandbox).filter((line) => /by hand|MX/.test(line))).toHaveLength(2);
      expect(listed(sandbox)).toMatchObject({
        waf: expect.arrayContaining(["192.0.2.9 by hand"]),
        zeroTrust: expect.arrayContaining(["192.0.2.9 by hand"]),
        location: expect.arrayContaining(["192.0.2.0/24"]),
      });
      const second = start(sandbox, stateDir);
      expect(await second.ended).toBe(0);
      expect(found(sandbox)).toEqual([...RIGHT].sort());
      expect(listed(sandbox)).toEqual({
        waf: ["192.0.2.9 by hand", `${NEW} ddns`],
        zeroTrust: ["192.0.2.9 by hand", `${NEW} ddns`],
        location: ["192.0.2.0/24", `${NEW}/32`],
      });
      const state: unknown = JSON.parse(await readFile(join(stateDir, "main.json"), "utf8"));
      expect(state).toMatchObject({
        records: { "home.example.org A": [NEW] },
        wafLists: { [`${ACCOUNT}/home_ips`]: [`${NEW}/32`] },
        zeroTrustLists: { [`${ACCOUNT}/home`]: [`${NEW}/32`] },
        dnsLocations: { [`${ACCOUNT}/home`]: [`${NEW}/32`] },
      });
    } finally {
      await sandbox.close();
    }
  },
);
