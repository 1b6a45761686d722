/** Opens the dashboard in real Chromium behind the prefixing proxy, and writes down every error and stray request. */

import { existsSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { onTestFinished } from "vitest";
import type { AddressJournal } from "../../addon/web/server/past.ts";
import { startWeb } from "../../addon/web/server/server.ts";
import type { SurveyAnswer } from "../../addon/web/wire.ts";
import { bundleDashboard } from "../../scripts/bundle-dashboard.ts";
import type { VirtualClock } from "../clock.ts";
import type { FakeService } from "../fakes/service.ts";
import { clockAtStart, fakeService } from "../unit/web/scene.ts";
import { type IngressProxy, ingressProxy } from "./dashboard-proxy.ts";

const CHROMIUM = "/usr/bin/chromium";
const OUTPUT = fileURLToPath(new URL("../../test-output/dashboard/", import.meta.url));

/** Whether this machine can show the page at all; on CI it must. */
export const hasChromium = existsSync(CHROMIUM);

export function launch(): Promise<Browser> {
  mkdirSync(OUTPUT, { recursive: true });
  return chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
}

const SURVEY: readonly SurveyAnswer[] = [
  {
    name: "cloudflare.trace",
    family: 4,
    configured: true,
    status: "known",
    addresses: ["203.0.113.7"],
    durationMs: 38,
  },
  {
    name: "ipify",
    family: 4,
    configured: false,
    status: "known",
    addresses: ["203.0.113.7"],
    durationMs: 121,
  },
  {
    name: "cloudflare.trace",
    family: 6,
    configured: true,
    status: "known",
    addresses: ["2001:db8:1:2:3:4:5:6"],
    durationMs: 41,
  },
  {
    name: "ipify",
    family: 6,
    configured: false,
    status: "unavailable",
    reason: "timed out after 5 s",
    durationMs: 5000,
  },
];

export interface Stage {
  readonly page: Page;
  readonly service: FakeService;
  readonly clock: VirtualClock;
  readonly proxy: IngressProxy;
  /** Console errors, page errors, requests that left the prefix or failed. */
  readonly complaints: string[];
  shoot(name: string): Promise<void>;
}

export async function stage(
  browser: Browser,
  look: BrowserContextOptions = {},
  service: FakeService = fakeService(),
  journal?: AddressJournal,
): Promise<Stage> {
  const clock = clockAtStart();
  const web = await startWeb(service, {
    mode: { kind: "ingress", port: 0, peer: "172.30.32.2" },
    assets: await bundleDashboard(),
    version: "0.1.0",
    log: { info: () => {}, warn: () => {} },
    clock,
    journal,
    detectSurvey: async () => [...SURVEY],
    remoteAddress: () => "172.30.32.2",
  });
  const proxy = await ingressProxy(web.url);
  const context = await browser.newContext({
    viewport: { width: 1200, height: 900 },
    locale: "en-GB",
    timezoneId: "UTC",
    ...look,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(5_000);
  onTestFinished(async () => {
    await context.close();
    await proxy.close();
    await web.close();
  });

  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(proxy.url) && !url.startsWith(proxy.frameUrl) && !url.startsWith("data:"))
      complaints.push(url);
  });
  await page.clock.install({ time: clock.now() });
  return {
    page,
    service,
    clock,
    proxy,
    complaints,
    async shoot(name) {
      // Playwright's own style for the caret would offend the page's policy.
      await page.screenshot({ path: `${OUTPUT}${name}.png`, fullPage: true, caret: "initial" });
    },
  };
}
