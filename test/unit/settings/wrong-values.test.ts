/** Each setting, wrong in each way that matters, is refused under its own name; what is nearly wrong is accepted. */

import { expect, test } from "vitest";
import { BASE, parse, problemsOf, TOKEN, warningsOf } from "./reading.ts";

const ACCOUNT = "0123456789abcdef0123456789abcdef";
const LISTS = { CLOUDFLARE_API_TOKEN: TOKEN, WAF_LISTS: `${ACCOUNT}/home_ips` };
const MQTT = { ...BASE, MQTT_URL: "mqtt://broker.example.org" };

const WRONG: readonly (readonly [setting: string, value: string, rest?: Readonly<Record<string, string>>])[] =
  [
    ["CLOUDFLARE_BASE_URL", "ftp://example.org"],
    ["CLOUDFLARE_BASE_URL", "https://example.org/?a=b"],
    ["DOMAINS", "home.example.org{"],
    ["IP4_DOMAINS", "home"],
    ["IP6_DOMAINS", "home"],
    ["WAF_LISTS", `${ACCOUNT}/Home`],
    ["WAF_LISTS", `${ACCOUNT}/`],
    ["WAF_LISTS", `${ACCOUNT}/a/b`],
    ["WAF_LISTS", `${ACCOUNT}/${"a".repeat(51)}`],
    ["WAF_LISTS", "acc ount/a"],
    ["IP4_PROVIDER", "cloudflare"],
    ["IP6_PROVIDER", "static:"],
    ["IP4_PROVIDER", "supervisor"],
    ["IP4_PROVIDER", "mqtt:home/wan"],
    ["IP4_PROVIDER", "first(mqtt:home/wan; cloudflare.trace)"],
    ["IP4_PROVIDER", "homeassistant:sensor.wan_ip"],
    ["IP4_DETECTION_FILTER", "keep"],
    ["IP6_DETECTION_FILTER", "keep"],
    ["IP4_DEFAULT_PREFIX_LEN", "33"],
    ["IP6_DEFAULT_PREFIX_LEN", "11"],
    ["REJECT_CLOUDFLARE_IPS", "yes"],
    ["UPDATE_CRON", "* * * * * *"],
    ["UPDATE_CRON", "0 0 30 2 *"],
    ["UPDATE_CRON", "@every 999ms"],
    ["UPDATE_CRON", "@every 0"],
    ["UPDATE_CRON", "@every 5m 3s"],
    ["UPDATE_CRON", "@reboot"],
    ["UPDATE_CRON", "@daily x"],
    ["UPDATE_CRON", "0 0 L * *"],
    ["UPDATE_CRON", "0 0 * * 1#2"],
    ["UPDATE_CRON", "@once now"],
    ["UPDATE_ON_START", "tRUE"],
    ["UPDATE_ON_START", "false", { UPDATE_CRON: "@once" }],
    ["DELETE_ON_STOP", "2"],
    ["CACHE_EXPIRATION", "-1h"],
    ["CACHE_EXPIRATION", "60"],
    ["CACHE_EXPIRATION", "1h30"],
    ["CACHE_EXPIRATION", "."],
    ["CACHE_EXPIRATION", "9999999h"],
    ["TZ", "Local"],
    ["TZ", "+02:00"],
    ["DETECTION_TIMEOUT", "0"],
    ["DETECTION_TIMEOUT", "0s"],
    ["DETECTION_TIMEOUT", "600h"],
    ["UPDATE_TIMEOUT", "0"],
    ["UPDATE_TIMEOUT", "-30s"],
    ["PROXIED", "is(a b"],
    ["TTL", "29"],
    ["TTL", "60.5"],
    ["TTL", "-60"],
    ["RECORD_COMMENT", "x".repeat(501)],
    ["RECORD_COMMENT", "two\nlines"],
    ["ENFORCE", "TTL"],
    ["ENFORCE", "ttl comment"],
    ["MANAGED_RECORDS_COMMENT_REGEX", "(?=ddns)"],
    ["MANAGED_RECORDS_COMMENT_REGEX", "^ddns$"],
    ["WAF_LIST_DESCRIPTION", "x".repeat(501), LISTS],
    ["WAF_LIST_ITEM_COMMENT", "two\rlines", LISTS],
    ["MANAGED_WAF_LIST_ITEMS_COMMENT_REGEX", "(", LISTS],
    ["MANAGED_WAF_LIST_ITEMS_COMMENT_REGEX", "^x$", LISTS],
    ["HEALTHCHECKS", "ftp://example.org/x"],
    ["HEALTHCHECKS", "https://example.org/x?y=z"],
    ["UPTIMEKUMA", "kuma"],
    ["SHOUTRRR", "pigeon://x"],
    ["SHOUTRRR", "ntfy://ntfy.sh/one ntfy://ntfy.sh/two"],
    ["SHOUTRRR_FILE", "relative"],
    ["MQTT_URL", "http://broker.example.org"],
    ["MQTT_URL", "mqtt://user@broker.example.org"],
    ["MQTT_URL", "mqtt://user:secret@broker.example.org"],
    ["MQTT_URL", "mqtt://broker.example.org/path"],
    ["MQTT_URL", "mqtt://broker.example.org:99999"],
    ["MQTT_URL", "broker.example.org"],
    ["MQTT_PASSWORD_FILE", "relative", MQTT],
    ["MQTT_CA_FILE", "ca.pem", MQTT],
    ["MQTT_CA_FILE", "/no/such/file", MQTT],
    ["MQTT_BASE_TOPIC", "a/#", MQTT],
    ["MQTT_BASE_TOPIC", "/a", MQTT],
    ["MQTT_BASE_TOPIC", "a//b", MQTT],
    ["MQTT_DISCOVERY_PREFIX", "$SYS", MQTT],
    ["MQTT_DISCOVERY_PREFIX", "a/", MQTT],
    ["INSTANCE", "Ä"],
    ["HOME_ASSISTANT_URL", "mqtt://ha.example.org", { ...BASE, HOME_ASSISTANT_TOKEN: "abc.def" }],
    ["HOME_ASSISTANT_URL", "http://ha.example.org", BASE],
    ["HOME_ASSISTANT_URL", "http://a:b@ha.example.org", { ...BASE, HOME_ASSISTANT_TOKEN: "abc.def" }],
    ["HOME_ASSISTANT_TOKEN", "abc.def"],
    ["HOME_ASSISTANT_TOKEN", "abc def", { ...BASE, HOME_ASSISTANT_URL: "http://ha.example.org" }],
    ["HOME_ASSISTANT_TOKEN_FILE", "/no/such/file"],
    ["WEB_ADDRESS", "8080"],
    ["WEB_ADDRESS", ":8080"],
    ["WEB_ADDRESS", "127.0.0.1"],
    ["WEB_ADDRESS", "127.0.0.1:0"],
    ["WEB_ADDRESS", "[::1:8080"],
    ["WEB_ADDRESS", "a b:80"],
    ["WEB_ADDRESS", "192.168.1.2:8080"],
    ["WEB_PASSWORD_FILE", "/no/such/file"],
    ["LOG_LEVEL", "loud"],
    ["LOG_FORMAT", "xml"],
    ["EMOJI", "on"],
    ["QUIET", "off"],
    ["DDNS_DIALECT", "favonia"],
  ];

