/** How settings come in: from the options' file, from Supervisor, or from the environment; and how root is left. */

import { expect, test, vi } from "vitest";
import { readSettings, stateFolder } from "../../../addon/app/entry.ts";
import { appPage } from "../../../addon/app/page.ts";
import { leaveRoot } from "../../../addon/app/privileges.ts";
import { parseCommand } from "../../../addon/app/standard-input.ts";
import { DdnsError } from "../../../src/index.ts";
import { runCommandLine } from "../../command-line/command-line.ts";

const TOKEN = "cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD";
const OPTIONS = { cloudflare_api_token: TOKEN, records: [{ name: "home.example.org" }] };
const APP = { SUPERVISOR_TOKEN: "supervisors-own-token" };

/** What comes of a file with this text (none: there is no file) and this answer of Supervisor's. */
function readWith(file: string | undefined, askSupervisor: () => Promise<unknown>, environment: object = {}) {
  const read = (path: string) =>
    path === "/data/options.json" && file !== undefined
      ? ({ ok: true, text: file } as const)
      : ({ ok: false, reason: "this user may not read it" } as const);
  return readSettings({
    environment: { ...APP, ...environment },
    files: { read },
    currentFolder: "/",
    askSupervisor,
  });
}

const unreachable = async (): Promise<unknown> => {
  throw new DdnsError("UNAVAILABLE", "The Supervisor cannot be reached.");
};

test("a readable file / read / Supervisor is not asked", async () => {
  const ask = vi.fn(unreachable);
  const settings = await readWith(JSON.stringify(OPTIONS), ask);
  expect(settings.parsed.ok).toBe(true);
  expect(settings.waiting).toBeUndefined();
  expect(stateFolder(settings)).toBe("/data");
  expect(ask).not.toHaveBeenCalled();
});

test.each([
  ["no file", undefined],
  ["a file that is no JSON", "{"],
])("%s / read / Supervisor's answer counts", async (_, file) => {
  const { parsed } = await readWith(file, async () => OPTIONS);
  expect(parsed.ok && parsed.config.names.map(({ name }) => name)).toEqual(["home.example.org"]);
});

test("neither file nor Supervisor / read / waits, both reasons told", async () => {
  const { parsed, waiting } = await readWith(undefined, unreachable);
  expect(!parsed.ok && parsed.problems).toEqual([
    { setting: "options", message: expect.stringMatching(/may not read it.*cannot be reached/) },
  ]);
  expect(waiting).toMatchObject({ isFresh: false, config: { instance: "main" } });
});

test("a new app / read / waits as one that is not at fault", async () => {
  const { waiting } = await readWith(JSON.stringify({ cloudflare_api_token: "", records: [] }), unreachable);
  expect(waiting?.isFresh).toBe(true);
  expect(waiting?.problems.map(({ setting }) => setting)).toEqual(["cloudflare_api_token", "records"]);
});

test("a wrong token in a new app / read / waits as refused", async () => {
  const { waiting } = await readWith(
    JSON.stringify({ cloudflare_api_token: "Bearer x", records: [] }),
    unreachable,
  );
  expect(waiting?.isFresh).toBe(false);
});

test("one bad option / read / the service that waits keeps the good ones: broker, topics, instance, zone", async () => {
  const mqtt = {
    url: "mqtt://192.0.2.1",
    username: "me",
    password: "open sesame",
    base_topic: "ddns",
    instance: "two",
  };
  const options = { ...OPTIONS, schedule: "often", mqtt, log_level: "debug" };
  const { waiting } = await readWith(JSON.stringify(options), unreachable, { TZ: "Europe/Berlin" });
  expect(waiting?.config).toMatchObject({
    mqtt: { url: "mqtt://192.0.2.1", username: "me", baseTopic: "ddns" },
    instance: "two",
    logLevel: "debug",
    timeZone: "Europe/Berlin",
    accounts: [],
    lists: [],
  });
});

test("a bad broker among the options / read / the service goes on without it", async () => {
  const options = { ...OPTIONS, mqtt: { url: "nonsense", instance: "two" } };
  const { parsed, waiting } = await readWith(JSON.stringify(options), unreachable);
  expect(waiting).toBeUndefined();
  expect(parsed).toMatchObject({
    ok: false,
    problems: [{ setting: "mqtt.url" }],
    rest: { mqtt: undefined, instance: "two", partsOff: ["MQTT"] },
  });
});

