/** The palette as a person meets it: the real editor of Node-RED 5 and 4.1 in Chromium. */

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type Instance,
  majors,
  type Packed,
  packPalette,
  ROOT,
  runtimesMissing,
  type Sandbox,
  startInstance,
  startSandbox,
} from "../node-red/world/index.ts";
import type { SandboxSeed } from "../sandbox/index.ts";
import { Editor, hasChromium, launch } from "./editor-stage.ts";

const runs = (hasChromium || process.env["CI"] === "true") && !runtimesMissing();
if (!hasChromium)
  console.warn("editor.test.ts skipped: there is no /usr/bin/chromium (apt-get install -y chromium)");

const HOME = "0123456789abcdef0123456789abcdef";
const TOKEN = "Sup3rSecretTokenForTests_0123456789abcdef";
const LIMITED = "L1mitedSecretTokenForTests_0123456789abc";
const V4 = "93.184.216.34";

const NAMES = ["home", "www", "vpn", "nas"];
const SEED: SandboxSeed = {
  zones: [
    {
      name: "example.com",
      account: HOME,
      records: [
        ...NAMES.map((name) => ({ name: `${name}.example.com`, type: "A", content: "198.51.100.1" })),
        { name: "home.example.com", type: "AAAA", content: "2606:2800:220:1::1" },
      ],
    },
    {
      name: "example.net",
      account: HOME,
      records: [{ name: "mail.example.net", type: "A", content: "198.51.100.1" }],
    },
  ],
  lists: [{ account: HOME, name: "home_ips", description: "Who may come in" }],
  tokens: [{ value: TOKEN }, { value: LIMITED, permissions: ["zone:read", "dns:read"] }],
};

