/** The packed palette in real Node-RED: what it holds, that everything deploys, that nothing leaks and memory stays flat. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { LANGUAGES, NODE_TYPES } from "../../scripts/build-nodes.ts";
import { around, describePalette, detect, LIMITED, OTHER_TOKEN, TOKEN, V4 } from "./palette-stage.ts";
import { type FlowEntry, updateEntry } from "./world/index.ts";

describePalette((at) => {
  const { account, flow } = at;

  test("tarball / holds nodes, catalogues, icons, examples and no more, below 1 MB", () => {
    for (const type of NODE_TYPES) {
      for (const ending of ["js", "html"])
        expect(at.packed.files).toContain(`dist/nodes/${type}/${type}.${ending}`);
      for (const language of LANGUAGES)
        expect(at.packed.files).toContain(`dist/nodes/${type}/locales/${language}/${type}.json`);
    }
    expect(at.packed.files.filter((file) => file.startsWith("examples/"))).toHaveLength(7);
    for (const file of at.packed.files)
      expect(file).toMatch(/^(package\.json|README\.md|LICENSE|dist\/nodes\/|examples\/)/);
    const size = at.packed.files.reduce(
      (sum, file) => sum + readFileSync(join(at.packed.folder, file)).length,
      0,
    );
    expect(size).toBeLessThan(1_000_000);
  });

  describe("package", () => {
    test("every node set / loaded without error, with catalogues, icons and examples", async () => {
      expect(at.red.version.split(".")[0]).toBe(String(at.major.major));
      expect(at.red.nodeVersion).toMatch(at.major.major === 5 ? /^v24/ : /^v2[02]/);
      const nodes = (await at.red.request("/nodes", { headers: { accept: "application/json" } }))
        .json as unknown as { module: string; types: string[]; err?: string; enabled: boolean }[];
      const ours = nodes.filter(({ module }) => module === "@homeward/cloudflare-ddns");
      expect(ours.flatMap(({ types }) => types).sort()).toEqual([...NODE_TYPES].sort());
      for (const set of ours) expect(set).toMatchObject({ enabled: true });
      for (const set of ours) expect(set.err).toBeUndefined();
      const german = await at.red.request("/nodes/@homeward/cloudflare-ddns/detect-ip/messages?lng=de");
      expect(german.text).toContain("Zeitlimit");
      const examples = await at.red.request("/library/examples/flows/@homeward/cloudflare-ddns/");
      expect(examples.json).toHaveLength(7);
      expect((await at.red.request("/icons")).text).toContain("cloudflare-ddns-update-record.svg");
    });

    test("help / in the language of the browser", async () => {
      const html = await at.red.request("/nodes", {
        headers: { accept: "text/html", "accept-language": "fr" },
      });
      expect(html.text).toContain("Détermine les adresses publiques");
    });
  });

  test("the token / appears in no flow file, log, admin answer, message or status", async () => {
    await at.red.deploy(flow(updateEntry(), detect()));
    await at.red.tell("u", { payload: V4 });
    await at.red.deploy([
      ...around,
      account({ credentials: { token: "Unkn0wnSecretTokenForTests_0123456789ab" } }),
      updateEntry(),
    ]);
    await at.red.tell("u", { payload: V4 });
    const answers = await Promise.all(
      [
        "/flows",
        "/credentials/cloudflare-account/acc",
        "/settings",
        "/diagnostics",
        "/cloudflare-ddns/zones/acc",
      ].map((path) => at.red.request(path)),
    );
    const inspected = String(await at.red.command("inspect", { id: "u" }));
    const files = ["flows.json", "flows_cred.json"].map((file) =>
      readFileSync(join(at.red.userDir, file), "utf8"),
    );
    expect(inspected).toContain("update-record");
    const everything = [
      at.red.output,
      JSON.stringify(at.red.happenings),
      inspected,
      ...files,
      ...answers.map(({ text }) => text),
    ].join("\n");
    expect(everything.length).toBeGreaterThan(10_000);
    for (const secret of [TOKEN, OTHER_TOKEN, LIMITED, "Unkn0wnSecretTokenForTests_0123456789ab"])
      expect(everything.includes(secret), "a secret is told").toBe(false);
  });

  test("examples / every one deploys on a clean instance, all its nodes run", async () => {
    for (const { fn: name } of (await at.red.request("/library/examples/flows/@homeward/cloudflare-ddns/"))
      .json as unknown as { fn: string }[]) {
      const example = await at.red.request(
        `/library/examples/flows/@homeward/cloudflare-ddns/${encodeURIComponent(name)}`,
      );
      const nodes = example.json as unknown as FlowEntry[];
      expect(nodes.length, name).toBeGreaterThan(5);
      // Nothing may start by itself here: sources would ask the internet.
      await at.red.deploy(
        nodes.map((node) => (node["type"] === "inject" ? { ...node, once: false, repeat: "" } : node)),
      );
      for (const { id, type, z } of nodes) {
        const inSubflow = nodes.some((node) => node["type"] === "subflow" && node["id"] === z);
        if (type === "tab" || type === "subflow" || type === "comment" || inSubflow) continue;
        expect(await at.red.command("exists", { id }), `${name}: ${String(type)}`).toBe(true);
      }
    }
  });

  test("ten thousand messages / flat memory", async () => {
    await at.red.deploy(flow(detect({ wires: [["u"], ["u"]] }), updateEntry({ wires: [[], []] })));
    const flood = (count: number) => at.red.command("flood", { id: "u", payloads: [V4], count, width: 50 });
    await flood(2000);
    const before = (await at.red.command("memory")) as { heapUsed: number };
    await flood(10_000);
    const after = (await at.red.command("memory")) as { heapUsed: number };
    const grown = (after.heapUsed - before.heapUsed) / 1024 / 1024;
    expect(grown).toBeLessThan(2);
    expect(at.sandbox.requests.filter(({ method }) => method !== "GET").length).toBeLessThanOrEqual(1);
  }, 60_000);
});
