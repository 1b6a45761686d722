/** Drives the editor of a real Node-RED in Chromium, the way a person does: drag, double click, choose, deploy. */

import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { ROOT } from "../node-red/world/index.ts";

const CHROMIUM = "/usr/bin/chromium";
const OUTPUT = join(ROOT, "test-output/editor");

/** Whether this machine can show the editor at all; on CI it must. */
export const hasChromium = existsSync(CHROMIUM);

export function launch(): Promise<Browser> {
  mkdirSync(OUTPUT, { recursive: true });
  return chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
}

export class Editor {
  readonly page: Page;
  /** Errors of the console and of scripts. */
  readonly errors: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on("pageerror", (error) => this.errors.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") this.errors.push(message.text());
    });
  }

  /** Opens the editor and waits until the palette is drawn. */
  static async open(
    browser: Browser,
    url: string,
    options: { readonly locale?: string; readonly width?: number; readonly height?: number } = {},
  ): Promise<Editor> {
    const context = await browser.newContext({
      locale: options.locale ?? "en-US",
      viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
      deviceScaleFactor: 1,
    });
    const editor = new Editor(await context.newPage());
    await editor.page.goto(url);
    await editor.page.waitForSelector('.red-ui-palette-node[data-palette-type="detect-ip"]', {
      state: "attached",
    });
    await editor.page.waitForSelector("#red-ui-workspace-chart svg");
    await editor.page.waitForTimeout(300);
    return editor;
  }

  /** Types into the filter of the palette, drags the node to the canvas, answers with its id. */
  async drag(type: string, x: number, y: number): Promise<string> {
    const before = await this.ids();
    const search = this.page.locator("#red-ui-palette-search input").first();
    await search.click();
    await search.press("Control+a");
    await search.press("Delete");
    // The label it is shown with; one type is older than its label.
    await search.pressSequentially(type === "sync-waf-list" ? "sync list" : type.replaceAll("-", " "));
    await this.page.waitForTimeout(700);
    const tile = this.page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`);
    await tile.scrollIntoViewIfNeeded();
    const from = await tile.boundingBox();
    const chart = await this.page.locator("#red-ui-workspace-chart").boundingBox();
    if (from === null || chart === null) throw new Error("palette or canvas has no place on the screen");
    await this.page.mouse.move(from.x + 40, from.y + 10);
    await this.page.mouse.down();
    await this.page.mouse.move(chart.x + x - 30, chart.y + y - 10, { steps: 6 });
    await this.page.mouse.move(chart.x + x, chart.y + y, { steps: 6 });
    await this.page.mouse.up();
    await this.page.waitForTimeout(200);
    const [added] = (await this.ids()).filter((id) => !before.includes(id));
    if (added === undefined) throw new Error(`${type} did not reach the canvas`);
    return added;
  }

  ids(): Promise<string[]> {
    return this.page.evaluate(() =>
      [...document.querySelectorAll(".red-ui-flow-node-group")].map(({ id }) => id),
    );
  }

  async edit(id: string): Promise<void> {
    await this.page.locator(`[id="${id}"] .red-ui-flow-node`).first().dblclick();
    await this.page.waitForSelector("#dialog-form");
    await this.page.waitForTimeout(450);
  }

  async ok(): Promise<void> {
    await this.page.click("#node-dialog-ok");
    await this.page.waitForSelector("#dialog-form", { state: "detached" });
    await this.page.waitForTimeout(300);
  }

  async deploy(): Promise<void> {
    const answered = this.page.waitForResponse(
      (answer) => answer.url().endsWith("/flows") && answer.request().method() === "POST",
    );
    await this.page.click("#red-ui-header-button-deploy");
    const answer = await answered;
    if (!answer.ok()) throw new Error(`deploying: HTTP ${answer.status()}`);
    await this.page.waitForTimeout(500);
  }

  /** The status text beneath a node, as a person reads it. */
  async status(id: string, text: string | RegExp): Promise<void> {
    await this.page
      .locator(`[id="${id}"] .red-ui-flow-node-status-label`, { hasText: text })
      .waitFor({ timeout: 8000 });
  }

  /** A property of a node as the editor keeps it. */
  property(id: string, name: string): Promise<unknown> {
    return this.page.evaluate(
      ([node = "", key = ""]) => {
        const found = (
          globalThis as unknown as { RED: { nodes: { node(id: string): Record<string, unknown> } } }
        ).RED.nodes.node(node);
        return found?.[key];
      },
      [id, name],
    );
  }

  async dark(on: boolean): Promise<void> {
    await this.page.evaluate((dark) => document.documentElement.classList.toggle("nr-theme-dark", dark), on);
    await this.page.waitForTimeout(200);
  }

  async shot(name: string, selector?: string): Promise<void> {
    const path = join(OUTPUT, `${name}.png`);
    if (selector === undefined) await this.page.screenshot({ path });
    else await this.page.locator(selector).first().screenshot({ path });
  }
}
