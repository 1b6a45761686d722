/** The answer of `check --json`, to the letter. */

import { expect, test } from "vitest";
import { renderCheck } from "../../../src/settings/index.ts";
import { parse, TOKEN } from "./reading.ts";

test("the example of the design / read / its answer", () => {
  const account = "0123456789abcdef0123456789abcdef";
  const parsed = parse({
    CLOUDFLARE_API_TOKEN: TOKEN,
    DOMAINS: "*.bücher.example",
    WAF_LISTS: `${account}/home_ips`,
  });
  expect(JSON.stringify(renderCheck(parsed))).toBe(
    JSON.stringify({
      ok: true,
      problems: [],
      warnings: [],
      config: {
        sources: { ipv4: "cloudflare.trace", ipv6: "cloudflare.trace" },
        prefixLengths: { ipv4: 32, ipv6: 64 },
        records: [
          {
            name: "*.xn--bcher-kva.example",
            types: ["A", "AAAA"],
            proxied: false,
            ttl: 1,
            comment: "",
            hostIds: ["preserve"],
          },
        ],
        wafLists: [{ account, name: "home_ips" }],
        schedule: "@every 5m",
        timeZone: "UTC",
        updateOnStart: true,
        deleteOnStop: false,
        enforce: [],
        detectionTimeoutMs: 5000,
        updateTimeoutMs: 30_000,
        cacheExpirationMs: 3_600_000,
      },
    }),
  );
});

test("refused / rendered / problems and no config", () => {
  const check = renderCheck(parse({ CLOUDFLARE_API_TOKEN: TOKEN, DOMAINS: "a.example.org", TTL: "0" }));
  expect(check).toEqual({
    ok: false,
    problems: [{ setting: "TTL", message: expect.any(String) }],
    warnings: [],
  });
});

test("a family nothing uses / rendered / none", () => {
  const check = renderCheck(parse({ CLOUDFLARE_API_TOKEN: TOKEN, IP6_DOMAINS: "a.example.org" }));
  expect(check).toMatchObject({ config: { sources: { ipv4: "none", ipv6: "cloudflare.trace" } } });
});
