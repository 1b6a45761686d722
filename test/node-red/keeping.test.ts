/** What outlives a deployment and a restart, who may ask what, and where values may come from: in real Node-RED, both majors. */

import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  accountEntry,
  detectEntry,
  type FlowEntry,
  majors,
  type Packed,
  packPalette,
  runtimesMissing,
  type Sandbox,
  startInstance,
  startSandbox,
  updateEntry,
} from "./world/index.ts";

const TOKEN = "Sup3rSecretTokenForTests_0123456789abcdef";
const V4 = "93.184.216.34";

const tab: FlowEntry = { id: "tab", type: "tab", label: "Test" };
const sink: FlowEntry = {
  id: "sink",
  z: "tab",
  type: "function",
  func: "return null;",
  outputs: 1,
  wires: [],
};

describe.skipIf(runtimesMissing())("kept and guarded", () => {
  let packed: Packed;
  let sandbox: Sandbox;
  beforeAll(async () => {
    packed = await packPalette();
    sandbox = await startSandbox({ seed: { zones: [{ name: "example.com" }], tokens: [{ value: TOKEN }] } });
  });
  afterAll(async () => {
    packed?.dispose();
    await sandbox?.close();
  });

  const detect = (id: string, store: string): FlowEntry =>
    detectEntry({ id, ipv4: `static:${V4}`, store, wires: [["sink"], ["sink"]] });

  describe.each(majors())("Node-RED $major", (major) => {
    test("context stores / disk outlives deployment and restart, memory does not, a missing and a broken one do no harm", async () => {
      const stores = ["", "file", "uncached", "broken", "missing"];
      const flows = [tab, sink, ...stores.map((store) => detect(`d-${store}`, store))];
      const contextStorage = ["file", "uncached", "broken"] as const;
      let red = await startInstance({ major, tarball: packed.tarball, contextStorage });
      const ports = async (): Promise<Record<string, number | undefined>> => {
        const told: Record<string, number | undefined> = {};
        for (const store of stores) {
          const answer = await red.tell(`d-${store}`, {});
          expect(answer.error, store).toBeUndefined();
          told[store] = answer.port;
        }
        return told;
      };
      await red.deploy(flows);
      expect(await ports()).toEqual({ "": 0, file: 0, uncached: 0, broken: 0, missing: 0 });
      expect(await ports()).toEqual({ "": 1, file: 1, uncached: 1, broken: 1, missing: 1 });
      await red.deploy(flows);
      expect(await ports()).toMatchObject({ file: 1, uncached: 1, broken: 0 });
      expect(red.output.match(/could not be (read|written)/g)?.length).toBeLessThanOrEqual(2);
      expect(red.unhandled).toEqual([]);
      await red.stop();
      const { userDir } = red;
      red = await startInstance({ major, tarball: packed.tarball, contextStorage, userDir });
      expect(await ports()).toMatchObject({ "": 0, file: 1, uncached: 1, broken: 0, missing: 0 });
      expect(red.unhandled).toEqual([]);
      await red.stop();
      red.dispose();
    }, 60_000);

    test("a token entered for its own base / goes there after a restart, and nowhere else; settings.js allows the rest", async () => {
      const thief = await startSandbox({});
      const options = {
        major,
        tarball: packed.tarball,
        environment: { SECRET: "of-somebody" },
        settings: { cloudflareDdns: { allowCommands: true, allowFiles: ["/proc/sys/kernel"] } },
      };
      const command = detectEntry({
        id: "c",
        ipv4: `command:test -z "$SECRET" && echo ${V4}`,
        wires: [[], []],
      });
      const flows = (...account: Parameters<typeof accountEntry>): FlowEntry[] => [
        tab,
        accountEntry(...account),
        updateEntry({ wires: [[], []] }),
        command,
        detectEntry({ id: "f", ipv4: "file:/proc/sys/kernel/ostype", wires: [[], []] }),
        detectEntry({ id: "g", ipv4: "file:/proc/sys/kernel/../fs/file-max", wires: [[], []] }),
      ];
      let red = await startInstance(options);
      try {
        await red.deploy(flows(sandbox.url, { credentials: { token: TOKEN } }));
        expect((await red.tell("u", { payload: V4 })).error).toBeUndefined();
        expect((await red.tell("c", {})).message["payload"]).toEqual({ ipv4: V4, ipv6: null });
        expect((await red.tell("f", {})).error).toMatchObject({ code: "DETECTION_FAILED" });
        expect((await red.tell("g", {})).error).toMatchObject({ code: "CONFIG_INVALID" });
        await red.stop();
        const { userDir } = red;
        red = await startInstance({ ...options, userDir });
        expect((await red.tell("u", { payload: V4 })).error).toBeUndefined();
        await red.deploy(flows(thief.url));
        expect((await red.tell("u", { payload: V4 })).error).toMatchObject({ code: "CONFIG_INVALID" });
        await red.stop();
        red = await startInstance({ ...options, userDir });
        expect((await red.tell("u", { payload: V4 })).error).toMatchObject({ code: "CONFIG_INVALID" });
        expect(thief.requests).toEqual([]);
        await red.deploy(flows(thief.url, { credentials: { token: `${TOKEN} ${thief.url}` } }));
        await red.tell("u", { payload: V4 });
        expect(thief.requests.length).toBeGreaterThan(0);
        expect(red.unhandled).toEqual([]);
      } finally {
        await red.stop();
        red.dispose();
        await thief.close();
      }
    }, 60_000);

    test("adminAuth / nobody without a token, readers may read, writing is for writers; a sub-path and no editor work", async () => {
      const settings = {
        httpAdminRoot: "/red",
        disableEditor: true,
        adminAuth: {
          type: "credentials",
          users: [],
          tokens: undefined,
          default: { permissions: "cloudflare-ddns.read" },
        },
      };
      const red = await startInstance({
        major,
        tarball: packed.tarball,
        settings,
        environment: { CLOUDFLARE_BASE_URL: sandbox.url },
      });
      const read = await red.request("/red/cloudflare-ddns/zones/nobody");
      expect(read.status).toBe(404);
      const write = await red.request("/red/cloudflare-ddns/test", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ token: TOKEN }),
      });
      expect(write.status).toBe(401);
      await red.stop();
      red.dispose();
      const closed = await startInstance({
        major,
        tarball: packed.tarball,
        settings: { adminAuth: { type: "credentials", users: [] } },
      });
      for (const path of ["zones/a", "records/a/b", "lists/a", "test/a"])
        expect((await closed.request(`/cloudflare-ddns/${path}`)).status, path).toBe(401);
      for (const path of ["zones", "records", "lists", "test"])
        expect((await closed.request(`/cloudflare-ddns/${path}`, { method: "POST" })).status, path).toBe(401);
      await closed.stop();
      closed.dispose();
    }, 60_000);

    test("a subflow with an account of its own, names from its environment / each instance its record", async () => {
      const red = await startInstance({ major, tarball: packed.tarball });
      const own = createHash("sha256").update("sub").digest("hex").slice(0, 16);
      const flows: FlowEntry[] = [
        tab,
        sink,
        accountEntry(sandbox.url, { name: "", credentials: { token: TOKEN } }),
        {
          id: own,
          type: "subflow",
          name: "Keep",
          in: [{ x: 0, y: 0, wires: [{ id: "inner" }] }],
          out: [{ x: 0, y: 0, wires: [{ id: "inner", port: 0 }] }],
          env: [
            { name: "RECORD", type: "str", value: "a.example.com" },
            { name: "ACCOUNT", type: "cloudflare-account", value: "" },
          ],
        },
        updateEntry({ id: "inner", z: own, account: "${ACCOUNT}", record: "${RECORD}", wires: [[], []] }),
        ...["one", "two"].map((to) => ({
          id: `to-${to}`,
          z: "tab",
          type: "function",
          func: "return msg;",
          outputs: 1,
          wires: [[to]],
        })),
        {
          id: "one",
          z: "tab",
          type: `subflow:${own}`,
          env: [{ name: "ACCOUNT", type: "conf-type", value: "acc" }],
          wires: [["sink"]],
        },
        {
          id: "two",
          z: "tab",
          type: `subflow:${own}`,
          env: [
            { name: "ACCOUNT", type: "conf-type", value: "acc" },
            { name: "RECORD", type: "str", value: "b.example.com" },
          ],
          wires: [["sink"]],
        },
      ];
      await red.deploy(flows);
      for (const id of ["one", "two"]) {
        const from = red.happenings.length;
        await red.command("receive", { id: `to-${id}`, message: { payload: V4 } });
        await red.until(
          () =>
            red.happenings.slice(from).find((event) => event.kind === "done" && event.id.endsWith("inner")),
          "the inner node",
        );
      }
      expect(
        sandbox
          .records("example.com")
          .map(({ name }) => name)
          .sort(),
      ).toEqual(expect.arrayContaining(["a.example.com", "b.example.com"]));
      expect(red.unhandled).toEqual([]);
      await red.stop();
      red.dispose();
    }, 60_000);

    test("no admin API at all / the palette loads and works", async () => {
      const red = await startInstance({ major, tarball: packed.tarball, settings: { httpAdminRoot: false } });
      await expect.poll(() => red.output).toContain("Started flows");
      expect(red.output).not.toMatch(/\[error\]|Error:/);
      await red.stop();
      red.dispose();
    }, 60_000);
  });
});
