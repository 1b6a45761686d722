/** The dashboard as a person meets it: in real Chromium, behind a prefix, in light and dark, on a phone, by keyboard. */

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DdnsError } from "../../src/core/errors.ts";
import type { Config } from "../../src/settings/config.ts";
import { fakeService, minutesBefore, recordReport, report, wafReport } from "../unit/web/scene.ts";
import { hasChromium, launch, stage } from "./dashboard-stage.ts";

const runs = hasChromium || process.env["CI"] === "true";
if (!runs)
  console.warn("dashboard.test.ts skipped: there is no /usr/bin/chromium (apt-get install -y chromium)");

const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true } as const;

const TROUBLE = {
  status: "degraded",
  lastError: "One record set failed and no IPv6 address could be detected. Next attempt in 3 minutes.",
  report: report({
    ok: false,
    detections: {
      ipv4: report().detections.ipv4,
      ipv6: { status: "unavailable", reason: "timed out after 5 s", source: "cloudflare.trace" },
    },
    records: [
      recordReport("home.example.org", "A", "unchanged"),
      recordReport("home.example.org", "AAAA", "skipped", {
        wanted: [],
        reason: "No IPv6 address could be detected (cloudflare.trace: timed out after 5 s).",
      }),
      recordReport("vpn.example.org", "A", "failed", {
        now: "198.51.100.23",
        ttl: 120,
        error: {
          code: "PERMISSION_DENIED",
          message: "The token may not change example.org. Give it Zone · DNS · Edit for this zone.",
        },
      }),
      recordReport("*.apps.xn--bcher-kva.example", "A", "unchanged", { proxied: true }),
    ],
    lists: [wafReport({ warnings: ["203.0.113.7/32 is there already but is not ours; it was left alone."] })],
  }),
} as const;

