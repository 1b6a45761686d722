/** The dialogs of the nodes as axe judges them, in the light and the dark editor of the newest Node-RED. */

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type Instance,
  majors,
  type Packed,
  packPalette,
  runtimesMissing,
  startInstance,
} from "../node-red/world/index.ts";
import { complaintsOf } from "./axe.ts";
import { Editor, hasChromium, launch } from "./editor-stage.ts";

const runs = (hasChromium || process.env["CI"] === "true") && !runtimesMissing();

/** Node-RED's own: fields that catch what browsers fill in by themselves, and the text field that it puts inside its field with a type. */
const OF_NODE_RED = ["[id^='red-ui-trap-']", ".red-ui-autoComplete"];

describe.runIf(runs)("dialogs", () => {
  let packed: Packed;
  let browser: Browser;
  let red: Instance;

  beforeAll(async () => {
    [packed, browser] = await Promise.all([packPalette(), launch()]);
    const newest = majors().at(-1);
    if (newest === undefined) throw new Error("there is no Node-RED");
    red = await startInstance({ major: newest, tarball: packed.tarball });
    await red.deploy([{ id: "tab", type: "tab", label: "Home" }]);
  });
  afterAll(async () => {
    await browser?.close();
    await red?.stop();
    red?.dispose();
    packed?.dispose();
  });

  test("each dialog, light and dark / judged by axe / nothing to say", async () => {
    const editor = await Editor.open(browser, red.url);
    const { page } = editor;
    const judge = async (form: string, what: string) => {
      for (const isDark of [false, true]) {
        await editor.dark(isDark);
        const context = { include: form, exclude: OF_NODE_RED };
        expect(
          await complaintsOf(page.mainFrame(), context),
          `${what}, ${isDark ? "dark" : "light"}`,
        ).toEqual([]);
      }
      await editor.dark(false);
    };
    for (const type of ["detect-ip", "update-record", "sync-waf-list"]) {
      await editor.edit(await editor.drag(type, 300, 100));
      await judge("#dialog-form", type);
      if (type === "update-record") {
        await page.click("#node-input-btn-account-add");
        await page.waitForSelector("#node-config-input-token");
        await page.waitForTimeout(350);
        await judge("#node-config-dialog-edit-form", "cloudflare-account");
        await page.click("#node-config-dialog-cancel");
        await page.waitForTimeout(350);
      }
      await page.click("#node-dialog-cancel");
      await page.waitForSelector("#dialog-form", { state: "detached" });
      await page.waitForTimeout(300);
    }
    await page.context().close();
  }, 90_000);
});