describe.runIf(runs)("editor", () => {
  let packed: Packed;
  let browser: Browser;
  let sandbox: Sandbox;

  beforeAll(async () => {
    mkdirSync(join(ROOT, "test-output"), { recursive: true });
    [packed, browser] = await Promise.all([packPalette(), launch()]);
    sandbox = await startSandbox();
  });
  afterAll(async () => {
    await browser?.close();
    await sandbox?.close();
    packed?.dispose();
  });

  describe.each(majors())("of Node-RED $major", (major) => {
    let red: Instance;
    let editor: Editor;

    beforeAll(async () => {
      await fetch(`${sandbox.origin}/__sandbox/reset`, { method: "POST" });
      sandbox.seed(SEED);
      red = await startInstance({
        major,
        tarball: packed.tarball,
        environment: { CLOUDFLARE_BASE_URL: sandbox.url },
        contextStorage: ["file"],
      });
    });
    afterAll(async () => {
      await red?.stop();
      red?.dispose();
    });
    beforeEach(async () => {
      sandbox.clearFaults();
      await red.deploy([{ id: "tab", type: "tab", label: "Home" }]);
      editor = await Editor.open(browser, red.url);
    });
    afterEach(async () => {
      expect(editor.errors, "nothing on the console").toEqual([]);
      await editor.page.context().close();
    });

    const addAccount = async (token: string): Promise<void> => {
      const { page } = editor;
      await page.click("#node-input-btn-account-add");
      await page.waitForSelector("#node-config-input-token");
      await page.waitForTimeout(350);
      await page.fill("#node-config-input-name", "Home");
      await page.fill("#node-config-input-token", token);
    };

    test("drag three nodes, pick account, zone, record and list, deploy / the records follow the address", async () => {
      const { page } = editor;
      const detect = await editor.drag("detect-ip", 180, 100);
      const update = await editor.drag("update-record", 400, 80);
      const sync = await editor.drag("sync-waf-list", 400, 180);
      expect(await editor.property(update, "valid")).toBe(false);

      await editor.edit(update);
      expect(await page.locator("#cfddns-record-picker").textContent()).toContain("Choose an account");
      await addAccount(TOKEN);
      await page.click("#cfddns-test");
      await page.locator(".cfddns-granted", { hasText: "DNS: Edit" }).waitFor();
      await editor.shot(`account-${major.major}`);
      await page.click("#node-config-dialog-ok");
      const entry = page.locator(".cfddns-entry", { hasText: "home.example.com" });
      await entry.waitFor();
      expect(await entry.textContent()).toContain("A + AAAA");
      await entry.click();
      expect(await page.locator("#node-input-record").inputValue()).toBe("home.example.com");
      await page.selectOption(".cfddns-head select", { label: "example.net" });
      await page.locator(".cfddns-entry", { hasText: "mail.example.net" }).click();
      await page.selectOption(".cfddns-head select", { label: "example.com" });
      await page.locator(".cfddns-entry", { hasText: "nas.example.com" }).waitFor();
      await page.mouse.move(5, 5);
      await page.waitForTimeout(250);
      await editor.shot(`update-record-${major.major}`);
      await editor.dark(true);
      await editor.shot(`update-record-dark-${major.major}`);
      await editor.dark(false);
      await editor.ok();
      expect(await editor.property(update, "record")).toBe("home.example.com, mail.example.net");
      expect(await editor.property(update, "valid")).toBe(true);

      await editor.edit(sync);
      await page.selectOption("#node-input-account", { label: "Home" });
      await page.locator(".cfddns-entry", { hasText: "home_ips" }).click();
      await editor.shot(`sync-waf-list-${major.major}`);
      await editor.ok();
      expect(await editor.property(sync, "list")).toBe(`${HOME}/home_ips`);
      expect(await editor.property(sync, "valid")).toBe(true);

      await editor.edit(detect);
      await page.selectOption("#cfddns-ipv4-kind", "static");
      await page.locator("#cfddns-ipv4 input").fill(V4);
      await page.selectOption("#cfddns-ipv6-kind", "none");
      await page.selectOption("#node-input-store", "file");
      await editor.ok();
      expect(await editor.property(detect, "ipv4")).toBe(`static:${V4}`);
      expect(await editor.property(detect, "ipv6")).toBe("none");
      expect(await editor.property(detect, "store")).toBe("file");

      await page.evaluate(
        ([from, ...to]) => {
          const { nodes, view } = (
            globalThis as unknown as {
              RED: {
                nodes: { node(id: string): unknown; addLink(link: unknown): void; dirty(on: boolean): void };
                view: { redraw(on: boolean): void };
              };
            }
          ).RED;
          for (const id of to)
            nodes.addLink({ source: nodes.node(from ?? ""), sourcePort: 0, target: nodes.node(id) });
          nodes.dirty(true);
          view.redraw(true);
        },
        [detect, update, sync],
      );
      await editor.deploy();
      await editor.status(update, "idle");
      await red.tell(detect, { payload: "go" });
      await editor.status(detect, V4);
      await editor.status(update, "2 updated");
      await editor.status(sync, "+1");
      expect(
        sandbox.records("example.com").find(({ name, type }) => name === "home.example.com" && type === "A")
          ?.content,
      ).toBe(V4);
      expect(
        sandbox
          .lists()
          .find(({ name }) => name === "home_ips")
          ?.items.map(({ ip }) => ip),
      ).toEqual([V4]);
      await page.mouse.click(700, 500);
      await page.waitForTimeout(300);
      await editor.shot(`flow-${major.major}`);

      // What is deployed is shown again, with the list picked and the token unseen.
      await editor.edit(update);
      await page.locator(".cfddns-entry input:checked").first().waitFor();
      await page.click("#node-input-btn-account-edit");
      await page.waitForSelector("#node-config-input-token");
      expect(await page.inputValue("#node-config-input-token")).not.toContain(TOKEN);
      await page.waitForTimeout(350);
      await page.click("#cfddns-test");
      await page.locator(".cfddns-granted", { hasText: "DNS: Edit" }).waitFor();
      const content = await page.content();
      expect(content.includes(TOKEN)).toBe(false);
    }, 90_000);

    test("a token without permissions / the test says which are missing", async () => {
      const update = await editor.drag("update-record", 300, 100);
      await editor.edit(update);
      await addAccount(LIMITED);
      await editor.page.click("#cfddns-test");
      await editor.page.locator(".cfddns-missing", { hasText: "DNS: Edit" }).waitFor();
      await editor.page.locator(".cfddns-granted", { hasText: "DNS: Read" }).waitFor();
      await editor.shot(`account-missing-${major.major}`);
    }, 60_000);

    test("another API base / the token has to be entered again, and then it goes there", async () => {
      const { page } = editor;
      const mock = await startSandbox({
        seed: { zones: [{ name: "example.com" }], tokens: [{ value: TOKEN }] },
      });
      try {
        const update = await editor.drag("update-record", 300, 100);
        await editor.edit(update);
        await addAccount(TOKEN);
        await page.click("#node-config-dialog-ok");
        await page.locator(".cfddns-entry", { hasText: "home.example.com" }).click();
        await editor.ok();
        await editor.deploy();
        const changeBase = async (token?: string): Promise<void> => {
          await editor.edit(update);
          await page.click("#node-input-btn-account-edit");
          await page.waitForSelector("#node-config-input-token");
          await page.waitForTimeout(350);
          await page.fill("#node-config-input-baseUrl", mock.url);
          if (token !== undefined) await page.fill("#node-config-input-token", token);
          await page.click("#node-config-dialog-ok");
          await page.waitForTimeout(600);
          await editor.ok();
          await editor.deploy();
        };
        await changeBase();
        expect((await red.tell(update, { payload: V4 })).error).toMatchObject({ code: "CONFIG_INVALID" });
        expect(mock.requests).toEqual([]);
        await changeBase(TOKEN);
        expect((await red.tell(update, { payload: V4 })).error).toBeUndefined();
        expect(mock.records("example.com")).toMatchObject([{ content: V4 }]);
      } finally {
        await mock.close();
      }
    }, 60_000);

    test("Cloudflare out of order / the list says so, keeps what is typed, and can be asked again", async () => {
      const { page } = editor;
      const update = await editor.drag("update-record", 300, 100);
      await editor.edit(update);
      await addAccount(TOKEN);
      sandbox.fault({ kind: "html", times: Number.POSITIVE_INFINITY });
      await page.click("#node-config-dialog-ok");
      await page.locator(".cfddns-note", { hasText: "Asking Cloudflare" }).waitFor();
      await page
        .locator("#node-input-record + .red-ui-typedInput-container input")
        .first()
        .fill("typed.example.com");
      const retry = page.locator(".cfddns-failed .cfddns-note button");
      await retry.waitFor({ timeout: 20_000 });
      await editor.shot(`error-${major.major}`);
      sandbox.clearFaults();
      await retry.click();
      await page.locator(".cfddns-entry", { hasText: "home.example.com" }).waitFor();
      await editor.ok();
      expect(await editor.property(update, "record")).toBe("typed.example.com");
    }, 60_000);

    test("validators / reasons for what is wrong, variables are right", async () => {
      await red.deploy([
        { id: "tab", type: "tab", label: "Home" },
        { id: "acc", type: "cloudflare-account", name: "Home", baseUrl: "", credentials: { token: TOKEN } },
        {
          id: "good",
          z: "tab",
          type: "update-record",
          version: 1,
          account: "acc",
          record: "${NAME}",
          recordType: "str",
          families: "both",
          content: "payload",
          contentType: "msg",
          proxied: "",
          proxiedType: "keep",
          ttl: "",
          ttlType: "keep",
          comment: "",
          commentType: "keep",
          x: 200,
          y: 80,
          wires: [[], []],
        },
        {
          id: "bad",
          z: "tab",
          type: "update-record",
          version: 1,
          account: "",
          record: "localhost",
          recordType: "str",
          families: "both",
          content: "",
          contentType: "str",
          proxied: "",
          proxiedType: "keep",
          ttl: "5",
          ttlType: "num",
          comment: "",
          commentType: "keep",
          x: 200,
          y: 160,
          wires: [[], []],
        },
        {
          id: "off",
          z: "tab",
          type: "detect-ip",
          version: 1,
          ipv4: "none",
          ipv6: "none",
          required: "any",
          timeout: "0",
          store: "",
          x: 200,
          y: 240,
          wires: [[], []],
        },
        {
          id: "combined",
          z: "tab",
          type: "detect-ip",
          version: 1,
          ipv4: "agree(3; ipify; local)",
          ipv6: "url:",
          required: "any",
          timeout: "5",
          store: "",
          x: 200,
          y: 320,
          wires: [[], []],
        },
      ]);
      await editor.page.reload();
      await editor.page.waitForSelector('[id="bad"]');
      expect(await editor.property("good", "valid")).toBe(true);
      expect(await editor.property("bad", "validationErrors")).toEqual(
        expect.arrayContaining([
          expect.stringContaining("No account"),
          expect.stringContaining("full name"),
          expect.stringContaining("fixed address"),
          expect.stringContaining("TTL"),
        ]),
      );
      expect(await editor.property("off", "validationErrors")).toEqual(
        expect.arrayContaining([expect.stringContaining("Neither"), expect.stringContaining("time limit")]),
      );
      expect(await editor.property("combined", "validationErrors")).toEqual(
        expect.arrayContaining([expect.stringContaining("More sources"), expect.stringContaining("missing")]),
      );
      await editor.shot(`invalid-${major.major}`);
    }, 60_000);

    test("sources by keyboard / several that must agree, as text and back", async () => {
      const { page } = editor;
      const detect = await editor.drag("detect-ip", 300, 100);
      await editor.edit(detect);
      await page.selectOption("#cfddns-ipv4-kind", "agree");
      await page.locator("#cfddns-ipv4 .cfddns-members button", { hasText: "Add source" }).focus();
      await page.keyboard.press("Enter");
      expect(await page.inputValue("#node-input-ipv4")).toBe(
        "agree(2; cloudflare.trace; cloudflare.doh; ipify; router)",
      );
      await page.locator("#cfddns-ipv4 .cfddns-members .cfddns-line").nth(3).locator("button").focus();
      await page.keyboard.press("Space");
      await editor.shot(`detect-ip-${major.major}`);
      await editor.dark(true);
      await editor.shot(`detect-ip-dark-${major.major}`);
      await editor.dark(false);
      await page.locator(".cfddns-chooser summary").nth(1).focus();
      await page.keyboard.press("Enter");
      await page.fill("#node-input-ipv6", "first(cloudflare.trace; local.iface:eth0)");
      expect(await page.inputValue("#cfddns-ipv6-kind")).toBe("first");
      expect(await page.locator("#cfddns-ipv6 .cfddns-line input").inputValue()).toBe("eth0");
      await page.fill("#node-input-ipv6", "none");
      await editor.ok();
      expect(await editor.property(detect, "ipv4")).toBe("agree(2; cloudflare.trace; cloudflare.doh; ipify)");
      expect(await editor.property(detect, "ipv6")).toBe("none");
    }, 60_000);

    test("cancel / nothing changed; every label belongs to a field", async () => {
      const { page } = editor;
      const update = await editor.drag("update-record", 300, 100);
      const before = await editor.property(update, "record");
      await editor.edit(update);
      const orphans = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLLabelElement>("#dialog-form > .form-row > label[for]")]
          .filter((label) => document.getElementById(label.htmlFor) === null)
          .map((label) => label.htmlFor),
      );
      expect(orphans).toEqual([]);
      await page
        .locator("#node-input-record + .red-ui-typedInput-container input")
        .first()
        .fill("other.example.com");
      await page.click("#node-dialog-cancel");
      await page.waitForSelector("#dialog-form", { state: "detached" });
      expect(await editor.property(update, "record")).toBe(before);
    }, 60_000);

    test("German / labels, status and help", async () => {
      await red.deploy([
        { id: "tab", type: "tab", label: "Home" },
        {
          id: "d",
          z: "tab",
          type: "detect-ip",
          version: 1,
          name: "",
          ipv4: `static:${V4}`,
          ipv6: "none",
          required: "any",
          timeout: "5",
          store: "",
          x: 200,
          y: 100,
          wires: [[], []],
        },
      ]);
      const german = await Editor.open(browser, red.url, { locale: "de", width: 1280, height: 800 });
      await german.status("d", "bereit");
      await german.edit("d");
      expect(await german.page.locator("#dialog-form").textContent()).toContain("Zeitlimit");
      await german.page.evaluate(() =>
        (
          globalThis as unknown as { RED: { sidebar: { help: { show(type: string): void } } } }
        ).RED.sidebar.help.show("detect-ip"),
      );
      await german.page.waitForTimeout(600);
      await german.shot(`german-${major.major}`);
      expect(german.errors).toEqual([]);
      await german.page.context().close();
    }, 60_000);
  });
});
