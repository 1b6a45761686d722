/** Leaving a setting out is writing its default; blank is leaving it out; nothing makes the parser throw. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findSetting, renderCheck, SETTINGS } from "../../../src/settings/index.ts";
import { BASE, parse } from "./reading.ts";

const ACCOUNT = "0123456789abcdef0123456789abcdef";
/** Saying that a dialect is native also says not to look for a config.json, so it is no default like the others. */
const WITH_DEFAULT = SETTINGS.filter((setting) => setting.default !== "" && setting.name !== "DDNS_DIALECT");

const ENVIRONMENTS: readonly Readonly<Record<string, string>>[] = [
  BASE,
  { ...BASE, MQTT_URL: "mqtt://broker.example.org", TTL: "300", IP6_PROVIDER: "none" },
  { CLOUDFLARE_API_TOKEN: BASE.CLOUDFLARE_API_TOKEN, WAF_LISTS: `${ACCOUNT}/home_ips` },
  { CLOUDFLARE_API_TOKEN: BASE.CLOUDFLARE_API_TOKEN, IP4_DOMAINS: "a.example.org", PROXIED: "is(" },
  {},
];

describe.each(ENVIRONMENTS)("environment %j", (environment) => {
  const known = fc.subarray(WITH_DEFAULT.map((setting) => setting.name as string));

  test("any defaults written out / read / the same answer", () => {
    fc.assert(
      fc.property(known, (names) => {
        const written = Object.fromEntries(names.map((name) => [name, findSetting(name)?.default]));
        const once = { UPDATE_CRON: "@every 5m" };
        expect(answer({ ...written, ...once, ...environment })).toEqual(answer({ ...once, ...environment }));
      }),
      { numRuns: 60 },
    );
  });

  test("any settings blank / read / the same answer", () => {
    const blank = fc.dictionary(
      fc.constantFrom(...SETTINGS.map((setting) => setting.name as string)),
      fc.constantFrom("", " ", "\t\n"),
    );
    fc.assert(
      fc.property(blank, (blanks) => {
        expect(answer({ ...blanks, ...environment })).toEqual(answer(environment));
      }),
      { numRuns: 60 },
    );
  });
});

test("any text anywhere / read / an answer, never an exception", () => {
  const names = [
    ...SETTINGS.map((setting) => setting.name as string),
    ...[
      "API_KEY",
      "ZONE",
      "SUBDOMAIN",
      "RRTYPE",
      "CRON",
      "EMAIL",
      "INTERFACE",
      "CF_DDNS_X",
      "DELETE_ON_FAILURE",
      "IP4_POLICY",
    ],
  ];
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string(),
    fc.constantFrom(
      "true",
      "/x/config.json",
      "oznu",
      "timothymiller",
      "native",
      "a.example.org",
      "((",
      "http://[",
      "@every ",
      "/f",
    ),
  );
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom(...names), text, { maxKeys: 12 }),
      text,
      (environment, content) => {
        const parsed = parse(environment, { "/f": content, "./config.json": content });
        expect(typeof parsed.ok).toBe("boolean");
        JSON.stringify(renderCheck(parsed));
      },
    ),
    { numRuns: 500 },
  );
});

function answer(environment: Readonly<Record<string, string | undefined>>): unknown {
  const parsed = parse(environment);
  const { mqtt, web } = parsed.ok ? parsed.config : {};
  return { check: renderCheck(parsed), mqtt, web };
}