const CASES = WRONG.map(([setting, value, rest]) => ({ setting, value, rest }));

test.each(CASES)("$setting=$value / read / refused under its name", ({ setting, value, rest }) => {
  expect(problemsOf(parse({ ...BASE, ...rest, [setting]: value }))).toContain(setting);
});

test.each(CASES.filter(({ rest }) => rest === undefined))(
  "$setting=$value / read / nothing else is refused",
  ({ setting, value }) => {
    expect(new Set(problemsOf(parse({ ...BASE, [setting]: value })))).toEqual(new Set([setting]));
  },
);

test("every wrong value at once / read / every problem is there", () => {
  const values = Object.fromEntries(
    WRONG.filter(([, , rest]) => rest === undefined).map(([name, value]) => [name, value]),
  );
  const found = problemsOf(parse({ ...values, CLOUDFLARE_API_TOKEN: "!!!" }));
  for (const name of [...Object.keys(values), "CLOUDFLARE_API_TOKEN"])
    if (name !== "MANAGED_RECORDS_COMMENT_REGEX") expect(found).toContain(name);
});

const RIGHT: readonly (readonly [setting: string, value: string])[] = [
  ["UPDATE_CRON", "1/5 * * * *"],
  ["UPDATE_CRON", "0 0 ? * MON-FRI"],
  ["UPDATE_CRON", "0 0 1-15/2 jan,JUL *"],
  ["UPDATE_CRON", "@every 1s"],
  ["UPDATE_CRON", "@midnight"],
  ["CACHE_EXPIRATION", "1.5h"],
  ["CACHE_EXPIRATION", ".5s"],
  ["CACHE_EXPIRATION", "+5m"],
  ["CACHE_EXPIRATION", "3µs"],
  ["CACHE_EXPIRATION", "3us2ns"],
  ["TZ", "Europe/Berlin"],
  ["WEB_ADDRESS", "localhost:8080"],
  ["WEB_ADDRESS", "127.1.2.3:1"],
  ["MQTT_URL", "wss://broker.example.org/mqtt?x=y"],
  ["MQTT_URL", "mqtts://[2001:db8::1]:8883/"],
  ["STATE_DIR", "/var/lib/ddns"],
  ["STATE_DIR", "C:\\ddns"],
  ["ENFORCE", "ttl,"],
  ["CLOUDFLARE_BASE_URL", "https://example.org/client/v4/"],
];

test.each(RIGHT)("%s=%s / read / accepted without a word", (setting, value) => {
  const parsed = parse({ ...BASE, [setting]: value });
  expect([problemsOf(parsed), warningsOf(parsed)]).toEqual([[], []]);
});

test("odd but right values / read / they come out as they are meant", () => {
  const parsed = parse({
    ...BASE,
    CACHE_EXPIRATION: "2h45m30.5s",
    UPDATE_CRON: "7/10 * * * *",
    CLOUDFLARE_BASE_URL: "https://example.org/client/v4/",
    WEB_ADDRESS: "[::1]:8080",
    MQTT_URL: "mqtt://broker.example.org/",
    DETECTION_TIMEOUT: "1500ms",
  });
  expect(parsed.ok && parsed.config).toMatchObject({
    cacheExpirationMs: 9_930_500,
    schedule: { kind: "cron", text: "7-59/10 * * * *" },
    baseUrl: "https://example.org/client/v4",
    web: { host: "::1", port: 8080 },
    mqtt: { url: "mqtt://broker.example.org" },
    detectionTimeoutMs: 1500,
  });
});