describe.runIf(runs)("dashboard", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  const heading = (page: Page) => page.getByRole("heading", { level: 1 });

  test("a router was asked / look at the addresses / IPv4 says how the home stands to the internet, IPv6 does not", async () => {
    const view = { status: "in_sync", report: report({ nat: "double_nat" }) } as const;
    const { page, proxy } = await stage(browser, {}, fakeService(view));
    await page.goto(proxy.url);
    const card = (family: number) => page.getByRole("region", { name: `IPv${family} address` });
    await card(4)
      .getByText(/^NAT: double NAT – the router stands behind another router/)
      .waitFor();
    expect(await card(6).getByText(/NAT/).count()).toBe(0);
  });

  test.each([
    ["light", { colorScheme: "light" }],
    ["dark", { colorScheme: "dark" }],
    ["phone-light", { colorScheme: "light", ...PHONE }],
    ["phone-dark", { colorScheme: "dark", ...PHONE }],
  ] as const)(
    "all is right, %s / opened behind a prefix / complete, quiet, nothing from outside",
    async (name, look) => {
      const { page, proxy, complaints, shoot } = await stage(browser, look);
      await page.goto(proxy.url);
      await expect.poll(() => heading(page).textContent()).toBe("All is right");
      expect(await page.title()).toBe("All is right · Cloudflare DDNS");
      const text = await shownText(page);
      for (const shown of [
        "203.0.113.7",
        "2001:db8:1:2:3:4:5:6",
        "vpn.example.org",
        "home_ips",
        "by cloudflare.trace",
      ])
        expect(text).toContain(shown);
      expect(text).toContain("Checked 2 min ago");
      expect(text).toContain("4 record sets and 1 WAF list point home.");
      await shoot(name);
      expect(await overflow(page)).toBe(0);
      const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      expect(background).toBe(look.colorScheme === "dark" ? "rgb(16, 20, 24)" : "rgb(243, 245, 247)");
      expect(complaints).toEqual([]);
    },
  );

  test.each([
    ["light", { colorScheme: "light" }],
    ["phone-dark", { colorScheme: "dark", ...PHONE }],
  ] as const)("trouble, %s / opened / what failed, why, and what to do", async (name, look) => {
    const { page, proxy, shoot, complaints } = await stage(browser, look, fakeService(TROUBLE));
    await page.goto(proxy.url);
    await expect.poll(() => heading(page).textContent()).toBe("One thing needs attention");
    const text = await shownText(page);
    for (const shown of [
      "198.51.100.23",
      "Zone · DNS · Edit",
      "timed out after 5 s",
      "left as it is",
      "is not ours",
    ])
      expect(text).toContain(shown);
    await shoot(`trouble-${name}`);
    expect(await overflow(page)).toBe(0);
    expect(complaints).toEqual([]);
  });

  test("a new view / sent by the service / shown without reloading", async () => {
    const { page, proxy, service, clock } = await stage(browser);
    await page.goto(proxy.url);
    await expect.poll(() => heading(page).textContent()).toBe("All is right");
    service.show({ status: "updating", busy: true });
    await expect.poll(() => heading(page).textContent()).toBe("Updating");
    expect(await page.getByRole("button", { name: "Checking…" }).getAttribute("aria-disabled")).toBe("true");
    service.show({ status: "error", busy: false, lastError: "Cloudflare does not accept the token." });
    await expect.poll(() => heading(page).textContent()).toBe("Nothing could be brought up to date");
    expect(await page.title()).toMatch(/^Nothing could/);
    service.logTail = [{ at: "2026-07-01T22:15:30.000Z", level: "error", text: "A line written just now." }];
    await clock.advance(1_000);
    await page.getByText("A line written just now.").waitFor();
  });

  test("the plan / asked for / a diff; applied / a cycle is asked for", async () => {
    const { page, proxy, service, shoot, complaints } = await stage(browser);
    await page.goto(proxy.url);
    await page.getByRole("button", { name: "Show plan" }).click();
    await page.getByText("6 changes:").waitFor();
    const plan = await shownText(page);
    for (const shown of ["198.51.100.23", "proxied: on", "ttl: automatic", "A CNAME record is in the way"])
      expect(plan).toContain(shown);
    await page.getByRole("button", { name: "Ask all" }).click();
    await page.getByText("timed out after 5 s").waitFor();
    await shoot("plan-and-survey");
    await page.getByRole("button", { name: "Apply now" }).click();
    await expect.poll(() => service.calls).toEqual(["plan", "updateNow"]);
    expect(complaints).toEqual([]);
  });

  test("the plan / refused by Cloudflare / its message is shown", async () => {
    const { page, proxy, service } = await stage(browser);
    service.onPlan = () =>
      Promise.reject(new DdnsError("AUTH_REJECTED", "Cloudflare does not accept the token."));
    await page.goto(proxy.url);
    await page.getByRole("button", { name: "Show plan" }).click();
    await page.locator("plan-panel").getByText("Cloudflare does not accept the token.").waitFor();
  });

  test("keyboard alone / pause, resume, orange cloud / each is done and its focus is seen", async () => {
    const { page, proxy, service, shoot } = await stage(browser);
    await page.goto(proxy.url);
    await expect.poll(() => heading(page).textContent()).toBe("All is right");
    await page.keyboard.press("Tab");
    expect(await focused(page)).toMatch(/^Update now/);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("Pause");
    await page.keyboard.press("Space");
    await expect.poll(() => heading(page).textContent()).toBe("Paused");
    expect(await focused(page)).toBe("Resume");
    await shoot("paused");
    await page.keyboard.press("Space");
    await expect.poll(() => heading(page).textContent()).toBe("All is right");
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("Proxied by Cloudflare: home.example.org A");
    await page.keyboard.press("Space");
    const first = page.getByRole("switch").first();
    await expect.poll(() => first.getAttribute("aria-checked")).toBe("true");
    // The switch shows what was asked for at once; the service hears of it a moment later.
    await expect
      .poll(() => service.calls)
      .toEqual(["updateNow", "setPaused true", "setPaused false", "setProxied home.example.org A true"]);
  });

  test("the orange cloud / refused / the switch goes back and says why", async () => {
    const { page, proxy, service } = await stage(browser);
    service.onProxied = () =>
      Promise.reject(new DdnsError("PERMISSION_DENIED", "The token may not change example.org."));
    await page.goto(proxy.url);
    await page.getByRole("switch").first().click();
    await page.getByText("The token may not change example.org.").waitFor();
    expect(await page.getByRole("switch").first().getAttribute("aria-checked")).toBe("false");
  });

  test("devices told addresses / opened / who told what, and how long ago", async () => {
    const told = { address: "8.8.4.4", at: minutesBefore(200) };
    const prefix = { address: "2001:db8:1:200::", prefixLength: 56, at: minutesBefore(3) };
    const service = fakeService({
      told: [{ client: "fritzbox", ipv4: told, prefix }],
      report: report({
        detections: {
          ipv4: {
            status: "known",
            source: "push:fritzbox",
            addresses: [{ address: "8.8.4.4" as never }],
            toldAt: told.at,
          },
          ipv6: { status: "unmanaged" },
        },
      }),
    });
    const { page, proxy, complaints, shoot } = await stage(browser, PHONE, service);
    await page.goto(proxy.url);
    await page.getByRole("heading", { name: "Told by devices" }).waitFor();
    const text = (await shownText(page)).replace(/\s+/g, " ");
    expect(text).toContain("fritzbox told us 8.8.4.4 3 h ago, 2001:db8:1:200::/56 3 min ago");
    expect(text).toContain("Told 3 h ago by push:fritzbox");
    expect(await overflow(page)).toBe(0);
    await shoot("told");
    expect(complaints).toEqual([]);
  });

  test.each([
    ["light", { colorScheme: "light" }],
    ["phone-dark", { colorScheme: "dark", ...PHONE }],
  ] as const)("settings are missing, %s / opened / says which and what to do", async (name, look) => {
    const service = fakeService({
      status: "error",
      report: undefined,
      lastCheck: undefined,
      lastChange: undefined,
      nextCheck: undefined,
      history: [],
      waitingFor: ["cloudflare_api_token", "records"],
    });
    const { page, proxy, shoot, complaints } = await stage(browser, look, service);
    await page.goto(proxy.url);
    await expect.poll(() => heading(page).textContent()).toBe("Waiting for settings");
    await page.getByText("cloudflare_api_token").waitFor();
    expect(await page.getByRole("button").count()).toBe(0);
    await shoot(`waiting-${name}`);
    expect(complaints).toEqual([]);
  });

  test("nothing was checked yet / opened / empty states in words", async () => {
    const service = fakeService({
      report: undefined,
      lastCheck: undefined,
      lastChange: undefined,
      history: [],
      busy: true,
    });
    service.logTail = [];
    service.config = withCabin(service.config);
    const { page, proxy, shoot } = await stage(browser, {}, service);
    await page.goto(proxy.url);
    await expect.poll(() => heading(page).textContent()).toBe("Checking for the first time");
    const text = await shownText(page);
    for (const shown of [
      "Not checked yet",
      "not checked yet",
      "No changes so far.",
      "Nothing has been logged yet.",
    ])
      expect(text).toContain(shown);
    // What the settings say is known before anybody looks: which places there are, and which families they have.
    expect(await page.getByRole("region", { name: /^IPv[46] address/ }).count()).toBe(3);
    await page.getByRole("region", { name: "IPv4 address, cabin" }).waitFor();
    expect(await page.getByRole("listitem").filter({ hasText: "vpn.example.org" }).textContent()).toMatch(
      /cabin/,
    );
    await shoot("first-check");
  });

  test("the service / goes away and comes back / said at once, then live again", async () => {
    const { page, proxy, service, shoot } = await stage(browser);
    await page.goto(proxy.url);
    await expect.poll(() => heading(page).textContent()).toBe("All is right");
    proxy.setDown(true);
    await expect.poll(() => heading(page).textContent()).toBe("Connection lost");
    await page.getByText("Last heard: all is right.").waitFor();
    await shoot("reconnecting");
    await page.clock.runFor(3_000);
    proxy.setDown(false);
    service.show({ status: "paused", paused: true });
    await page.clock.runFor(40_000);
    await expect.poll(() => heading(page).textContent()).toBe("Paused");
  });

  test("the service / is gone before anything was shown / said, and tried again", async () => {
    const { page, proxy } = await stage(browser);
    await page.route("**/api/events*", (route) => route.fulfill({ status: 502, body: "Bad Gateway" }));
    await page.goto(proxy.url);
    await page.getByText(/cannot be reached/).waitFor();
    await page.unroute("**/api/events*");
    await page.clock.runFor(40_000);
    await expect.poll(() => heading(page).textContent()).toBe("All is right");
  });

  test("framed by a themed Home Assistant / opened / wears its colours, and changes with them", async () => {
    const { page, proxy, complaints, shoot } = await stage(browser, { colorScheme: "light" });
    await page.goto(proxy.frameUrl);
    const frame = page.frameLocator("iframe");
    await frame.getByRole("heading", { level: 1 }).waitFor();
    const body = frame.locator("body");
    const colour = () => body.evaluate((element) => getComputedStyle(element).backgroundColor);
    expect(await colour()).toBe("rgb(32, 18, 77)");
    expect(await body.evaluate((element) => getComputedStyle(element).colorScheme)).toBe("dark");
    await shoot("home-assistant-theme");
    await page.evaluate(() =>
      document.documentElement.style.setProperty("--primary-background-color", "#fafafa"),
    );
    await expect.poll(colour).toBe("rgb(250, 250, 250)");
    expect(await body.evaluate((element) => getComputedStyle(element).colorScheme)).toBe("light");
    expect(complaints).toEqual([]);
  });

  test("less motion wanted / busy / nothing turns", async () => {
    const { page, proxy } = await stage(browser, { reducedMotion: "reduce" }, fakeService({ busy: true }));
    await page.goto(proxy.url);
    const turning = page.locator(".turning").first();
    await turning.waitFor();
    expect(await turning.evaluate((element) => getComputedStyle(element).animationName)).toBe("none");
  });
});

