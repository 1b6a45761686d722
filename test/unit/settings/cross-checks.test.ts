/** What only shows when several settings are looked at together. */

import { describe, expect, test } from "vitest";
import { BASE, parse, problemsOf, TOKEN, warningsOf } from "./reading.ts";

const ACCOUNT = "0123456789abcdef0123456789abcdef";
const ALONE = { CLOUDFLARE_API_TOKEN: TOKEN };
const LISTS = { ...ALONE, WAF_LISTS: `${ACCOUNT}/home_ips` };
const PATTERN = { RECORD_COMMENT: "x", MANAGED_RECORDS_COMMENT_REGEX: "x" };

describe("refused", () => {
  test.each<readonly [string, Readonly<Record<string, string>>, readonly string[]]>([
    ["nothing to manage", ALONE, ["DOMAINS"]],
    [
      "both families none",
      { ...BASE, IP4_PROVIDER: "none", IP6_PROVIDER: "none" },
      ["IP4_PROVIDER", "IP6_PROVIDER"],
    ],
    [
      "names for a family that is none only",
      { ...ALONE, IP6_DOMAINS: "a.example.org", IP6_PROVIDER: "none" },
      ["IP6_PROVIDER"],
    ],
    [
      "two sets of host IDs",
      { ...ALONE, DOMAINS: "a.example.org{hostid6=::1}", IP6_DOMAINS: "A.example.org{hostid6=[::1,::2]}" },
      ["IP6_DOMAINS"],
    ],
    [
      "host ID that never fits",
      { ...ALONE, DOMAINS: "a.example.org{hostid6=::1:0:0:0:1}", IP6_PROVIDER: "static:2001:db8::1" },
      ["DOMAINS"],
    ],
    [
      "host ID from a MAC with another prefix",
      {
        ...ALONE,
        IP6_DOMAINS: "a.example.org{hostid6=mac(00-11-22-33-44-55)}",
        IP6_PROVIDER: "static:2001:db8::1/56",
      },
      ["IP6_DOMAINS"],
    ],
    [
      "file and value differ",
      { ...BASE, MQTT_URL: "mqtt://b", MQTT_USERNAME: "u", MQTT_PASSWORD: "one", MQTT_PASSWORD_FILE: "/two" },
      ["MQTT_PASSWORD"],
    ],
    ["old and new name differ", { ...BASE, IP4_POLICY: "local", IP4_PROVIDER: "ipify" }, ["IP4_POLICY"]],
    ["local in the app", { ...BASE, SUPERVISOR_TOKEN: "s", IP4_PROVIDER: "local" }, ["IP4_PROVIDER"]],
    [
      "an interface in the app",
      { ...BASE, SUPERVISOR_TOKEN: "s", IP4_PROVIDER: "first(cloudflare.trace; local.iface:eth0)" },
      ["IP4_PROVIDER"],
    ],
    [
      "a stable address of an interface in the app",
      { ...BASE, SUPERVISOR_TOKEN: "s", IP6_PROVIDER: "all(local.iface.stable:eth0; cloudflare.trace)" },
      ["IP6_PROVIDER"],
    ],
    ["command in the app", { ...BASE, SUPERVISOR_TOKEN: "s", IP4_PROVIDER: "command:x" }, ["IP4_PROVIDER"]],
    [
      "command deep inside in the app",
      { ...BASE, SUPERVISOR_TOKEN: "s", IP4_PROVIDER: "first(ipify; agree(1; command:x; ipify))" },
      ["IP4_PROVIDER"],
    ],
    ["the token in another setting", { ...BASE, RECORD_COMMENT: `by ${TOKEN}` }, ["RECORD_COMMENT"]],
    [
      "two lists with one key",
      { ...ALONE, MQTT_URL: "mqtt://b", WAF_LISTS: `${ACCOUNT}/a,${ACCOUNT.slice(0, -1)}0/a` },
      ["WAF_LISTS"],
    ],
  ])("%s", (_, environment, settings) => {
    expect(problemsOf(parse(environment, { "/two": "two" }))).toEqual(settings);
  });
});

describe("accepted without a word", () => {
  test.each<readonly [string, Readonly<Record<string, string>>]>([
    [
      "equal sets of host IDs",
      {
        ...ALONE,
        DOMAINS: "a.example.org{hostid6=[::1,preserve]}",
        IP6_DOMAINS: "a.example.org{hostid6=[preserve,0::1]}",
      },
    ],
    [
      "one entry with, one without host IDs",
      { ...ALONE, DOMAINS: "a.example.org", IP6_DOMAINS: "a.example.org{hostid6=::1}" },
    ],
    [
      "file and value agree",
      { ...BASE, MQTT_URL: "mqtt://b", MQTT_USERNAME: "u", MQTT_PASSWORD: "two", MQTT_PASSWORD_FILE: "/two" },
    ],
    [
      "sources of the app in the app",
      {
        ...BASE,
        SUPERVISOR_TOKEN: "s",
        IP4_PROVIDER: "first(supervisor:eth0; mqtt:a/b; homeassistant:sensor.ip)",
      },
    ],
    [
      "a source of Home Assistant with its access",
      {
        ...BASE,
        IP4_PROVIDER: "homeassistant:sensor.ip",
        HOME_ASSISTANT_URL: "http://ha:8123",
        HOME_ASSISTANT_TOKEN: "t",
      },
    ],
    [
      "two lists with one key, without broker",
      { ...ALONE, WAF_LISTS: `${ACCOUNT}/a,${ACCOUNT.slice(0, -1)}0/a` },
    ],
    ["once with deletion", { ...BASE, UPDATE_CRON: "@once", DELETE_ON_STOP: "true" }],
    ["once, and at start as always", { ...BASE, UPDATE_CRON: "@once", UPDATE_ON_START: "true" }],
  ])("%s", (_, environment) => {
    const parsed = parse(environment, { "/two": "two\n" });
    expect([problemsOf(parsed), warningsOf(parsed)]).toEqual([[], []]);
  });
});

