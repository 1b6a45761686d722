/** What is no value at all is told as what it is, whichever setting holds it. */

import { describe, expect, test } from "vitest";
import { BASE, parse, problemsOf, warningsOf } from "./reading.ts";

type Environment = Readonly<Record<string, string>>;

/** What was said about the only setting that was refused. */
function refusal(environment: Environment): string {
  const parsed = parse({ ...BASE, ...environment });
  const [name = ""] = Object.keys(environment).slice(-1);
  expect(problemsOf(parsed), JSON.stringify(parsed)).toEqual([name]);
  return parsed.ok ? "" : (parsed.problems[0]?.message ?? "");
}

describe("quotation marks", () => {
  test.each<Environment>([
    { TTL: '"120"' },
    { TTL: "'120'" },
    { IP6_PROVIDER: '"none"' },
    { IP4_PROVIDER: "'url:https://ip.example.org/'" },
    { UPDATE_CRON: '"0 3 * * *"' },
    { UPDATE_CRON: "'@every 5m'" },
    { DOMAINS: '"home.example.org' },
    { DOMAINS: 'home.example.org,"www.example.org"' },
    { IP6_DOMAINS: "‘home.example.org’" },
    { DOMAINS: "“home.example.org,www.example.org”" },
    { DOMAINS: "„home.example.org“" },
    { PROXIED: '"true"' },
    { PROXIED: "is('home.example.org')" },
    { ENFORCE: '"ttl"' },
    { WAF_LISTS: '"0123456789abcdef0123456789abcdef/home"' },
    { DELETE_ON_STOP: '"true"' },
    { CACHE_EXPIRATION: "'1h'" },
    { IP4_DEFAULT_PREFIX_LEN: '"32"' },
    { IP4_DETECTION_FILTER: '"keep-all"' },
    { HEALTHCHECKS: '"https://hc-ping.com/0123"' },
    { SHOUTRRR: "'discord://token@1'" },
    { MQTT_URL: '"mqtt://192.168.1.2"' },
    { LOG_LEVEL: '"info"' },
    { INSTANCE: '"main"' },
    { CLOUDFLARE_BASE_URL: '"https://api.cloudflare.com/client/v4"' },
    { DDNS_DIALECT: '"native"' },
    { TZ: '"Europe/Berlin"' },
  ])("%j / checked / named, once", (environment) => {
    expect(refusal(environment)).toContain("quotation marks");
  });

  test.each<Environment>([
    { RECORD_COMMENT: '"mine"', MANAGED_RECORDS_COMMENT_REGEX: "mine" },
    { MANAGED_RECORDS_COMMENT_REGEX: '"^$|mine"' },
    { WEB_ADDRESS: "127.0.0.1:1", WEB_PASSWORD: "'correct horse battery'" },
  ])("%j / checked / taken, with a warning", (environment) => {
    const parsed = parse({ ...BASE, RECORD_COMMENT: '"mine"', ...environment });
    expect(problemsOf(parsed)).toEqual([]);
    expect(parsed.warnings.map(({ message }) => message).join()).toContain("in quotation marks");
  });

  test.each<Environment>([
    { IP4_PROVIDER: `command:sh -c "curl -s 'https://x.example.org'"` },
    { WEB_ADDRESS: "127.0.0.1:1", WEB_PASSWORD: `it's "quoted" inside` },
    { RECORD_COMMENT: `Dad's house` },
  ])("%j / checked / nothing to say", (environment) => {
    expect(parse({ ...BASE, ...environment })).toMatchObject({ ok: true, warnings: [] });
  });
});

describe("comments", () => {
  test.each<Environment>([
    { TTL: "120 # two minutes" },
    { DOMAINS: "home.example.org # the house" },
    { DOMAINS: "home.example.org,\n# www.example.org" },
    { IP6_PROVIDER: "none # no IPv6 here" },
    { UPDATE_CRON: "0 3 * * * # at night" },
    { LOG_LEVEL: "debug\t#all" },
    { HEALTHCHECKS: "https://hc-ping.com/0123 # mine" },
  ])("%j / checked / named", (environment) => {
    expect(refusal(environment)).toContain("comment");
  });

  test.each<Environment>([
    { RECORD_COMMENT: "home #1" },
    { IP4_PROVIDER: "command:wan-ip | sed s/x//  # as root" },
    { IP4_PROVIDER: "url:https://ip.example.org/#v4" },
    { WEB_ADDRESS: "127.0.0.1:1", WEB_PASSWORD: "ab#a-long-and-good-one" },
    { SHOUTRRR: "# chat\ngeneric+https://hooks.example.org/#x\n  # end" },
  ])("%j / checked / no comment", (environment) => {
    expect(problemsOf(parse({ ...BASE, ...environment }))).toEqual([]);
  });
});

