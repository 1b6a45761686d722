/** The page that checks settings, as a plain file in real Chromium: it connects to nothing, shows no secret, and serves keyboard, screen reader, phone and night. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { bundleCheckPage } from "../../scripts/bundle-check-page.ts";
import * as published from "../site/published.ts";
import { complaintsOf } from "./axe.ts";
import { hasChromium, launch } from "./dashboard-stage.ts";

const runs = hasChromium || process.env["CI"] === "true";
const OUTPUT = fileURLToPath(new URL("../../test-output/check-page/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "check-page-"));

interface Opened {
  readonly page: Page;
  /** Every request that was tried, the page itself and its workers aside. */
  readonly requests: string[];
  readonly complaints: string[];
}

describe.runIf(runs)("the page that checks settings", () => {
  let browser: Browser;
  beforeAll(async () => {
    mkdirSync(OUTPUT, { recursive: true });
    writeFileSync(join(folder, "settings-check.html"), await bundleCheckPage("0.0.0"));
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  async function open(look: BrowserContextOptions = {}): Promise<Opened> {
    const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...look });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    page.setDefaultTimeout(8_000);
    const requests: string[] = [];
    const complaints: string[] = [];
    page.on("pageerror", ({ message }) => complaints.push(message));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(message.text());
    });
    await page.goto(pathToFileURL(join(folder, "settings-check.html")).href);
    context.on("request", (request) => requests.push(request.url()));
    await context.setOffline(true);
    return { page, requests: requests, complaints };
  }

  async function paste(page: Page, text: string, label = "Settings"): Promise<void> {
    const box = page.getByLabel(label, { exact: true });
    await box.focus();
    await box.evaluate((element, pasted) => {
      const data = new DataTransfer();
      data.setData("text/plain", pasted);
      const options = { clipboardData: data, bubbles: true, cancelable: true };
      element.dispatchEvent(new ClipboardEvent("paste", options));
    }, text);
  }

  const verdict = (page: Page, says: RegExp) => page.getByRole("status").filter({ hasText: says }).waitFor();

  /** All that anybody could read: the page's text, its boxes, its attributes. */
  const everything = (page: Page): Promise<string> =>
    page.evaluate(() => {
      const boxes = [...document.querySelectorAll("textarea, input, select")];
      const values = boxes.map((box) => String(Reflect.get(box, "value")));
      // The script holds the examples, whose token is nobody's.
      for (const script of document.querySelectorAll("script")) script.remove();
      return [document.documentElement.outerHTML, ...values].join("\n");
    });

  test("settings of every kind / pasted without a network / judged, no request, no secret in sight", async () => {
    const { page, requests, complaints } = await open();
    for (const text of [published.CONFIG_JSON, published.OZNU, published.OPTIONS, published.FAVONIA]) {
      await page.getByRole("button", { name: "Clear" }).click();
      await paste(page, text);
      await page.getByText(/One secret is hidden|2 secrets are hidden/).waitFor();
      await verdict(page, /good|Refused/);
      expect(await page.getByLabel("Settings", { exact: true }).inputValue()).toContain("‹hidden 1›");
    }
    await page.getByRole("row", { name: /www\.example\.org A on/ }).waitFor();
    expect(await everything(page)).not.toMatch(/cfut_0123456789|a-password-of-12/);
    expect(requests.filter((url) => !url.startsWith("blob:"))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test("the file / looked into / it loads nothing, and holds the licence of every library in it", async () => {
    const html = readFileSync(join(folder, "settings-check.html"), "utf8");
    expect(html).not.toMatch(/<(?:script|link|img)[^>]+(?:src|href)="(?!data:)/);
    for (const name of [
      "yaml",
      "lit",
      "lit-html",
      "zod",
      "re2js",
      "tr46",
      "croner",
      "ipaddr.js",
      "@noble/hashes",
    ])
      expect(html).toContain(`\n${name} `);
  });

  test("a script that got into the page / tries to send something / the page's own policy forbids it", async () => {
    const { page, complaints } = await open();
    const outcome = await page.evaluate(async () => {
      const isReached = (url: string): Promise<string> =>
        fetch(url).then(
          () => "sent",
          () => "blocked",
        );
      const said = (target: EventTarget, kind: string): Promise<Event> =>
        new Promise((resolve) => target.addEventListener(kind, resolve));
      const spy = `fetch("https://example.org/").then(() => postMessage("sent"), () => postMessage("blocked"))`;
      const worker = new Worker(URL.createObjectURL(new Blob([spy])));
      const ofWorker = said(worker, "message");
      const image = new Image();
      image.src = "https://example.org/x.png";
      const script = document.createElement("script");
      script.textContent = "document.title = 'taken over'";
      document.body.append(script);
      await said(image, "error");
      const socket = new WebSocket("wss://example.org/");
      await said(socket, "error");
      return [await isReached("https://example.org/"), Reflect.get(await ofWorker, "data"), document.title];
    });
    expect(outcome).toEqual(["blocked", "blocked", "Check settings – Cloudflare DDNS"]);
    for (const kind of ["connect-src", "img-src", "script-src"])
      expect(complaints.join("\n")).toMatch(new RegExp(kind));
  });

  test("mistakes / the keyboard alone / each is reached, and its line is shown in the box", async () => {
    const { page } = await open();
    await page.getByRole("button", { name: "One with mistakes" }).focus();
    await page.keyboard.press("Enter");
    await verdict(page, /^Refused: 5 problems\. 1 thing worth knowing\.$/);
    const place = page.getByRole("button", { name: /^line 3/ });
    await place.focus();
    await page.keyboard.press("Enter");
    const selected = await page
      .getByLabel("Settings", { exact: true })
      .evaluate((box) =>
        box instanceof HTMLTextAreaElement ? box.value.slice(box.selectionStart, box.selectionEnd) : "",
      );
    expect(selected).toBe("PROXIED=yes");
    await page.keyboard.type("PROXIED=true");
    await verdict(page, /^Refused: 4 problems/);
  });

  test("a file in a secret's place / told below / judged as well, and hidden", async () => {
    const { page } = await open();
    await paste(page, published.FAVONIA_SECRET);
    await verdict(page, /^Refused: 1 problem/);
    await paste(page, "v4.example.org", "Variable EXTRA");
    await verdict(page, /good/);
    await paste(page, published.TOKEN.slice(0, 12), "File /run/secrets/cf (CLOUDFLARE_API_TOKEN_FILE)");
    await verdict(page, /^Refused: 1 problem/);
    expect(await everything(page)).not.toContain(published.TOKEN.slice(0, 12));
  });

  test("a typed secret / the box left / it is hidden then", async () => {
    const { page } = await open();
    const box = page.getByLabel("Settings", { exact: true });
    await box.pressSequentially(`CLOUDFLARE_API_TOKEN=${published.TOKEN}\nDOMAINS=home.example.org\n`);
    await page.keyboard.press("Tab");
    await verdict(page, /good/);
    expect(await everything(page)).not.toContain(published.TOKEN);
  });

  test("a mistake that put a name into the token's place / mended / the name is shown again", async () => {
    const { page } = await open();
    await paste(page, "WEB_PASSWORD=home.example.org\nDOMAINS=www.example.org\n");
    await verdict(page, /./);
    await page.getByRole("button", { name: "Clear" }).click();
    await paste(page, "DOMAINS=home.example.org\n");
    await page.getByRole("rowheader", { name: "home.example.org" }).waitFor();
  });

  test("native settings / copied / on the clipboard with a placeholder for the token", async () => {
    const { page } = await open({ permissions: ["clipboard-read", "clipboard-write"] });
    await paste(page, published.OZNU);
    await page.getByRole("button", { name: "Copy" }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toMatch(
      /^environment:\n {2}CLOUDFLARE_API_TOKEN: <as in API_KEY>\n {2}IP4_DOMAINS: subdomain\.example\.com\n/,
    );
  });

  test.each([
    ["light", 1300],
    ["dark", 320],
  ] as const)(
    "%s, %d pixels wide / examples / nothing is cut off, and axe has nothing to say",
    async (colorScheme, width) => {
      const { page } = await open({ colorScheme, viewport: { width, height: 900 } });
      for (const name of ["A config.json", "One with mistakes"]) {
        await page.getByRole("button", { name }).click();
        await verdict(page, /good|Refused/);
        const isWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
        expect(isWide, name).toBe(false);
        expect(await complaintsOf(page.mainFrame()), name).toEqual([]);
      }
      await page.screenshot({ path: `${OUTPUT}${colorScheme}-${width}.png`, fullPage: true });
    },
  );
});
