/** Settings that only tell or show: refused by `check`, but a home stays reachable. */

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { startSandbox } from "../sandbox/index.ts";
import { runCommandLine } from "./command-line.ts";

const BASE = {
  CLOUDFLARE_API_TOKEN: "cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD",
  DOMAINS: "home.example.org",
  IP4_PROVIDER: "static:8.8.4.4",
  IP6_PROVIDER: "none",
};

const MISTAKES: readonly (readonly [
  what: string,
  environment: Readonly<Record<string, string>>,
  part: string,
])[] = [
  ["a chat service that nobody knows", { SHOUTRRR: "pigeon://loft/token" }, "notifications"],
  ["a file of services that is not there", { SHOUTRRR_FILE: "/no/such/file" }, "notifications"],
  ["a monitor without scheme", { HEALTHCHECKS: "hc-ping.com/uuid" }, "monitors"],
  ["a monitor by another protocol", { UPTIMEKUMA: "ftp://kuma.example.org/x" }, "monitors"],
  ["a log level that is none", { LOG_LEVEL: "loud" }, "the log as it was set"],
  ["a log format that is none", { LOG_FORMAT: "xml" }, "the log as it was set"],
  ["emoji that are no boolean", { EMOJI: "lots" }, "the log as it was set"],
  ["a broker by another protocol", { MQTT_URL: "tcp://broker.example.org" }, "MQTT"],
  [
    "a broker's certificates that are not there",
    { MQTT_URL: "mqtts://b.example.org", MQTT_CA_FILE: "/no/ca" },
    "MQTT",
  ],
  ["an instance with a hyphen", { INSTANCE: "web-1" }, "MQTT"],
  ["Home Assistant without token", { HOME_ASSISTANT_URL: "http://192.168.1.6:8123" }, "Home Assistant"],
  ["a dashboard for everybody", { WEB_ADDRESS: "0.0.0.0:8080" }, "the dashboard"],
  [
    "a dashboard's password that is not there",
    { WEB_ADDRESS: "127.0.0.1:0", WEB_PASSWORD_FILE: "/no/pw" },
    "the dashboard",
  ],
  [
    "a push client with a short password",
    { PUSH_ADDRESS: "127.0.0.1:8245", PUSH_CLIENTS: "nas:eleven-chr" },
    "the push endpoint",
  ],
  ["a push endpoint without clients", { PUSH_ADDRESS: "127.0.0.1:8245" }, "the push endpoint"],
  ["a webhook by another protocol", { WEBHOOK_URL: "ftp://hooks.example.org/x" }, "hooks"],
  ["a webhook's secret that is not there", { WEBHOOK_SECRET_FILE: "/no/secret" }, "hooks"],
  ["days that have a unit", { JOURNAL_DAYS: "30d" }, "the journal"],
  ["push clients without an address", { PUSH_CLIENTS: "nas:another-pass-42" }, "the push endpoint"],
];

describe.each(MISTAKES)("%s", (_what, mistake, part) => {
  const [setting = ""] = Object.keys(mistake).slice(-1);

  test("check / refused, exit 2", async () => {
    const { status, json } = await runCommandLine(["check", "--json"], { ...BASE, ...mistake });
    expect(status).toBe(2);
    expect(json()).toMatchObject({ ok: false });
    expect(JSON.stringify(json())).toContain(setting);
  });

  test("once / the record is kept right, the mistake and what is off are told", async () => {
    const sandbox = await startSandbox({ seed: { zones: [{ name: "example.org", records: [] }] } });
    try {
      const environment = { ...BASE, ...mistake, CLOUDFLARE_BASE_URL: sandbox.url };
      const stateDir = mkdtempSync(join(tmpdir(), "parts-"));
      const { status, err, json } = await runCommandLine(["once", "--json"], environment, { stateDir });
      expect(status, err).toBe(0);
      expect(json()).toMatchObject({ ok: true, records: [{ outcome: "created" }] });
      expect(err).toContain(setting);
      expect(err).toContain(`goes on without ${part};`);
    } finally {
      await sandbox.close();
    }
  });
});

test.each([
  [
    "a broker that a source needs",
    { MQTT_URL: "tcp://b", IP4_PROVIDER: "first(mqtt:wan/ip; cloudflare.trace)" },
  ],
  ["something that decides besides", { LOG_LEVEL: "loud", TTL: "2" }],
  ["a token that is none", { CLOUDFLARE_API_TOKEN: "!!!", SHOUTRRR: "pigeon://x" }],
])("%s / once / refused, nothing is sent", async (_what, environment) => {
  const { status, err } = await runCommandLine(["once"], { ...BASE, ...environment });
  expect(status).toBe(2);
  expect(err).toContain("The settings were refused.");
});

test("two mistakes / once / both parts are named in one sentence", async () => {
  const { err, status } = await runCommandLine(["purge"], { ...BASE, LOG_LEVEL: "x", MQTT_URL: "tcp://b" });
  expect(status).toBe(2);
  expect(err).toContain("MQTT_URL");
  const check = await runCommandLine(["check"], { ...BASE, LOG_LEVEL: "x", MQTT_URL: "tcp://b" });
  expect(check.out).toContain("A run would go on without the log as it was set and MQTT.");
});
