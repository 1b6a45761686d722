/** The settings of other programs: which are recognised, and how each of theirs is read. */

import { describe, expect, test } from "vitest";
import { type ParsedConfig, parseEnvironment, renderCheck } from "../../../src/settings/index.ts";
import { addressOf } from "../core/values.ts";
import { filesOf, parse, problemsOf, TOKEN, warningsOf } from "./reading.ts";

const OZNU = { API_KEY: TOKEN, ZONE: "example.org" };
const THEIRS = { DDNS_DIALECT: "timothymiller", CLOUDFLARE_API_TOKEN: TOKEN, DOMAINS: "home.example.org" };
const ZONE_ID = "023e105f4ecef8ad9ca31a8372d0c353";
const ENTRY = { authentication: { api_token: TOKEN }, zone_id: ZONE_ID, subdomains: ["www"] };

function config(parsed: ParsedConfig) {
  expect(problemsOf(parsed)).toEqual([]);
  if (!parsed.ok) throw new Error("refused");
  return parsed.config;
}

function shown(parsed: ParsedConfig): Readonly<Record<string, unknown>> {
  return (renderCheck(parsed) as { config: Readonly<Record<string, unknown>> }).config;
}

function file(content: unknown, environment: Readonly<Record<string, string>> = {}): ParsedConfig {
  const text = typeof content === "string" ? content : JSON.stringify(content);
  return parse({ CONFIG_PATH: "/c/", ...environment }, { "/c/config.json": text });
}

describe("recognising", () => {
  test("oznu's settings / no name or token of ours / recognised", () => {
    expect(config(parse(OZNU)).names.map((name) => name.name)).toEqual(["example.org"]);
  });

  test("oznu's settings / a name of ours / native", () => {
    expect(problemsOf(parse({ ...OZNU, DOMAINS: "a.example.org" }))).toEqual(["CLOUDFLARE_API_TOKEN"]);
  });

  test("half of oznu's settings / not recognised", () => {
    expect(problemsOf(parse({ API_KEY: TOKEN }))).toEqual(["CLOUDFLARE_API_TOKEN", "DOMAINS"]);
  });

  test("a config.json / a token or name of ours is set / not read", () => {
    expect(problemsOf(file({}, { DOMAINS: "a.example.org" }))).toEqual(["CLOUDFLARE_API_TOKEN"]);
  });

  test("a config.json / lists alone are set / read, and the lists are not", () => {
    const parsed = file({ cloudflare: [ENTRY] }, { WAF_LISTS: `${ZONE_ID}/x` });
    expect(config(parsed).lists).toEqual([]);
    expect(warningsOf(parsed)).toEqual(["WAF_LISTS"]);
  });

  test("a config.json in the current folder / read", () => {
    const files = filesOf({ "/here/config.json": JSON.stringify({ cloudflare: [ENTRY] }) });
    expect(config(parseEnvironment({}, files, { currentFolder: "/here" })).records).toHaveLength(2);
  });

  test("a config.json / declared native / not read", () => {
    expect(problemsOf(file({ cloudflare: [ENTRY] }, { DDNS_DIALECT: "native" }))).toContain(
      "CLOUDFLARE_API_TOKEN",
    );
  });

  test("CONFIG_PATH without config.json / refused", () => {
    expect(problemsOf(parse({ CONFIG_PATH: "/none" }))).toContain("CONFIG_PATH");
  });

  test("timothymiller's / neither token nor file / the token is missing", () => {
    expect(problemsOf(parse({ DDNS_DIALECT: "timothymiller" }))).toContain("CLOUDFLARE_API_TOKEN");
  });
});

