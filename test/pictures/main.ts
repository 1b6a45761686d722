/**
 * Takes the pictures in docs/images anew: `npm run screenshots`, or with `-- dashboard` or `-- home-assistant` some of them.
 * Those of Home Assistant need the lab beside the checkout.
 */

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
  if (isWanted("dashboard")) await photographDashboard(browser);
  if (isWanted("home-assistant")) await photographHomeAssistant(browser);
} finally {
  await browser.close();
}

function isWanted(part: string): boolean {
  const wanted = process.argv.slice(2);
  return wanted.length === 0 || wanted.includes(part);
}
