/** What favonia accepts is accepted, and a stack's variables for other containers stop nothing. */

import { mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { systemTimeZone } from "../../../addon/service/time-zone.ts";
import { nextTime } from "../../../src/schedule/next-time.ts";
import { formatSchedule, parseEnvironment } from "../../../src/settings/index.ts";
import { BASE, filesOf, parse, problemsOf, warningsOf } from "./reading.ts";

describe("a zone in front of a schedule", () => {
  test.each([
    ["CRON_TZ=Europe/Berlin 0 4 * * *", "CRON_TZ=Europe/Berlin 0 4 * * *", "2026-01-01T03:00:00.000Z"],
    ["TZ=America/New_York  @daily", "CRON_TZ=America/New_York @daily", "2026-01-01T05:00:00.000Z"],
    ["CRON_TZ=UTC */5 * * * *", "CRON_TZ=UTC */5 * * * *", "2026-01-01T00:05:00.000Z"],
    ["CRON_TZ=Asia/Tokyo @every 5m", "@every 5m", "2026-01-01T00:05:00.000Z"],
  ])("%s / read / it runs then, whatever TZ says", (text, formatted, next) => {
    const parsed = parse({ ...BASE, UPDATE_CRON: text, TZ: "Australia/Sydney" });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const { schedule, timeZone } = parsed.config;
    expect(formatSchedule(schedule)).toBe(formatted);
    expect(new Date(nextTime(schedule, timeZone, Date.UTC(2026, 0, 1)) ?? 0).toISOString()).toBe(next);
    expect(parse({ ...BASE, UPDATE_CRON: formatted })).toMatchObject({ ok: true, config: { schedule } });
  });

  test.each(["CRON_TZ=Mars/Olympus 0 4 * * *", "CRON_TZ= 0 4 * * *x", "CRON_TZ=UTC", "TZ=UTC 0 4 * *"])(
    "%s / read / refused",
    (text) => {
      expect(problemsOf(parse({ ...BASE, UPDATE_CRON: text }))).toEqual(["UPDATE_CRON"]);
    },
  );
});

describe("the time zone", () => {
  const inBerlin = (environment: Readonly<Record<string, string>>) =>
    parseEnvironment({ ...BASE, ...environment }, filesOf(), { systemTimeZone: "Europe/Berlin" });

  test.each([
    [{}, "Europe/Berlin"],
    [{ TZ: " " }, "Europe/Berlin"],
    [{ TZ: ":/etc/localtime" }, "Europe/Berlin"],
    [{ TZ: "/etc/localtime" }, "Europe/Berlin"],
    [{ TZ: "UTC" }, "UTC"],
    [{ TZ: ":Asia/Tokyo" }, "Asia/Tokyo"],
    [{ TZ: "/usr/share/zoneinfo/Asia/Tokyo" }, "Asia/Tokyo"],
  ])("%j / read / %s", (environment, zone) => {
    const parsed = inBerlin(environment);
    expect(parsed).toMatchObject({ ok: true, warnings: [], config: { timeZone: zone } });
  });

  test("of the system / read / the name of the link, the platform's where it is a copy, UTC where there is none", () => {
    const folder = mkdtempSync(join(tmpdir(), "zone-"));
    symlinkSync("/usr/share/zoneinfo/Europe/Berlin", join(folder, "link"));
    symlinkSync("/usr/share/zoneinfo/Etc/UTC", join(folder, "universal"));
    writeFileSync(join(folder, "copy"), "TZif");
    expect(systemTimeZone({}, join(folder, "link"))).toBe("Europe/Berlin");
    expect(systemTimeZone({ TZ: ":/etc/localtime" }, join(folder, "link"))).toBe("Europe/Berlin");
    expect(systemTimeZone({ TZ: "Asia/Tokyo" }, join(folder, "link"))).toBe("UTC");
    expect(systemTimeZone({}, join(folder, "none"))).toBe("UTC");
    expect(systemTimeZone({}, join(folder, "universal"))).toBe("UTC");
    expect(systemTimeZone({}, join(folder, "copy"))).toMatch(/^[A-Z]/);
  });
});

describe("old names and other people's words", () => {
  test.each([
    [{ IP6_POLICY: "unmanaged" }, "none"],
    [{ IP6_POLICY: "cloudflare" }, "cloudflare.trace"],
    [{ IP6_POLICY: "local" }, "local"],
    [{ IP6_POLICY: "Unmanaged" }, "none"],
  ])("%j / read / %s, with a hint", (environment, kind) => {
    const parsed = parse({ ...BASE, ...environment });
    expect(parsed).toMatchObject({ ok: true, config: { sources: { ipv6: { kind } } } });
    expect(warningsOf(parsed)).toContain("IP6_POLICY");
  });

  test("an old name beside the new one / read / refused where they differ, also in words", () => {
    expect(problemsOf(parse({ ...BASE, IP6_POLICY: "unmanaged", IP6_PROVIDER: "none" }))).toEqual([]);
    expect(problemsOf(parse({ ...BASE, IP6_POLICY: "unmanaged", IP6_PROVIDER: "ipify" }))).toEqual([
      "IP6_POLICY",
    ]);
  });

  test.each([
    [{ LOG_LEVEL: "INFO" }, { logLevel: "info" }],
    [{ LOG_LEVEL: "warning" }, { logLevel: "warn" }],
    [{ LOG_LEVEL: "Trace" }, { logLevel: "debug" }],
    [{ LOG_LEVEL: "CRITICAL" }, { logLevel: "error" }],
    [{ LOG_FORMAT: "JSON" }, { logFormat: "json" }],
    [{ STATE_DIR: "./data" }, { stateDir: "./data" }],
  ])("%j / read / taken", (environment, config) => {
    expect(parse({ ...BASE, ...environment })).toMatchObject({ ok: true, config });
  });

  test("an instance that cannot be one, without broker / read / the service goes on, and instances stay apart", () => {
    const [one, other] = ["web-1", "Web 2"].map((name) => parse({ ...BASE, INSTANCE: name }));
    expect(one).toMatchObject({
      ok: false,
      problems: [{ setting: "INSTANCE" }],
      rest: { instance: "web_1" },
    });
    expect(other).toMatchObject({ rest: { instance: "web_2" } });
    expect(one?.warnings).toEqual([]);
  });
});

describe("secrets in clear", () => {
  const BROKER = { MQTT_USERNAME: "u", MQTT_PASSWORD: "correct horse battery" };

  test.each([
    "http://api.example.org/v4",
    "http://10.0.0.1/client/v4",
    "http://[fd00::1]/v4",
    "http://127.0.0.1.example.org/v4",
    "http://localhost.example.org/v4",
  ])("CLOUDFLARE_BASE_URL=%s / read / refused", (url) => {
    expect(problemsOf(parse({ ...BASE, CLOUDFLARE_BASE_URL: url }))).toEqual(["CLOUDFLARE_BASE_URL"]);
  });

  test.each(["http://127.0.0.1:1/v4", "http://localhost:1", "http://[::1]:1/v4", "http://127.1.2.3/v4"])(
    "CLOUDFLARE_BASE_URL=%s / read / taken",
    (url) => {
      expect(parse({ ...BASE, CLOUDFLARE_BASE_URL: url })).toMatchObject({ ok: true, warnings: [] });
    },
  );

  test.each([
    [{ MQTT_URL: "mqtt://broker.example.org", ...BROKER }, ["MQTT_URL"]],
    [{ MQTT_URL: "ws://8.8.8.8:9001/mqtt", ...BROKER }, ["MQTT_URL"]],
    [{ MQTT_URL: "mqtt://[2a02::1]", ...BROKER }, ["MQTT_URL"]],
    [{ MQTT_URL: "mqtt://broker.example.org" }, []],
    [{ MQTT_URL: "mqtts://broker.example.org", ...BROKER }, []],
    [{ MQTT_URL: "mqtt://192.168.1.5", ...BROKER }, []],
    [{ MQTT_URL: "mqtt://[fd00::5]:1884", ...BROKER }, []],
    [{ MQTT_URL: "mqtt://mosquitto", ...BROKER }, []],
    [{ MQTT_URL: "ws://broker.lan/mqtt", ...BROKER }, []],
    [{ HOME_ASSISTANT_URL: "http://ha.example.org", HOME_ASSISTANT_TOKEN: "e.e.e" }, ["HOME_ASSISTANT_URL"]],
    [{ HOME_ASSISTANT_URL: "http://homeassistant.local:8123", HOME_ASSISTANT_TOKEN: "e.e.e" }, []],
    [{ HEALTHCHECKS: "http://hc.example.org/0123" }, ["HEALTHCHECKS"]],
    [{ HEALTHCHECKS: "http://172.20.0.4:8000/ping/0123" }, []],
    [{ UPTIMEKUMA: "http://kuma.example.org/api/push/x" }, ["UPTIMEKUMA"]],
    [{ WEB_ADDRESS: "0.0.0.0:8080", WEB_PASSWORD: "elevenchars" }, ["WEB_PASSWORD"]],
    [{ WEB_ADDRESS: "0.0.0.0:8080", WEB_PASSWORD: "twelve-chars" }, []],
    [{ WEB_ADDRESS: "127.0.0.1:8080", WEB_PASSWORD: "short7x" }, []],
  ] as const)("%j / read / warned about: %j", (environment, warned) => {
    const parsed = parse({ ...BASE, ...environment });
    expect(problemsOf(parsed)).toEqual([]);
    expect(warningsOf(parsed)).toEqual(warned);
  });
});
