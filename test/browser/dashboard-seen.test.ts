/** Whether the world sees it, as a person meets it on the dashboard. */

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fakeService, minutesBefore, verification } from "../unit/web/scene.ts";
import { hasChromium, launch, stage } from "./dashboard-stage.ts";

const runs = hasChromium || process.env["CI"] === "true";
if (!runs)
  console.warn("dashboard-seen.test.ts skipped: there is no /usr/bin/chromium (apt-get install -y chromium)");

const seenAt = minutesBefore(4);

describe.runIf(runs)("the dashboard and the world", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  test("seen, not known / opened / who said so comes by keyboard; silence is no problem", async () => {
    const [first] = verification({}).records;
    const [silent] = verification({ published: "unknown", reason: "No name server answered." }).records;
    if (first === undefined || silent === undefined) throw new Error("the fixture has records");
    const seen = {
      ...verification({}),
      ok: false,
      records: [first, { ...silent, name: "vpn.example.org" as typeof first.name, witnesses: [] }],
    };
    const { page, proxy, complaints, shoot } = await stage(browser, {}, fakeService({ seen, seenAt }));
    await page.goto(proxy.url);
    await page.getByText("Seen by the world, asked 4 min ago").focus();
    await page.keyboard.press("Enter");
    await page.getByText("ada.ns.cloudflare.example: 203.0.113.7 (TTL 300)").waitFor();
    const reason = page.getByText("No name server answered.");
    expect(await reason.isVisible()).toBe(false);
    await page.getByText("Not known whether the world sees it").click();
    await reason.waitFor();
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("All is right");
    await shoot("seen");
    expect(complaints).toEqual([]);
  });

  test("not seen / told, then written again / the head says so, until it is asked anew", async () => {
    const seen = verification({
      published: "no",
      reason: "ada.ns.cloudflare.example answers 198.51.100.23.",
    });
    const service = fakeService({ seen, seenAt });
    const { page, proxy, shoot } = await stage(
      browser,
      { viewport: { width: 320, height: 740 }, colorScheme: "dark" },
      service,
    );
    await page.goto(proxy.url);
    const heading = page.getByRole("heading", { level: 1 });
    await expect.poll(() => heading.textContent()).toBe("Right at Cloudflare, but not seen by the world");
    await page.getByText("ada.ns.cloudflare.example answers 198.51.100.23.").waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    await shoot("not-seen-narrow");
    service.show({ seenAt: undefined });
    await page.getByText("Asking whether the world sees it…").waitFor();
    expect(await heading.textContent()).toBe("All is right");
  });
});
