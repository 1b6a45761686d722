/** What has been, as a person meets it on the dashboard: the history by cycles. */

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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
});