describe("oznu", () => {
  test.each<readonly [string, Readonly<Record<string, string>>, Readonly<Record<string, unknown>>]>([
    ["wildcard", { SUBDOMAIN: "*" }, { records: [{ name: "*.example.org", types: ["A"] }] }],
    [
      "only the family of RRTYPE",
      { RRTYPE: "AAAA" },
      { sources: { ipv4: "none", ipv6: "cloudflare.trace" } },
    ],
    ["interface", { INTERFACE: "eth0" }, { sources: { ipv4: "local.iface:eth0", ipv6: "none" } }],
    [
      "a command beats the interface",
      { INTERFACE: "eth0", CUSTOM_LOOKUP_CMD: "ip a; x" },
      { sources: { ipv4: "command" } },
    ],
    [
      "exactly true",
      { PROXIED: "true", DELETE_ON_STOP: "true" },
      { records: [{ proxied: true }], deleteOnStop: true },
    ],
    ["default schedule", {}, { schedule: "*/5 * * * *", enforce: [] }],
    ["files win", { ZONE_FILE: "/zone", SUBDOMAIN_FILE: "/sub" }, { records: [{ name: "www.example.com" }] }],
    [
      "our own settings besides",
      { TTL: "300", TZ: "Europe/Berlin" },
      { records: [{ ttl: 300 }], timeZone: "Europe/Berlin" },
    ],
  ])("%s", (_, settings, wanted) => {
    const parsed = parse({ ...OZNU, ...settings }, { "/zone": "example.com\n", "/sub": "www\n" });
    config(parsed);
    expect(shown(parsed)).toMatchObject(wanted);
  });

  test.each<readonly [string, Readonly<Record<string, string>>]>([
    ["EMAIL", { EMAIL: "me@example.org" }],
    ["RRTYPE", { RRTYPE: "CNAME" }],
    ["ZONE", { ZONE: "org" }],
    ["ZONE", { ZONE: "*.example.org" }],
    ["ZONE_FILE", { ZONE_FILE: "/none" }],
    ["SUBDOMAIN", { SUBDOMAIN: "a,b" }],
    ["SUBDOMAIN_FILE", { SUBDOMAIN_FILE: "/none" }],
    ["CRON", { CRON: "@once" }],
    ["CRON", { CRON: "61 * * * *" }],
    ["API_KEY", { API_KEY: `"${TOKEN}"` }],
    ["API_KEY_FILE", { API_KEY_FILE: "/none" }],
    ["INTERFACE", { INTERFACE: "eth0", RRTYPE: "A", SUPERVISOR_TOKEN: "s", CUSTOM_LOOKUP_CMD: "x" }],
    ["CF_API", { CF_API: "nonsense" }],
  ])("%s / wrong / refused under its own name", (name, settings) => {
    const parsed = parse({ ...OZNU, ...settings });
    expect(problemsOf(parsed)).toEqual([name === "INTERFACE" ? "CUSTOM_LOOKUP_CMD" : name]);
  });

  test("what counts as false, or for nothing / pointed out", () => {
    const parsed = parse({
      ...OZNU,
      PROXIED: "True",
      DELETE_ON_STOP: "yes",
      DNS_SERVER: "1.1.1.1",
      DDNS_DIALECT: "oznu",
      DOMAINS: "x",
    });
    expect([...warningsOf(parsed)].sort()).toEqual(["DELETE_ON_STOP", "DNS_SERVER", "DOMAINS", "PROXIED"]);
    expect(config(parsed).deleteOnStop).toBe(false);
  });

  test("value and file / both set / the file's token is used", () => {
    const parsed = parse({ ...OZNU, API_KEY: "other", API_KEY_FILE: "/key" }, { "/key": TOKEN });
    expect(config(parsed).accounts[0]?.token.reveal()).toBe(TOKEN);
    expect(warningsOf(parsed)).toEqual(["API_KEY"]);
  });
});