describe("warned about", () => {
  test.each<readonly [string, Readonly<Record<string, string>>, readonly string[]]>([
    [
      "attributes without names",
      { ...LISTS, TTL: "300", PROXIED: "true", ...PATTERN, ENFORCE: "ttl" },
      ["PROXIED", "TTL", "RECORD_COMMENT", "ENFORCE", "MANAGED_RECORDS_COMMENT_REGEX"],
    ],
    [
      "list settings without lists",
      {
        ...BASE,
        WAF_LIST_DESCRIPTION: "d",
        WAF_LIST_ITEM_COMMENT: "x",
        MANAGED_WAF_LIST_ITEMS_COMMENT_REGEX: "x",
      },
      ["WAF_LIST_DESCRIPTION", "WAF_LIST_ITEM_COMMENT", "MANAGED_WAF_LIST_ITEMS_COMMENT_REGEX"],
    ],
    [
      "source, filter, prefix length of an unused family",
      {
        ...ALONE,
        IP4_DOMAINS: "a.example.org",
        IP6_PROVIDER: "local",
        IP6_DETECTION_FILTER: "addr-in(2000::/3)",
        IP6_DEFAULT_PREFIX_LEN: "56",
      },
      ["IP6_PROVIDER", "IP6_DETECTION_FILTER", "IP6_DEFAULT_PREFIX_LEN"],
    ],
    [
      "prefix length without lists",
      { ...BASE, IP4_DEFAULT_PREFIX_LEN: "24", IP6_DEFAULT_PREFIX_LEN: "56" },
      ["IP4_DEFAULT_PREFIX_LEN", "IP6_DEFAULT_PREFIX_LEN"],
    ],
    [
      "names of a family that is none",
      { ...BASE, IP4_DOMAINS: "b.example.org", IP4_PROVIDER: "none" },
      ["IP4_DOMAINS"],
    ],
    [
      "both families cleared",
      { ...BASE, IP4_PROVIDER: "static.empty", IP6_PROVIDER: "static.empty" },
      ["IP4_PROVIDER"],
    ],
    ["TTL of Enterprise zones", { ...BASE, TTL: "59" }, ["TTL"]],
    ["long comment", { ...BASE, RECORD_COMMENT: "x".repeat(101) }, ["RECORD_COMMENT"]],
    ["old words for once", { ...BASE, UPDATE_CRON: "@disabled" }, ["UPDATE_CRON"]],
    [
      "leftovers of old versions",
      { ...BASE, IP4_POLICY: "local", CF_ACCOUNT_ID: "x", PUID: "1", PGID: "1" },
      ["IP4_POLICY", "CF_ACCOUNT_ID", "PUID", "PGID"],
    ],
    [
      "broker settings without broker",
      { ...BASE, MQTT_USERNAME: "u", MQTT_PASSWORD: "p", INSTANCE: "x" },
      ["MQTT_USERNAME", "MQTT_PASSWORD", "INSTANCE"],
    ],
    ["a password without user", { ...BASE, MQTT_URL: "mqtt://b", MQTT_PASSWORD: "p" }, ["MQTT_PASSWORD"]],
    ["a password without dashboard", { ...BASE, WEB_PASSWORD: "p" }, ["WEB_PASSWORD"]],
    [
      "extra commas",
      { ...BASE, WAF_LISTS: `,${ACCOUNT}/a`, ENFORCE: "ttl,,proxied" },
      ["WAF_LISTS", "ENFORCE"],
    ],
    ["timothymiller's deletion", { ...BASE, DELETE_ON_FAILURE: "true" }, ["DELETE_ON_FAILURE"]],
    ["oznu's settings beside ours", { ...BASE, API_KEY: "k", ZONE: "example.org" }, ["API_KEY", "ZONE"]],
    ["a folder nobody looks into", { ...BASE, CONFIG_PATH: "/x" }, ["CONFIG_PATH"]],
  ])("%s", (_, environment, settings) => {
    const parsed = parse(environment);
    expect(problemsOf(parsed)).toEqual([]);
    expect([...warningsOf(parsed)].sort()).toEqual([...settings].sort());
  });
});
