/** The app's options as a Config: what each means, and everything wrong with them under their own names. */

import { expect, test } from "vitest";
import { parseAppOptions } from "../../../addon/app/options.ts";
import type { Config } from "../../../src/index.ts";

const TOKEN = "tokentokentokentokentokentokentokentoken";
const ACCOUNT = "0123456789abcdef0123456789abcdef";

/** As Supervisor writes them for somebody who gave a token and one name. */
const OPTIONS = {
  cloudflare_api_token: TOKEN,
  records: [{ name: "home.example.org" }],
  waf_lists: [],
  ipv4_source: "cloudflare.trace",
  ipv6_source: "cloudflare.trace",
  schedule: "@every 5m",
  mqtt: {},
  delete_on_stop: false,
  log_level: "info",
};

function configOf(change: object, environment: Record<string, string> = {}): Config {
  const parsed = parseAppOptions({ ...OPTIONS, ...change }, environment);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.config;
}

function problemsOf(change: object): readonly string[] {
  const parsed = parseAppOptions({ ...OPTIONS, ...change }, {});
  return parsed.ok ? [] : parsed.problems.map(({ setting }) => setting);
}

test("token and one name / read / both families, the defaults of the environment, state in /data", () => {
  const config = configOf({});
  expect(config.records.map(({ owner, type }) => [owner.kind === "name" && owner.name, type])).toEqual([
    ["home.example.org", "A"],
    ["home.example.org", "AAAA"],
  ]);
  expect(config).toMatchObject({
    schedule: { kind: "every", intervalMs: 300_000 },
    deleteOnStop: false,
    logLevel: "info",
    stateDir: "/data",
    timeZone: "UTC",
    mqtt: undefined,
    instance: "main",
    cacheExpirationMs: 3_600_000,
  });
  expect(config.accounts.map(({ token }) => token.reveal())).toEqual([TOKEN]);
});

test("attributes of a record / read / what is given is enforced for it alone, keep preserves", () => {
  const config = configOf({
    records: [
      { name: "keep.example.org", proxied: "keep" },
      { name: "off.example.org", proxied: "off", ipv6: false },
      { name: "on.example.org", proxied: "on", ttl: 300, comment: "home", ipv4: false, host_id: "::1" },
      { name: "plain.example.org", comment: " " },
    ],
  });
  const told = config.records.map(({ owner, type, attributes, enforce, hostIds }) => [
    owner.kind === "name" && owner.name,
    type,
    attributes.proxied,
    attributes.ttl,
    attributes.comment,
    [...enforce],
    hostIds.map(({ kind }) => kind),
  ]);
  expect(told).toEqual([
    ["keep.example.org", "A", false, 1, "", [], ["preserve"]],
    ["keep.example.org", "AAAA", false, 1, "", [], ["preserve"]],
    ["off.example.org", "A", false, 1, "", ["proxied"], ["preserve"]],
    ["on.example.org", "AAAA", true, 300, "home", ["proxied", "ttl", "comment"], ["literal"]],
    ["plain.example.org", "A", false, 1, "", [], ["preserve"]],
    ["plain.example.org", "AAAA", false, 1, "", [], ["preserve"]],
  ]);
});

test("lists, sources, schedule and the rest / read / each where it belongs", () => {
  const config = configOf(
    {
      records: [],
      waf_lists: [{ account_id: ACCOUNT.toUpperCase(), name: "home_ips", comment: "home" }],
      ipv4_source: "homeassistant:sensor.router_ip",
      ipv6_source: "supervisor",
      schedule: "0 4 * * *",
      delete_on_stop: true,
      verify: "public",
      log_level: "debug",
    },
    { TZ: "Europe/Berlin", STATE_DIR: "/elsewhere", CLOUDFLARE_BASE_URL: "http://127.0.0.1:1/client/v4" },
  );
  expect(config.lists.map(({ accountId, name, itemComment }) => [accountId, name, itemComment])).toEqual([
    [ACCOUNT, "home_ips", "home"],
  ]);
  expect(config).toMatchObject({
    sources: { ipv4: { kind: "homeassistant" }, ipv6: { kind: "supervisor" } },
    schedule: { kind: "cron" },
    deleteOnStop: true,
    verify: "public",
    logLevel: "debug",
    timeZone: "Europe/Berlin",
    stateDir: "/elsewhere",
    baseUrl: "http://127.0.0.1:1/client/v4",
  });
});

