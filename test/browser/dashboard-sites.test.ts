/** The dashboard of two places: an address card for each, lists of three kinds, a failure, a family that is not there. */

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as fakes from "../fakes/reports.ts";
import { listTarget } from "../fakes/settings.ts";
import { config, fakeService, recordReport, report, wafReport } from "../unit/web/scene.ts";
import { hasChromium, launch, stage } from "./dashboard-stage.ts";

const runs = hasChromium || process.env["CI"] === "true";
if (!runs)
  console.warn(
    "dashboard-sites.test.ts skipped: there is no /usr/bin/chromium (apt-get install -y chromium)",
  );

const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true } as const;

const LISTS = [
  { kind: "waf", name: "home_ips" },
  { kind: "zero-trust", name: "Offices" },
  { kind: "location", name: "Home line" },
] as const;

function twoPlaces() {
  const service = fakeService({
    status: "degraded",
    lastError: "One record set failed: its zone is deactivated. Next attempt in 3 minutes.",
    report: report({
      ok: false,
      sites: {
        office: {
          ipv4: fakes.known("198.51.100.80"),
          ipv6: {
            status: "unavailable",
            reason: "This line seems to have no IPv6.",
            source: "mqtt:office/ipv6",
            absent: true,
          },
        },
      },
      records: [
        recordReport("home.example.org", "A", "unchanged"),
        recordReport("home.example.org", "AAAA", "unchanged"),
        recordReport("vpn.example.org", "A", "failed", {
          now: "198.51.100.23",
          error: {
            code: "PERMISSION_DENIED",
            message: "The zone example.org is deactivated. Turn it on again at Cloudflare.",
          },
        }),
        recordReport("*.apps.xn--bcher-kva.example", "A", "unchanged", { proxied: true }),
        recordReport("office.example.org", "A", "unchanged", { site: "office" }),
        recordReport("office.example.org", "AAAA", "skipped", {
          site: "office",
          wanted: [],
          actual: [],
          reason: "no IPv6",
        }),
      ],
      lists: LISTS.map((list) => wafReport({ ...list, site: list.kind === "zero-trust" ? "office" : "" })),
    }),
  });
  service.config = {
    ...config,
    sites: [{ name: "office", sources: config.sources, prefixLengths: config.prefixLengths }],
    lists: LISTS.map(({ kind, name }) => ({ ...listTarget(name), kind })),
  };
  return service;
}

describe.runIf(runs)("dashboard of two places", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  test.each([
    ["light", { colorScheme: "light" }],
    ["phone-dark", { colorScheme: "dark", ...PHONE }],
  ] as const)("%s / opened / each place, each kind; what is absent is no problem", async (name, look) => {
    const { page, proxy, complaints, shoot } = await stage(browser, look, twoPlaces());
    await page.goto(proxy.url);
    await page.getByRole("region", { name: "IPv4 address, office" }).getByText("198.51.100.80").waitFor();
    await page
      .getByRole("region", { name: "IPv6 address, home" })
      .getByText("2001:db8:1:2:3:4:5:6")
      .waitFor();
    await page.getByRole("region", { name: "IPv6 address, office" }).getByText("None here").waitFor();
    for (const shown of [
      "4 of 5 right",
      "3 of 3 right",
      "Zero Trust list",
      "DNS location",
      "*.apps.bücher.example",
    ])
      await page.getByText(shown).first().waitFor();
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("One thing needs attention");
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
    await shoot(`sites-${name}`);
    expect(complaints).toEqual([]);
  });

  test("a refused command while all is right / opened / said beside it", async () => {
    const service = fakeService({ lastError: "Refused: there is no record set nas.example.org A." });
    const { page, proxy } = await stage(browser, {}, service);
    await page.goto(proxy.url);
    await page.getByText("Refused: there is no record set nas.example.org A.").waitFor();
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("All is right");
  });

  test("a page / closed / its stream ends at once, by its own word", async () => {
    const { page, proxy, service } = await stage(browser);
    const before = service.listeners;
    await page.goto(proxy.url);
    await page.getByText("All is right").waitFor();
    expect(service.listeners).toBe(before + 1);
    const left = page.waitForRequest((request) => request.url().endsWith("api/leave"));
    // As it comes when a page goes; a page that is really gone tells nobody what it sent.
    await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent("pagehide")));
    await left;
    await expect.poll(() => service.listeners).toBe(before);
  });
});