describe("timothymiller, environment", () => {
  test.each<readonly [string, Readonly<Record<string, string>>, Readonly<Record<string, unknown>>]>([
    [
      "booleans",
      { DELETE_ON_STOP: "YES", UPDATE_ON_START: "No" },
      { deleteOnStop: true, updateOnStart: false },
    ],
    [
      "bare seconds",
      { DETECTION_TIMEOUT: "10", UPDATE_CRON: "@every 300" },
      { detectionTimeoutMs: 10_000, schedule: "@every 300s" },
    ],
    ["cron fields", { UPDATE_CRON: "*/7 * * * *" }, { schedule: "*/7 * * * *" }],
    [
      "literal",
      { IP6_PROVIDER: "literal:2001:db8::1, 2001:db8::2" },
      { sources: { ipv6: "static:2001:db8::1,2001:db8::2" } },
    ],
    ["short TTL", { TTL: "29" }, { records: [{ ttl: 1 }], enforce: ["proxied"] }],
    ["everything enforced", { TTL: "30", RECORD_COMMENT: "x" }, { enforce: ["proxied", "ttl", "comment"] }],
    ["ENFORCE of ours wins", { TTL: "300", ENFORCE: "comment" }, { enforce: ["comment"] }],
    ["single addresses in lists", {}, { prefixLengths: { ipv4: 32, ipv6: 128 } }],
    ["DELETE_ON_FAILURE off", { DELETE_ON_FAILURE: "no" }, {}],
  ])("%s", (_, settings, wanted) => {
    const parsed = parse({ ...THEIRS, ...settings });
    config(parsed);
    expect(shown(parsed)).toMatchObject(wanted);
  });

  test.each<readonly [string, string]>([
    ["DELETE_ON_FAILURE", "true"],
    ["DELETE_ON_FAILURE", "maybe"],
    ["DELETE_ON_STOP", "on"],
    ["TTL", "soon"],
    ["TTL", "86401"],
    ["DOMAINS", "a.example.org{hostid6=::1}"],
    ["IP4_PROVIDER", "literal:"],
    ["IP4_PROVIDER", "literal:2001:db8::1"],
    ["UPDATE_CRON", "@every x"],
    ["DETECTION_TIMEOUT", "0"],
    ["PROXIED", "1"],
    ["RECORD_COMMENT", "x\ny"],
  ])("%s=%s / refused", (name, value) => {
    expect(problemsOf(parse({ ...THEIRS, [name]: value }))).toEqual([name]);
  });

  test.each<
    [name: "IP4_PROVIDER" | "IP6_PROVIDER", source: string, kept: string, dropped: readonly string[]]
  >([
    ["IP4_PROVIDER", "local.iface:eth0", "8.8.8.8", ["192.168.1.7", "172.17.0.2", "10.8.0.2", "100.64.3.4"]],
    ["IP6_PROVIDER", "local.iface:eth0", "2a02::7", ["fd00::7", "fec0::7"]],
    ["IP6_PROVIDER", "local.iface.stable:eth0", "2a02::7", ["fd00::7"]],
  ])("%s=%s / its own filter / only what the internet can reach", (name, source, kept, dropped) => {
    const parsed = parse({ ...THEIRS, [name]: source });
    const type = name === "IP4_PROVIDER" ? "A" : "AAAA";
    const filter = parsed.ok
      ? parsed.config.records.find((record) => record.type === type)?.detector.filter
      : undefined;
    expect(filter?.keeps({ address: addressOf(kept) })).toBe(true);
    for (const address of dropped) expect(filter?.keeps({ address: addressOf(address) })).toBe(false);
    expect(warningsOf(parsed)).toEqual([]);
  });

  test("nothing wrong / no advice on what ours made of theirs", () => {
    const parsed = parse({ ...THEIRS, PROXIED: "sub(example.org) || !sub(example.org)" });
    expect([config(parsed).names[0]?.proxied, warningsOf(parsed)]).toEqual([true, []]);
  });

  test("value and file / both set / the value wins", () => {
    const parsed = parse({ ...THEIRS, CLOUDFLARE_API_TOKEN_FILE: "/t" }, { "/t": "other" });
    expect(config(parsed).accounts[0]?.token.reveal()).toBe(TOKEN);
    expect(warningsOf(parsed)).toEqual(["CLOUDFLARE_API_TOKEN_FILE"]);
  });

  test("a bare web address / is a webhook", () => {
    const parsed = parse({ ...THEIRS, SHOUTRRR: "https://hooks.example.org/x" });
    expect(config(parsed).notifications.map(({ kind, url }) => [kind, url.reveal()])).toEqual([
      ["generic", "generic+https://hooks.example.org/x"],
    ]);
  });
});

