/** Takes the pictures in docs/images anew: `npm run screenshots`. Those of Home Assistant need the lab beside the checkout. */

import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import { photographDashboard } from "./dashboard.ts";
import { photographHomeAssistant } from "./home-assistant.ts";

const CHROMIUM = "/usr/bin/chromium";

if (!existsSync(CHROMIUM)) {
  console.error(`There is no ${CHROMIUM}: apt-get install -y chromium`);
  process.exit(1);
}
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
try {
  if (process.argv[2] !== "home-assistant") await photographDashboard(browser);
  await photographHomeAssistant(browser);
} finally {
  await browser.close();
}