test("a broker of one's own / read / with user, password, topics and instance", () => {
  const { mqtt, instance } = configOf({
    mqtt: {
      url: "mqtt://192.0.2.1:1883",
      username: "me",
      password: "open sesame",
      base_topic: "ddns",
      discovery_prefix: "ha",
      instance: "second",
    },
  });
  expect(mqtt).toMatchObject({
    url: "mqtt://192.0.2.1:1883",
    username: "me",
    baseTopic: "ddns",
    discoveryPrefix: "ha",
  });
  expect([mqtt?.password?.reveal(), instance]).toEqual(["open sesame", "second"]);
});

test("an instance called options / read / refused, as its state would take the place of the options", () => {
  expect(problemsOf({ mqtt: { instance: "options" } })).toEqual(["mqtt.instance"]);
});

test("topics without a broker / read / they count for the broker that Supervisor names", () => {
  expect(configOf({ mqtt: { base_topic: "ddns" } }).mqtt).toMatchObject({
    url: "",
    baseTopic: "ddns",
    discoveryPrefix: "homeassistant",
  });
});

test("nothing filled in / read / token and records are missing, nothing else", () => {
  expect(problemsOf({ cloudflare_api_token: " ", records: [] })).toEqual(["cloudflare_api_token", "records"]);
});

test("everything wrong / read / all told at once, in the options' own names", () => {
  const parsed = parseAppOptions(
    {
      cloudflare_api_token: "Bearer x",
      records: [
        { name: "localhost" },
        { name: "" },
        { name: "c.example.org", ttl: 7, host_id: "nonsense" },
        { name: "d.example.org", ipv4: false, ipv6: false },
        { name: "e.example.org", proxied: "maybe" },
        "f.example.org",
      ],
      waf_lists: [{ account_id: "", name: "Home" }],
      ipv4_source: "command:/bin/true",
      ipv6_source: "nowhere",
      schedule: "often",
      mqtt: { url: "mqtt://user:geheim99@broker", base_topic: "a/#", instance: "Küche" },
      delete_on_stop: "perhaps",
      verify: "always",
      log_level: "loud",
      colour: "blue",
    },
    {},
  );
  const problems = parsed.ok ? [] : parsed.problems;
  expect([...new Set(problems.map(({ setting }) => setting))].sort()).toEqual(
    [
      "cloudflare_api_token",
      "colour",
      "delete_on_stop",
      "ipv4_source",
      "ipv6_source",
      "log_level",
      "mqtt.base_topic",
      "mqtt.instance",
      "mqtt.url",
      "records[0].name",
      "records[1].name",
      "records[2].host_id",
      "records[2].ttl",
      "records[3].name",
      "records[4].proxied",
      "records[5]",
      "records[5].name",
      "schedule",
      "verify",
      "waf_lists[0].account_id",
    ].sort(),
  );
  const text = JSON.stringify(parsed);
  expect(text).not.toMatch(/geheim99/);
  expect(text, "names of the environment mean nothing in the app").not.toMatch(
    /\b(?:MQTT|IP[46]|UPDATE|LOG)_[A-Z_]+/,
  );
});

test.each([
  ["nothing", undefined],
  ["null", null],
  ["a list", []],
  ["a text", "token"],
  ["records that are no list", { records: { name: "a.example.org" } }],
])("%s instead of options / read / refused, without throwing", (_, options) => {
  expect(parseAppOptions(options, {}).ok).toBe(false);
});

test("a host ID where IPv6 is off / read / a warning says that it has no effect", () => {
  const parsed = parseAppOptions(
    { ...OPTIONS, records: [{ name: "a.example.org", ipv6: false, host_id: "::1" }] },
    {},
  );
  expect(parsed.warnings.map(({ setting }) => setting)).toContain("records[0].host_id");
});

test("the token in another option / read / refused without showing it", () => {
  const parsed = parseAppOptions({ ...OPTIONS, mqtt: { base_topic: TOKEN } }, {});
  expect(!parsed.ok && parsed.problems.map(({ setting }) => setting)).toEqual(["mqtt.base_topic"]);
  expect(JSON.stringify(parsed)).not.toContain(TOKEN);
});