describe("timothymiller, config.json", () => {
  test("two entries / read / accounts, labels and attributes of their own", () => {
    const parsed = file({
      cloudflare: [
        { ...ENTRY, subdomains: ["", "@", "WWW", { name: "bücher", proxied: true }, "*"] },
        { ...ENTRY, authentication: { api_token: `${TOKEN}x` }, zone_id: "F".repeat(32), proxied: true },
      ],
      aaaa: false,
      ttl: 120,
      record_comment: "by ddns",
    });
    const { accounts, records, enforce, schedule, names } = config(parsed);
    expect(accounts.map(({ key, token }) => [key, token.reveal()])).toEqual([
      ["0", TOKEN],
      ["1", `${TOKEN}x`],
    ]);
    const told = records.map(({ account, owner, type, attributes }) => [
      account,
      owner.kind === "in-zone" ? `${owner.zoneId.slice(0, 2)} ${owner.label}` : owner.name,
      type,
      attributes.proxied,
    ]);
    expect(told).toEqual([
      ["0", "02 *", "A", false],
      ["0", "02 @", "A", false],
      ["0", "02 www", "A", false],
      ["0", "02 xn--bcher-kva", "A", true],
      ["1", "ff www", "A", true],
    ]);
    expect(records[0]).toMatchObject({ attributes: { ttl: 120, comment: "by ddns" }, keepSurplus: true });
    expect([...(records[0]?.enforce ?? [])]).toEqual(["proxied"]);
    expect([enforce, schedule, names]).toEqual([
      ["proxied"],
      { kind: "every", intervalMs: 120_000, text: "@every 120s" },
      [],
    ]);
  });

  test("defaults / read / TTL 300, every 300 s, both families, surplus stays", () => {
    const { records, schedule } = config(file({ cloudflare: [ENTRY] }));
    expect(schedule).toMatchObject({ intervalMs: 300_000 });
    expect(records.map(({ type, attributes, keepSurplus }) => [type, attributes.ttl, keepSurplus])).toEqual([
      ["A", 300, true],
      ["AAAA", 300, true],
    ]);
  });

  test("purgeUnknownRecords / true / surplus goes", () => {
    const { records } = config(file({ cloudflare: [ENTRY], purgeUnknownRecords: true }));
    expect(records.map((record) => record.keepSurplus)).toEqual([false, false]);
  });

  test("short ttl / read / automatic and the default interval, with a warning", () => {
    const parsed = file({ cloudflare: [ENTRY], ttl: 10 });
    expect(config(parsed)).toMatchObject({
      schedule: { text: "@every 5m" },
      records: [{ attributes: { ttl: 1 } }, {}],
    });
    expect(warningsOf(parsed)).toEqual(["CONFIG_PATH"]);
  });

  test("unknown keys / at every level / warned about with their place", () => {
    const parsed = file({
      cloudflare: [
        {
          ...ENTRY,
          x: 1,
          authentication: { api_token: TOKEN, y: 2 },
          subdomains: [{ name: "a", proxied: false, z: 3 }],
        },
      ],
      load_balancer: [],
    });
    const places = parsed.warnings.map((warning) =>
      warning.message.replace(/^\/c\/config.json, (.*): it is.*$/, "$1"),
    );
    expect(places).toEqual([
      "load_balancer",
      "cloudflare[0].x",
      "cloudflare[0].authentication.y",
      "cloudflare[0].subdomains[0].z",
    ]);
    config(parsed);
  });

  test("settings of ours for what the file does not decide / read in their grammar; the others pointed out", () => {
    const parsed = file(
      { cloudflare: [ENTRY] },
      { DETECTION_TIMEOUT: "7", UPDATE_CRON: "@once", TTL: "60", PROXIED: "true" },
    );
    expect(config(parsed)).toMatchObject({ detectionTimeoutMs: 7000, schedule: { kind: "once" } });
    expect([...warningsOf(parsed)].sort()).toEqual(["PROXIED", "TTL"]);
  });

  test.each<readonly [string, unknown, RegExp]>([
    ["both families off", { cloudflare: [ENTRY], a: false, aaaa: false }, /none/],
    ["family off and source none", { cloudflare: [ENTRY], a: false, ip6_provider: "none" }, /none/],
    [
      "global key",
      {
        cloudflare: [
          { ...ENTRY, authentication: { api_token: "", api_key: { api_key: "k", account_email: "e" } } },
        ],
      },
      /global API key/,
    ],
    [
      "sample token",
      {
        cloudflare: [
          {
            ...ENTRY,
            authentication: {
              api_token: "api_token_here",
              api_key: { api_key: "api_key_here", account_email: "your_email_here" },
            },
          },
        ],
      },
      /sample text/,
    ],
    [
      "sample zone",
      { cloudflare: [{ ...ENTRY, zone_id: "your_zone_id_here" }] },
      /cloudflare\[0\]\.zone_id.*sample text/,
    ],
    [
      "sample subdomain",
      { cloudflare: [{ ...ENTRY, subdomains: ["remove_or_replace_with_your_subdomain"] }] },
      /subdomains\[0\].*sample text/,
    ],
    ["other zone id", { cloudflare: [{ ...ENTRY, zone_id: "example.org" }] }, /32 hexadecimal digits/],
    ["bad label", { cloudflare: [{ ...ENTRY, subdomains: ["a b"] }] }, /subdomains\[0\]/],
    ["no subdomains", { cloudflare: [{ ...ENTRY, subdomains: [] }] }, /subdomains.*empty/],
    ["no entries", { cloudflare: [] }, /cloudflare.*empty/],
    ["wrong type", { cloudflare: [ENTRY], a: "yes" }, /config\.json, a:/],
    ["ttl too long", { cloudflare: [ENTRY], ttl: 86_401 }, /config\.json, ttl:/],
    ["empty literal", { cloudflare: [ENTRY], ip4_provider: "literal:" }, /ip4_provider/],
    [
      "one label with two clouds",
      { cloudflare: [{ ...ENTRY, subdomains: ["www", { name: "WWW", proxied: true }] }] },
      /second time/,
    ],
    [
      "variable that is not set",
      '{"cloudflare":[{"authentication":{"api_token":"$CF_DDNS_TOKEN"}}]}',
      /CF_DDNS_TOKEN/,
    ],
    ["bare text", '"x"', /object/],
  ])("%s / refused / file and key are named", (_, content, why) => {
    const parsed = file(content);
    expect(new Set(problemsOf(parsed))).toEqual(new Set(["CONFIG_PATH"]));
    expect(!parsed.ok && parsed.problems.map((problem) => problem.message).join("\n")).toMatch(why);
  });
});
