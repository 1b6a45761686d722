/** The packed palette in each Node-RED that counts (5 on Node 24, 4.1 on Node 20), beside the sandbox, for tests of the nodes. */

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from "vitest";
import {
  accountEntry,
  detectEntry,
  type FlowEntry,
  type Instance,
  type Major,
  majors,
  type Packed,
  packPalette,
  runtimesMissing,
  type Sandbox,
  startInstance,
  startSandbox,
} from "./world/index.ts";

export const HOME = "0123456789abcdef0123456789abcdef";
export const OFFICE = "fedcba9876543210fedcba9876543210";
export const TOKEN = "Sup3rSecretTokenForTests_0123456789abcdef";
export const OTHER_TOKEN = "An0therSecretTokenForTests_0123456789abc";
export const LIMITED = "L1mitedSecretTokenForTests_0123456789abc";
export const V4 = "93.184.216.34";
export const V6 = "2606:2800:220:1:248:1893:25c8:1946";

/** Wires of a node with two outputs. */
export const out = (wires: readonly string[] = []) => [wires, wires];

export const tab: FlowEntry = { id: "tab", type: "tab", label: "Test" };

/** Watchers of everything, and two sinks for the outputs. */
export const around: readonly FlowEntry[] = [
  tab,
  { id: "watch-errors", z: "tab", type: "catch", scope: null, uncaught: false, wires: [["o1"]] },
  { id: "watch-done", z: "tab", type: "complete", scope: ["u", "s", "d"], wires: [["o1"]] },
  { id: "statuses", z: "tab", type: "status", scope: ["u", "s", "d"], wires: [["o1"]] },
  { id: "o1", z: "tab", type: "function", func: "return null;", outputs: 1, wires: [] },
  { id: "o2", z: "tab", type: "function", func: "return null;", outputs: 1, wires: [] },
];

export const detect = (more: FlowEntry = {}) => detectEntry({ ipv4: `static:${V4}`, ...more });

export interface PaletteStage {
  readonly major: Major;
  readonly packed: Packed;
  readonly sandbox: Sandbox;
  /** Runs from the first to the last test of one Node-RED. */
  readonly red: Instance;
  account(more?: FlowEntry): FlowEntry;
  /** `nodes` with the account and the watchers around them. */
  flow(...nodes: readonly FlowEntry[]): FlowEntry[];
  /** `name type content` of each record. */
  contents(zone: string): string[];
  /** The sandbox as it was before the first test. */
  reset(): Promise<void>;
}

/** Declares `tests` for each Node-RED; what `at` holds is there once they run. */
export function describePalette(tests: (at: PaletteStage) => void): void {
  describe.skipIf(runtimesMissing())("palette", () => {
    let packed: Packed;
    beforeAll(async () => {
      packed = await packPalette();
    });
    afterAll(() => packed?.dispose());
    describe.each(majors())("Node-RED $major", (major) => tests(openStage(major, () => packed)));
  });
}

function openStage(major: Major, packed: () => Packed): PaletteStage {
  let sandbox: Sandbox;
  let red: Instance;
  const account = (more: FlowEntry = {}) =>
    accountEntry(sandbox.url, { credentials: { token: TOKEN }, ...more });

  beforeAll(async () => {
    sandbox = await startSandbox({ listOperationPolls: 1 });
    const environment = { CF_TOKEN: TOKEN, CLOUDFLARE_BASE_URL: sandbox.url };
    red = await startInstance({ major, tarball: packed().tarball, environment });
  });
  beforeEach(async () => {
    sandbox.clearFaults();
    await reset(sandbox);
  });
  afterEach(() => {
    expect(red.unhandled, "no rejection goes unhandled").toEqual([]);
  });
  afterAll(async () => {
    await red?.stop();
    red?.dispose();
    await sandbox?.close();
  });

  return {
    major,
    get packed() {
      return packed();
    },
    get sandbox() {
      return sandbox;
    },
    get red() {
      return red;
    },
    account,
    flow: (...nodes) => [...around, account(), ...nodes],
    contents: (zone) => sandbox.records(zone).map(({ name, type, content }) => `${name} ${type} ${content}`),
    reset: () => reset(sandbox),
  };
}

async function reset(sandbox: Sandbox): Promise<void> {
  await fetch(`${sandbox.origin}/__sandbox/reset`, { method: "POST" });
  sandbox.seed({
    zones: [
      {
        name: "example.com",
        account: HOME,
        records: [
          { name: "home.example.com", type: "A", content: "198.51.100.1", ttl: 300, comment: "by hand" },
          { name: "www.example.com", type: "CNAME", content: "example.com" },
        ],
      },
      { name: "example.net", account: HOME },
    ],
    lists: [
      {
        account: HOME,
        name: "home_ips",
        items: [
          { ip: "192.0.2.1", comment: "theirs" },
          { ip: "192.0.2.2", comment: "mine" },
        ],
      },
    ],
    tokens: [
      { value: TOKEN, accounts: [HOME] },
      { value: OTHER_TOKEN, accounts: [OFFICE] },
      { value: LIMITED, permissions: ["zone:read", "dns:read"], accounts: [HOME] },
    ],
  });
  sandbox.clearRequests();
}
