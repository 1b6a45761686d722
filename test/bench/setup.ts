/** Zones of any size, and an engine on a sandbox that holds them. */

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createEngine,
  createSourceFactory,
  type Engine,
  memoryState,
  type OpenedAccount,
  openAccount,
  parseEnvironment,
  systemClock,
} from "../../src/index.ts";
import { type Sandbox, type SandboxSeed, startSandbox } from "../sandbox/index.ts";

export const ACCOUNT = "0123456789abcdef0123456789abcdef";
export const TOKEN = "cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD";

/** What the service needs to follow an address in a file, and a sandbox with an empty zone. */
export async function fileHome(address: string) {
  const sandbox = await startSandbox({ seed: { zones: [{ name: "example.org", records: [] }] } });
  const folder = mkdtempSync(join(tmpdir(), "cloudflare-ddns-bench-"));
  const file = join(folder, "address.txt");
  writeFileSync(file, `${address}\n`);
  const environment = {
    CLOUDFLARE_API_TOKEN: TOKEN,
    CLOUDFLARE_BASE_URL: sandbox.url,
    DOMAINS: "home.example.org",
    IP4_PROVIDER: `file:${file}`,
    IP6_PROVIDER: "none",
    STATE_DIR: folder,
  };
  return { sandbox, file, environment };
}

/** `hosts` stale dual-stack names, and other records up to `size`. */
export function zoneSeed(hosts: number, size: number, plan: "free" | "pro"): SandboxSeed {
  const stale = hostNames(hosts).flatMap((name) => [
    { name, type: "A", content: "198.51.100.1" },
    { name, type: "AAAA", content: "2001:db8:9::1" },
  ]);
  const others = Array.from({ length: Math.max(0, size - stale.length) }, (_, index) => ({
    name: `other${index}.example.org`,
    type: "A",
    content: "192.0.2.1",
  }));
  return { zones: [{ name: "example.org", plan, records: [...stale, ...others] }] };
}

export function hostNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `h${index}.example.org`);
}

export interface Bench {
  readonly sandbox: Sandbox;
  readonly engine: Engine;
  close(): Promise<void>;
}

/** Sources are static unless `environment` says otherwise. */
export async function openBench(
  environment: Readonly<Record<string, string>>,
  seed: SandboxSeed,
  latencyMs = 0,
): Promise<Bench> {
  const sandbox = await startSandbox({ seed, latencyMs });
  const { engine, accounts } = await openEngine(sandbox.url, environment);
  return {
    sandbox,
    engine,
    close: async () => {
      for (const account of accounts) account.close();
      await sandbox.close();
    },
  };
}

/** An engine on the sandbox at `url`; `shared`: accounts that are open already. */
export async function openEngine(
  url: string,
  environment: Readonly<Record<string, string>>,
  shared?: readonly OpenedAccount[],
) {
  const parsed = parseEnvironment(
    {
      CLOUDFLARE_API_TOKEN: TOKEN,
      CLOUDFLARE_BASE_URL: url,
      IP4_PROVIDER: "static:203.0.113.7",
      IP6_PROVIDER: "static:2001:db8:1:2::7",
      ...environment,
    },
    { read: () => ({ ok: false, reason: "no files here" }) },
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const { config } = parsed;
  const accounts =
    shared ?? config.accounts.map(({ key, token }) => openAccount({ key, token, baseUrl: url }));
  const engine = await createEngine({
    records: config.records,
    lists: config.lists,
    accounts,
    sources: createSourceFactory({ clock: systemClock, timeoutMs: 5000, rejectCloudflare: true }),
    clock: systemClock,
    state: memoryState(),
    updateTimeoutMs: 30_000,
  });
  return { config, accounts, engine };
}

export const NEVER = new AbortController().signal;
