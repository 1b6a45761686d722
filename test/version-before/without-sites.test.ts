/** Without a named site or account nothing speaks of them: what 0.1.0 printed, remembered and announced is the same to the byte. */

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { parseAppOptions } from "../../addon/app/options.ts";
import { deviceConfig } from "../../addon/mqtt/device/discovery.ts";
import { parseEnvironment, renderCheck } from "../../src/index.ts";
import { refusedOptions } from "../app/option-schema.ts";
import { runCommandLine } from "../command-line/command-line.ts";
import { type Sandbox, type SandboxSeed, startSandbox } from "../sandbox/index.ts";

const ACCOUNT = "0123456789abcdef0123456789abcdef";
/** Recorded by running 0.1.0 with this seed and these settings. */
const RECORDED = new URL("0.1.0/", import.meta.url);
const SEED: SandboxSeed = {
  zones: [
    {
      name: "example.org",
      plan: "pro",
      records: [
        { type: "A", name: "home", content: "198.51.100.1", proxied: true },
        { type: "TXT", name: "home", content: '"x"' },
        { type: "AAAA", name: "www", content: "2001:db8:9::9", comment: "by hand" },
      ],
    },
  ],
  lists: [
    {
      account: ACCOUNT,
      name: "home_ips",
      items: [
        { ip: "198.51.100.1", comment: "ddns" },
        { ip: "192.0.2.0/24", comment: "office" },
      ],
    },
  ],
};
const SETTINGS = {
  CLOUDFLARE_API_TOKEN: "cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD",
  DOMAINS: "home.example.org,www.example.org",
  IP4_DOMAINS: "*.example.org",
  WAF_LISTS: `${ACCOUNT}/home_ips`,
  WAF_LIST_ITEM_COMMENT: "ddns",
  MANAGED_WAF_LIST_ITEMS_COMMENT_REGEX: "^ddns$",
  IP4_PROVIDER: "static:203.0.113.7",
  IP6_PROVIDER: "static:2001:db8:1:2::7",
  TZ: "UTC",
  UPDATE_CRON: "@once",
};

let sandbox: Sandbox;
let folder: string;

beforeAll(async () => {
  sandbox = await startSandbox({ seed: SEED });
  folder = await mkdtemp(join(tmpdir(), "before-"));
});

afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

test("settings of 0.1.0 / check --json / the same bytes", async () => {
  const { out } = await runCommandLine(["check", "--json"], SETTINGS);
  // 0.1.0 warned about written documentation addresses besides, which is another matter.
  expect(configOf(out)).toBe(configOf(await recorded("check.json")));
});

test("settings of 0.1.0 / once --json / the same bytes of report and state, but for times and ids", async () => {
  const environment = { ...SETTINGS, CLOUDFLARE_BASE_URL: sandbox.url, STATE_DIR: folder };
  const { out, status } = await runCommandLine(["once", "--json"], environment);
  expect(status).toBe(0);
  expect(timeless(out)).toBe(timeless(await recorded("once.json")));
  const state = await readFile(join(folder, "main.json"), "utf8");
  expect(timeless(state)).toBe(timeless(await recorded("state.json")));
});

test("a state file of 0.1.0 / a cycle that changes nothing / read, and kept to the byte", async () => {
  const state = await recorded("state.json");
  await writeFile(join(folder, "main.json"), state);
  const environment = { ...SETTINGS, CLOUDFLARE_BASE_URL: sandbox.url, STATE_DIR: folder };
  expect((await runCommandLine(["once", "--json"], environment)).status).toBe(0);
  expect(await readFile(join(folder, "main.json"), "utf8")).toBe(state);
  const stopped = await runCommandLine(["once", "--json"], { ...environment, DELETE_ON_STOP: "true" });
  expect(stopped.status).toBe(0);
  expect(sandbox.lists()[0]?.items.map(({ ip }) => ip)).toEqual(["192.0.2.0/24"]);
});

test("settings of 0.1.0 / announce the device / each component of then is there, to the byte", async () => {
  const parsed = parseEnvironment(
    { ...SETTINGS, MQTT_URL: "mqtt://broker" },
    { read: () => ({ ok: false, reason: "there is none" }) },
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const now = JSON.parse(deviceConfig(parsed.config, "0.1.0").payload) as Device;
  const then = JSON.parse(await recorded("device.json")) as Device;
  for (const [key, component] of Object.entries(then.components))
    expect(JSON.stringify(now.components[key]), key).toBe(JSON.stringify(component));
  expect(Object.keys(now.components).join(" ")).not.toMatch(/site|account/);
});

test("app options of 0.1.0 / read / what they come to, to the byte; Supervisor's schema takes them", async () => {
  const options = JSON.parse(await recorded("options.json")) as Readonly<Record<string, unknown>>;
  const now = renderCheck(parseAppOptions(options, {}));
  expect(`${JSON.stringify(now, undefined, 2)}\n`).toBe(await recorded("options-check.json"));
  const manifest = parse(await readFile(new URL("../../config.yaml", import.meta.url), "utf8"));
  // Supervisor puts the defaults of new options beside what somebody saved.
  expect(refusedOptions(manifest.schema, { ...manifest.options, ...options })).toEqual([]);
  expect(parseAppOptions({ ...manifest.options, ...options }, {}).ok).toBe(true);
});

interface Device {
  readonly components: Readonly<Record<string, object>>;
}

function recorded(name: string): Promise<string> {
  return readFile(new URL(name, RECORDED), "utf8");
}

/** The part of the answer that says what the settings came to, as it is written. */
function configOf(answer: string): string {
  return answer.slice(answer.indexOf('"config"'));
}

function timeless(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "T")
    .replace(/("durationMs": )\d+/g, "$1N")
    .replace(/("id": )"[0-9a-f]{32}"/g, '$1"I"');
}