describe("variables that nobody expanded", () => {
  test.each<Environment>([
    { DOMAINS: `home.\${DOMAIN}` },
    { DOMAINS: "home.$DOMAIN" },
    { DOMAINS: `\${DOMAINS:-home.example.org}` },
    { IP4_PROVIDER: `static:\${WAN_IP}` },
    { IP6_PROVIDER: "$IP6" },
    { WAF_LISTS: `\${ACCOUNT}/home` },
    { TTL: "%TTL%" },
    { UPDATE_CRON: "{{ ddns_cron }}" },
    { IP4_PROVIDER: `url:https://ip.example.org/?k=\${KEY}` },
    { HEALTHCHECKS: `https://hc-ping.com/\${UUID}` },
    { STATE_DIR: "$HOME/ddns" },
    { TZ: "$(cat /etc/timezone)" },
  ])("%j / checked / named", (environment) => {
    expect(refusal(environment)).toContain("nobody expanded");
  });

  test.each<Environment>([
    { IP4_PROVIDER: "command:echo $WAN" },
    { MANAGED_RECORDS_COMMENT_REGEX: "^$" },
    { RECORD_COMMENT: "5$ a month" },
  ])("%j / checked / meant as they stand", (environment) => {
    expect(parse({ ...BASE, ...environment })).toMatchObject({ ok: true, warnings: [] });
  });
});

describe("samples, ids and signs", () => {
  test.each([
    [{ DOMAINS: "home.your-domain.com" }, "sample"],
    [{ DOMAINS: "YOUR_DOMAIN" }, "sample"],
    [{ DOMAINS: "sub.yourdomain.tld" }, "sample"],
    [{ DOMAINS: "<your domain>" }, "angle brackets"],
    [{ DOMAINS: "www.<name of zone 023e105f4ecef8ad9ca31a8372d0c353>" }, "angle brackets"],
    [{ DOMAINS: "023e105f4ecef8ad9ca31a8372d0c353" }, "is an id"],
    [{ DOMAINS: "home.example.org.example.org" }, "twice"],
    [{ IP4_DOMAINS: "a.example.org、b.example.org" }, '"、" (U+3001) only looks like ","'],
    [{ DOMAINS: "home–lab.example.org" }, '(U+2013) only looks like "-"'],
    [{ IP6_PROVIDER: "off" }, "write none"],
    [{ IP6_PROVIDER: "False" }, "write none"],
    [{ IP4_PROVIDER: "disabled" }, "write none"],
    [{ IP4_PROVIDER: "static：8.8.8.8，9.9.9.9" }, "(U+FF0C)"],
    [{ TZ: "Europe–Berlin" }, "(U+2013)"],
  ] as const)("%j / checked / told as what it is: %s", (environment, words) => {
    expect(refusal(environment)).toContain(words);
  });

  test.each([
    [
      { MQTT_URL: "mqtt://192.168.1.2", MQTT_USERNAME: "u", MQTT_PASSWORD: "/run/secrets/mqtt" },
      "MQTT_PASSWORD_FILE",
    ],
    [{ MQTT_URL: "mqtt://192.168.1.2", MQTT_USERNAME: "u", MQTT_PASSWORD: "changeme" }, "sample"],
    [{ WEB_ADDRESS: "127.0.0.1:1", WEB_PASSWORD: "DASHBOARD_PASSWORD" }, "name of a variable"],
  ] as const)("%j / checked / taken with a warning: %s", (environment, words) => {
    const parsed = parse({ ...BASE, ...environment });
    expect(problemsOf(parsed)).toEqual([]);
    expect(warningsOf(parsed)).toEqual([Object.keys(environment).at(-1)]);
    expect(parsed.warnings[0]?.message).toContain(words);
  });

  test.each(["/run/secrets/ha", "your-long-lived-token", "HA_TOKEN_2"])(
    "%s as token of Home Assistant / checked / refused",
    (token) => {
      refusal({ HOME_ASSISTANT_URL: "http://192.168.1.6:8123", HOME_ASSISTANT_TOKEN: token });
    },
  );
});

test.each([
  "do-your-thing.example.org",
  "your-home.example.org",
  "example.xxx",
  "yourself.example.org",
  "hosts.example.org",
])("%s / checked / a name like any other", (name) => {
  expect(parse({ ...BASE, DOMAINS: name })).toMatchObject({ ok: true, warnings: [] });
});

describe("oznu's program", () => {
  const OZNU = { API_KEY: BASE.CLOUDFLARE_API_TOKEN, ZONE: "example.org" };

  test.each([
    ["@", "example.org"],
    ["*", "*.example.org"],
    ["nas.home", "nas.home.example.org"],
    ["example", "example.example.org"],
  ])("SUBDOMAIN=%s / read / %s", (subdomain, name) => {
    const parsed = parse({ ...OZNU, SUBDOMAIN: subdomain });
    expect(parsed.ok && parsed.config.names).toMatchObject([{ name }]);
  });

  test.each([
    [{ SUBDOMAIN: "home.example.org" }, 'write "home"'],
    [{ SUBDOMAIN: "Example.org." }, "leave SUBDOMAIN blank"],
    [{ ZONE: "023e105f4ecef8ad9ca31a8372d0c353" }, "is an id"],
    [{ ZONE: '"example.org"' }, "quotation marks"],
    [{ CRON: "*/5 * * * * # often" }, "comment"],
    [{ API_KEY: "/run/secrets/key" }, "API_KEY_FILE"],
    [{ SUBDOMAIN: "$SUB" }, "nobody expanded"],
  ])("%j / read / refused: %s", (environment, words) => {
    const parsed = parse({ ...OZNU, ...environment });
    expect(problemsOf(parsed)).toEqual(Object.keys(environment));
    expect(!parsed.ok && parsed.problems[0]?.message).toContain(words);
  });

  test("variables of that name beside native settings / read / not judged", () => {
    const parsed = parse({ ...BASE, ZONE: '"x"', CRON: "$X" });
    expect(problemsOf(parsed)).toEqual([]);
  });
});