test("a bad broker besides a name that is none / read / the service waits without it", async () => {
  const options = {
    ...OPTIONS,
    records: [{ name: "localhost" }],
    mqtt: { url: "nonsense", instance: "two" },
  };
  const { waiting } = await readWith(JSON.stringify(options), unreachable);
  expect(waiting?.config).toMatchObject({ mqtt: undefined, instance: "two" });
});

test("options with every mistake there is / read / never throws, always waits", async () => {
  const options = {
    cloudflare_api_token: 7,
    records: [null],
    waf_lists: "x",
    mqtt: [],
    log_level: {},
    schedule: [],
  };
  expect((await readWith(JSON.stringify(options), unreachable)).waiting).toBeDefined();
});

test("no Supervisor / read / the environment counts, RUN_AS of the image is no misspelt setting", async () => {
  const environment = { CLOUDFLARE_API_TOKEN: TOKEN, DOMAINS: "home.example.org", RUN_AS: "1000:1000" };
  const read = () => ({ ok: false, reason: "there is no such file" }) as const;
  const settings = await readSettings({ environment, files: { read }, currentFolder: "/" });
  expect(settings).toMatchObject({ parsed: { ok: true, warnings: [] }, waiting: undefined });
});

test.each(["once", "plan", "detect", "check"])(
  "an app that waits / %s / exit 2 instead of waiting",
  async (command) => {
    const files = { "/data/options.json": JSON.stringify({ cloudflare_api_token: "" }) };
    const answer = await runCommandLine([command, "--json"], APP, { files });
    expect(answer.status).toBe(2);
    expect(answer.json()).toMatchObject({ ok: false });
  },
);

/** What was asked of the system, in order. */
function levers(uid: number, refuses = false) {
  const calls: string[] = [];
  const lever = (name: string) => (value: unknown) => {
    if (refuses) throw Object.assign(new Error("no"), { code: "EPERM" });
    calls.push(`${name} ${String(value)}`);
  };
  return {
    calls,
    levers: { getuid: () => uid, setgroups: lever("groups"), setgid: lever("group"), setuid: lever("user") },
  };
}

test("root in the image / leaves / groups first, the user last", () => {
  const { calls, levers: system } = levers(0);
  expect(leaveRoot({ RUN_AS: "1000:1001" }, undefined, system)).toEqual({
    kind: "left",
    uid: 1000,
    gid: 1001,
  });
  expect(calls).toEqual(["groups 1001", "group 1001", "user 1000"]);
});

test.each([
  ["another user", 1000, { RUN_AS: "1000:1000" }],
  ["root outside the image", 0, {}],
  ["root that should stay root", 0, { RUN_AS: "0:0" }],
  ["root with nonsense to become", 0, { RUN_AS: "node" }],
])("%s / asked to leave / nothing is done", (_, uid, environment) => {
  const { calls, levers: system } = levers(uid);
  expect(leaveRoot(environment, undefined, system)).toEqual({ kind: "nothing" });
  expect(calls).toEqual([]);
});

test("root without the right to change / leaves / stays, with the reason", () => {
  expect(leaveRoot({ RUN_AS: "1000:1000" }, undefined, levers(0, true).levers)).toEqual({
    kind: "kept",
    reason: "EPERM",
  });
});

test.each([
  ['{"command":"purge"}', "purge"],
  ['"purge"', "purge"],
  ["purge", "purge"],
  ['{"command":7}', undefined],
  ["[]", undefined],
  ["null", undefined],
])("standard input %s / read / %s", (line, command) => {
  expect(parseCommand(line)).toBe(command);
});

test.each([
  ["0a1b2c3d-cloudflare-ddns", "homeassistant://app/0a1b2c3d_cloudflare_ddns"],
  ["local-cloudflare-ddns", "homeassistant://app/local_cloudflare_ddns"],
  ["raspberrypi", undefined],
])("the container %s / asked for its page / %s", (name, page) => {
  expect(appPage(name)).toBe(page);
});
