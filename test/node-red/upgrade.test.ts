/** From 0.1.0 to this version in real Node-RED: saved flows, credentials and context go on without a touch. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  accountEntry,
  detectEntry,
  type FlowEntry,
  type Instance,
  installPalette,
  majors,
  type Packed,
  packPalette,
  runtimesMissing,
  type Sandbox,
  startInstance,
  startSandbox,
  syncEntry,
  updateEntry,
} from "./world/index.ts";

const BEFORE = fileURLToPath(new URL("../version-before/0.1.0/palette.tgz", import.meta.url));
const ACCOUNT = "0123456789abcdef0123456789abcdef";
const TOKEN = "Sup3rSecretTokenForTests_0123456789abcdef";
const OLD = "93.184.216.34";
const NEW = "93.184.216.35";

/** As the editor of 0.1.0 saved them. */
const FLOWS: readonly FlowEntry[] = [
  { id: "tab", type: "tab", label: "Home" },
  accountEntry("", { credentials: { token: TOKEN } }),
  accountEntry("", { id: "acc-env", name: "From the environment", credentials: { token: "${CF_TOKEN}" } }),
  detectEntry({ ipv4: `static:${OLD}`, store: "file", wires: [["o"], ["o"]] }),
  updateEntry({ wires: [["o"], ["o"]] }),
  updateEntry({
    id: "e",
    account: "acc-env",
    record: "nas.example.com",
    proxied: "true",
    proxiedType: "bool",
    ttl: "300",
    ttlType: "num",
    wires: [["o"], ["o"]],
  }),
  syncEntry({ list: `${ACCOUNT}/home_ips`, wires: [["o"], ["o"]] }),
  { id: "o", z: "tab", type: "function", func: "return null;", outputs: 1, wires: [] },
];

describe.skipIf(runtimesMissing())("from 0.1.0", () => {
  let packed: Packed;
  beforeAll(async () => {
    packed = await packPalette();
  });
  afterAll(() => packed?.dispose());

  test.each(majors())(
    "Node-RED $major / upgraded / flows, credentials and context as they were, all goes on",
    async (major) => {
      await using stage = await openStage();
      const { sandbox } = stage;
      const environment = { CLOUDFLARE_BASE_URL: sandbox.url, CF_TOKEN: TOKEN };
      const options = { major, environment, contextStorage: ["file"] } as const;

      const before = await startInstance({ ...options, tarball: BEFORE });
      const { userDir } = before;
      expect(versionIn(userDir)).toBe("0.1.0");
      await before.deploy(FLOWS);
      expect(await before.tell("d", {})).toMatchObject({ port: 0, error: undefined });
      for (const id of ["u", "e", "s"])
        expect(await before.tell(id, { payload: OLD }), id).toMatchObject({ port: 0, error: undefined });
      expect(stateOf(sandbox)).toEqual(settledAt(OLD));
      await before.stop();
      const saved = savedIn(userDir);
      expect(saved.get("flows_cred.json")).toBeDefined();

      installPalette(userDir, packed.tarball);
      expect(versionIn(userDir)).not.toBe("0.1.0");
      const after = await startInstance({ ...options, tarball: packed.tarball, userDir });
      try {
        expect(savedIn(userDir)).toEqual(saved);
        // The address that 0.1.0 remembered is no news.
        expect(await after.tell("d", {})).toMatchObject({ port: 1, error: undefined });
        for (const id of ["u", "e", "s"])
          expect(await after.tell(id, { payload: NEW }), id).toMatchObject({ port: 0, error: undefined });
        expect(stateOf(sandbox)).toEqual(settledAt(NEW));
        await deployAgain(after);
        expect(await after.tell("u", { payload: NEW })).toMatchObject({ port: 1, error: undefined });
        expect(after.output).not.toMatch(/\[error\]|missing/i);
        expect(after.unhandled).toEqual([]);
      } finally {
        await after.stop();
        after.dispose();
      }
    },
    90_000,
  );
});

async function openStage(): Promise<{ readonly sandbox: Sandbox } & AsyncDisposable> {
  const sandbox = await startSandbox({
    seed: {
      zones: [{ name: "example.com", account: ACCOUNT }],
      lists: [{ account: ACCOUNT, name: "home_ips", items: [{ ip: "192.0.2.1", comment: "theirs" }] }],
      tokens: [{ value: TOKEN, accounts: [ACCOUNT] }],
    },
  });
  return { sandbox, [Symbol.asyncDispose]: () => sandbox.close() };
}

function stateOf(sandbox: Sandbox): readonly string[] {
  const records = sandbox
    .records("example.com")
    .map(({ name, content, proxied, ttl }) => `${name} ${content} ${String(proxied)} ${String(ttl)}`);
  const items = sandbox.lists().flatMap(({ items: all }) => all.map(({ ip, comment }) => `${ip} ${comment}`));
  return [...records.sort(), ...items.sort()];
}

function settledAt(address: string): readonly string[] {
  return [
    `home.example.com ${address} false 1`,
    `nas.example.com ${address} true 1`,
    "192.0.2.1 theirs",
    `${address} mine`,
  ];
}

/** What the editor does when somebody presses Deploy without having changed a thing. */
async function deployAgain(red: Instance): Promise<void> {
  const { json } = await red.request("/flows", { headers: { "Node-RED-API-Version": "v2" } });
  await red.deploy(json["flows"] as readonly FlowEntry[]);
}

/** Everything of the user's: flows, credentials, and what nodes remember on disk. */
function savedIn(userDir: string): ReadonlyMap<string, string> {
  const context = readdirSync(join(userDir, "context"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(userDir.length + 1));
  const files = ["flows.json", "flows_cred.json", ...context];
  return new Map(files.map((file) => [file, readFileSync(join(userDir, file), "utf8")]));
}

function versionIn(userDir: string): string {
  const manifest = join(userDir, "node_modules/@homeward/cloudflare-ddns/package.json");
  return (JSON.parse(readFileSync(manifest, "utf8")) as { readonly version: string }).version;
}
