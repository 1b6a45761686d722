/** The dashboard: the real page and server over the home of the tests, at a time that stands still. */

import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { startWeb } from "../../addon/web/server/server.ts";
import { bundleDashboard } from "../../scripts/bundle-dashboard.ts";
import type { FakeService } from "../fakes/service.ts";
import { fakeJournal } from "../unit/web/journal.ts";
import { clockAtStart } from "../unit/web/scene.ts";
import { notSeen, settled, VERSION } from "./home.ts";
import { savePicture } from "./save.ts";

interface Shot {
  readonly name: string;
  readonly service: FakeService;
  readonly look: BrowserContextOptions;
  /** What is done before the picture; answers with what is on it, undefined for the whole page. */
  readonly prepare?: (page: Page) => Promise<string | undefined>;
}

const DESK = { viewport: { width: 1120, height: 760 } } as const;
const PHONE = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
} as const;

const SHOTS: readonly Shot[] = [
  {
    name: "dashboard",
    service: settled(),
    look: { ...DESK, colorScheme: "light" },
  },
  {
    name: "dashboard-phone-dark",
    service: settled(),
    look: { ...PHONE, deviceScaleFactor: 1, colorScheme: "dark" },
    prepare: async () => "window",
  },
  {
    name: "dashboard-addresses",
    service: settled(),
    look: { ...DESK, colorScheme: "light" },
    prepare: async (page) => {
      const strip = page.getByRole("slider").first();
      await strip.focus();
      for (let step = 0; step < 12; step++) await page.keyboard.press("ArrowLeft");
      return "past-panel";
    },
  },
  {
    name: "dashboard-not-seen",
    service: notSeen(),
    look: { ...DESK, colorScheme: "dark" },
    prepare: async (page) => {
      for (const summary of await page.locator("row-list summary").all()) await summary.click();
      return "row-list";
    },
  },
];

export async function photographDashboard(browser: Browser): Promise<void> {
  const assets = await bundleDashboard();
  for (const shot of SHOTS) savePicture(shot.name, await take(browser, shot, assets));
}

async function take(
  browser: Browser,
  { service, look, prepare }: Shot,
  assets: Awaited<ReturnType<typeof bundleDashboard>>,
): Promise<Buffer> {
  const clock = clockAtStart();
  const web = await startWeb(service, {
    mode: { kind: "standalone", host: "127.0.0.1", port: 0, password: undefined },
    assets,
    version: VERSION,
    log: { info: () => {}, warn: () => {} },
    clock,
    journal: fakeJournal(),
    detectSurvey: async () => [],
  });
  const context = await browser.newContext({
    locale: "en-GB",
    timezoneId: "UTC",
    reducedMotion: "reduce",
    ...look,
  });
  try {
    const page = await context.newPage();
    await page.clock.install({ time: clock.now() });
    await page.goto(web.url);
    await page.getByRole("slider").first().waitFor();
    const part = await prepare?.(page);
    // Playwright's own style for the caret would offend the page's policy.
    if (part === undefined) return await page.screenshot({ fullPage: true, caret: "initial" });
    if (part === "window") return await page.screenshot({ caret: "initial" });
    return await page.locator(part).first().screenshot({ caret: "initial" });
  } finally {
    await context.close();
    await web.close();
  }
}
