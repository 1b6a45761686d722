/** What has been, as a person meets it on the dashboard: the history by cycles, the addresses as a strip. */

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fakeJournal, lineAt, NIGHTLY } from "../unit/web/journal.ts";
import { fakeService, minutesBefore } from "../unit/web/scene.ts";
import { hasChromium, launch, stage } from "./dashboard-stage.ts";

const runs = hasChromium || process.env["CI"] === "true";
if (!runs)
  console.warn("dashboard-past.test.ts skipped: there is no /usr/bin/chromium (apt-get install -y chromium)");

const HUNDRED = Array.from({ length: 100 }, (_, index) => `n${index}.example.org A`);

/** A cycle an hour, each of so many names. */
function history(...sizes: readonly number[]) {
  return sizes.flatMap((size, cycle) =>
    HUNDRED.slice(0, size).map((what) => ({
      at: minutesBefore(60 * (sizes.length - cycle)),
      what,
      outcome: "updated",
      from: [`198.51.100.${cycle + 1}`],
      to: [`198.51.100.${cycle + 2}`],
    })),
  );
}

describe.runIf(runs)("what has been", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  test("a change of a hundred names / shown / one entry; its names by keyboard, the older ones on demand", async () => {
    const service = fakeService({ history: history(1, 1, 1, 1, 1, 100) });
    const { page, proxy, complaints, shoot } = await stage(browser, {}, service);
    await page.goto(proxy.url);
    const entries = page.locator("history-list ol > li");
    await expect.poll(() => entries.count()).toBe(4);
    const newest = entries.first();
    expect(await newest.locator(".what").first().textContent()).toBe(
      "n0.example.org A, n1.example.org A and 98 more updated",
    );
    const names = newest.getByText("n99.example.org A");
    expect(await names.isVisible()).toBe(false);
    await newest.getByText("All 100 changes").focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => names.isVisible()).toBe(true);
    await shoot("history-of-a-hundred");
    await page.getByRole("button", { name: "Show all 6" }).click();
    expect(await entries.count()).toBe(6);
    expect(complaints).toEqual([]);
  });

  test("a page that is open / another change / comes by itself, what was opened stays open", async () => {
    const { page, proxy, service } = await stage(
      browser,
      {},
      fakeService({ history: history(3, 1).slice(0, 3) }),
    );
    await page.goto(proxy.url);
    await page.getByText("All 3 changes").click();
    service.show({ history: history(3, 1) });
    const entries = page.locator("history-list ol > li");
    await expect.poll(() => entries.count()).toBe(2);
    expect(await entries.nth(1).locator("details").getAttribute("open")).not.toBeNull();
  });

  const strip = (page: Page, family = 4) =>
    page.getByRole("slider", { name: `Addresses over time, IPv${family}` });

  test.each([
    ["light", { colorScheme: "light" }],
    ["dark", { colorScheme: "dark" }],
    ["narrow-light", { colorScheme: "light", viewport: { width: 320, height: 700 } }],
    [
      "phone-dark",
      { colorScheme: "dark", viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true },
    ],
  ] as const)(
    "the addresses of 90 days, %s / opened / a strip a family, the rhythm in words, no wider than the page",
    async (name, look) => {
      const { page, proxy, complaints, shoot } = await stage(browser, look, fakeService(), fakeJournal());
      await page.goto(proxy.url);
      await page.getByRole("heading", { name: "Addresses of the last 90 days" }).waitFor();
      await page.getByText("Usually every 24 h, about 03:15.").waitFor();
      await page.getByText("2 changes in the last 90 days.").waitFor();
      expect(await strip(page, 4).locator("rect").count()).toBe(61);
      expect(await strip(page, 6).locator("rect").count()).toBe(3);
      const tones = await strip(page)
        .locator("rect")
        .evaluateAll((bands) => [...new Set(bands.map((band) => getComputedStyle(band).fill))]);
      expect(tones).toHaveLength(3);
      const box = await strip(page).boundingBox();
      const at = (part: number) => ({ position: { x: (box?.width ?? 0) * part, y: 8 } });
      const point = (part: number) =>
        "hasTouch" in look ? strip(page).tap(at(part)) : strip(page).hover(at(part));
      await point(0.1);
      expect(await page.locator(".tip").count()).toBe(0);
      await point(0.305);
      await page.locator(".tip").getByText("198.51.100.1", { exact: true }).waitFor();
      const tip = await page.locator(".tip").boundingBox();
      expect(tip?.x).toBeGreaterThanOrEqual((box?.x ?? 0) - 1);
      expect((tip?.x ?? 0) + (tip?.width ?? 0)).toBeLessThanOrEqual((box?.x ?? 0) + (box?.width ?? 0) + 1);
      await shoot(`strip-${name}`);
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      ).toBeLessThanOrEqual(0);
      expect(complaints).toEqual([]);
    },
  );

  test("the strip / by keyboard / each address told, to both ends, Escape puts the tip away", async () => {
    const { page, proxy, shoot } = await stage(browser, {}, fakeService(), fakeJournal());
    await page.goto(proxy.url);
    const text = () => strip(page).getAttribute("aria-valuetext");
    await strip(page).focus();
    expect(await text()).toMatch(
      /^203\.0\.113\.7, from 29 Jun 2026, 03:10:00 until now, 2 days, seen by cloudflare\.trace$/,
    );
    await page.keyboard.press("ArrowLeft");
    expect(await text()).toMatch(/^198\.51\.100\.60, from 28 Jun 2026/);
    const tip = page.locator(".tip");
    await tip.getByText("198.51.100.60").waitFor();
    await page.keyboard.press("PageDown");
    expect(await strip(page).getAttribute("aria-valuenow")).toBe("50");
    await page.keyboard.press("Home");
    expect(await text()).toMatch(/^198\.51\.100\.1, from 30 Apr 2026/);
    await page.keyboard.press("ArrowLeft");
    expect(await strip(page).getAttribute("aria-valuenow")).toBe("1");
    await shoot("strip-keyboard");
    await page.keyboard.press("Escape");
    await expect.poll(() => tip.count()).toBe(0);
    await page.keyboard.press("End");
    await tip.getByText("203.0.113.7").waitFor();
    await page.keyboard.press("Tab");
    await expect.poll(() => tip.count()).toBe(0);
  });

  test("the strip / as a table / every address, the newest first", async () => {
    const { page, proxy, shoot } = await stage(browser, {}, fakeService(), fakeJournal());
    await page.goto(proxy.url);
    await page.getByText("61 addresses as a table, IPv4").focus();
    await page.keyboard.press("Enter");
    const rows = page.getByRole("region", { name: "Addresses of IPv4" }).getByRole("row");
    await expect.poll(() => rows.count()).toBe(62);
    expect(await rows.nth(1).getByRole("rowheader").textContent()).toBe("203.0.113.7");
    expect(await rows.nth(1).getByRole("cell").allTextContents()).toEqual([
      "29 Jun 2026, 03:10:00",
      "now",
      "2 days",
      "cloudflare.trace",
    ]);
    await shoot("strip-table");
  });

  test("a page that is open / an address comes / a band more; a family without a source has no strip", async () => {
    const journal = fakeJournal([...NIGHTLY, lineAt(1, "192.0.2.1", { site: "gone" })]);
    const { page, proxy } = await stage(browser, {}, fakeService(), journal);
    await page.goto(proxy.url);
    await expect.poll(() => strip(page).locator("rect").count()).toBe(61);
    expect(await page.getByRole("slider").count()).toBe(2);
    journal.add(lineAt(0, "203.0.113.99"));
    await expect.poll(() => strip(page).locator("rect").count()).toBe(62);
    expect(await strip(page).getAttribute("aria-valuetext")).toMatch(/^203\.0\.113\.99, /);
  });

  test("no journal / opened / no panel", async () => {
    const { page, proxy } = await stage(browser);
    await page.goto(proxy.url);
    await page.getByRole("heading", { name: "History" }).waitFor();
    expect(await page.getByRole("slider").count()).toBe(0);
    expect(await page.getByText("Addresses of the last 90 days").count()).toBe(0);
  });
});
