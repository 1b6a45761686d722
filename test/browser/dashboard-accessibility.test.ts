/** The dashboard as axe judges it: own colours and Home Assistant's, light and dark, in every state. */

import type { Browser, Frame, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fakeJournal, NIGHTLY } from "../unit/web/journal.ts";
import {
  fakeService,
  minutesBefore,
  recordReport,
  report,
  verification,
  wafReport,
} from "../unit/web/scene.ts";
import { complaintsOf } from "./axe.ts";
import type { IngressProxy } from "./dashboard-proxy.ts";
import { hasChromium, launch, stage } from "./dashboard-stage.ts";

const runs = hasChromium || process.env["CI"] === "true";
if (!runs)
  console.warn(
    "dashboard-accessibility.test.ts skipped: there is no /usr/bin/chromium (apt-get install -y chromium)",
  );

type Look = readonly [
  name: string,
  scheme: "light" | "dark",
  open: (page: Page, proxy: IngressProxy) => Promise<Frame>,
];

const alone = async (page: Page, proxy: IngressProxy): Promise<Frame> => {
  await page.goto(proxy.url);
  return page.mainFrame();
};
const framed =
  (theme: string) =>
  async (page: Page, proxy: IngressProxy): Promise<Frame> => {
    await page.goto(`${proxy.frameUrl}?${theme}`);
    const [, inner] = page.frames();
    if (inner === undefined) throw new Error("the page has no frame");
    return inner;
  };

const LOOKS: readonly Look[] = [
  ["own light", "light", alone],
  ["own dark", "dark", alone],
  ["Home Assistant light", "light", framed("light")],
  ["Home Assistant dark", "dark", framed("dark")],
];

const FAILING = {
  status: "degraded",
  lastError: "One record set failed.",
  report: report({
    ok: false,
    detections: {
      ipv4: report().detections.ipv4,
      ipv6: { status: "unavailable", reason: "timed out after 5 s", source: "cloudflare.trace" },
    },
    records: [
      recordReport("home.example.org", "A", "unchanged"),
      recordReport("vpn.example.org", "A", "failed", {
        now: "198.51.100.23",
        error: { code: "PERMISSION_DENIED", message: "The token may not change example.org." },
      }),
    ],
    lists: [wafReport({ warnings: ["203.0.113.7/32 is there already but is not ours."] })],
  }),
} as const;

describe.runIf(runs)("axe", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  test.each(LOOKS)(
    "%s / settled, opened, paused, failing / nothing to complain about",
    async (name, colorScheme, open) => {
      const service = fakeService({ seen: verification({}), seenAt: minutesBefore(4) });
      service.logTail = (["error", "warn", "info", "debug"] as const).map((level) => ({
        at: minutesBefore(1),
        level,
        text: "A line.",
      }));
      const { page, proxy, shoot } = await stage(
        browser,
        { colorScheme, viewport: { width: 390, height: 844 }, reducedMotion: "reduce" },
        service,
        fakeJournal(NIGHTLY.slice(-8)),
      );
      const frame = await open(page, proxy);
      const heading = frame.getByRole("heading", { level: 1 });
      await expect.poll(() => heading.textContent()).toBe("All is right");
      await frame.getByRole("slider").first().focus();
      expect(await complaintsOf(frame), "settled").toEqual([]);

      await frame.getByRole("button", { name: "Show plan" }).click();
      await frame.getByRole("button", { name: "Ask all" }).click();
      for (const summary of await frame.locator("summary").all()) await summary.click();
      await frame.getByText("6 changes:").waitFor();
      expect(await complaintsOf(frame), "opened").toEqual([]);
      await shoot(`axe-${name.replaceAll(" ", "-")}`);

      service.show({ status: "paused", paused: true });
      await expect.poll(() => heading.textContent()).toBe("Paused");
      expect(await complaintsOf(frame), "paused").toEqual([]);

      service.show({
        ...FAILING,
        paused: false,
        seen: verification({ published: "no", reason: "ada answers 198.51.100.23." }),
      });
      await expect.poll(() => heading.textContent()).toBe("One thing needs attention");
      expect(await complaintsOf(frame), "failing").toEqual([]);
    },
  );
});