/** A second place without IPv6, to which one name belongs. */
function withCabin(config: Config): Config {
  const { ipv4 } = config.sources;
  return {
    ...config,
    sites: [
      { name: "cabin", sources: { ipv4, ipv6: { kind: "none" } }, prefixLengths: config.prefixLengths },
    ],
    records: config.records.map((target) =>
      target.owner.kind === "name" && target.owner.name === "vpn.example.org"
        ? { ...target, detector: { ...target.detector, site: "cabin" } }
        : target,
    ),
  };
}

/** All text of the page, shadow trees included, spaces drawn together. */
function shownText(page: Page): Promise<string> {
  return page.evaluate(() => {
    const textOf = (node: Node): string => {
      if (node instanceof Text) return node.data;
      if (node instanceof HTMLStyleElement) return "";
      const inner = node instanceof Element && node.shadowRoot !== null ? node.shadowRoot : node;
      return [...inner.childNodes].map(textOf).join("");
    };
    return textOf(document.body).replace(/\s+/g, " ");
  });
}

/** Pixels the page is wider than its window. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Name of the focused control, however deep; fails where its focus cannot be seen. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    if (element === null) return "";
    if (getComputedStyle(element).outlineStyle === "none") return "focus is not visible";
    return element.getAttribute("aria-label") ?? element.textContent?.trim() ?? "";
  });
}
