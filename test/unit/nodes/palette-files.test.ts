/** What ships beside the code: catalogues, help, dialogs, icons, examples, and what the package says about them. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { LANGUAGES, NODE_TYPES } from "../../../scripts/build-nodes.ts";

const ROOT = join(import.meta.dirname, "../../..");
const read = (...parts: string[]): string => readFileSync(join(ROOT, ...parts), "utf8");

type Catalogue = Record<string, Record<string, string>>;

function catalogue(folder: string, language: string): Catalogue {
  return JSON.parse(read("nodes", folder, "locales", `${language}.json`));
}

function entries(texts: Catalogue): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([section, words]) =>
      Object.entries(words).map(([key, text]) => [`${section}.${key}`, text] as const),
    ),
  );
}

/** Keys that the node's own script, dialog and the shared scripts ask for. */
function sources(type: string): string {
  const shared = readdirSync(join(ROOT, "nodes/shared/editor")).map((file) =>
    read("nodes/shared/editor", file),
  );
  const own = readdirSync(join(ROOT, "nodes", type))
    .filter((file) => /\.(ts|html)$/.test(file))
    .map((file) => read("nodes", type, file));
  return [...own, ...shared, read("nodes/shared/message/status.ts")].join("\n");
}

describe("catalogues", () => {
  for (const folder of ["shared", ...NODE_TYPES]) {
    test.each(LANGUAGES.slice(1))(
      `${folder} in %s / the same keys as en-US, none empty, the same placeholders`,
      (language) => {
        const english = entries(catalogue(folder, "en-US"));
        const other = entries(catalogue(folder, language));
        expect([...other.keys()].sort()).toEqual([...english.keys()].sort());
        for (const [key, text] of other) {
          expect(text.trim(), key).not.toBe("");
          expect(text.match(/__\w+__/g) ?? [], key).toEqual(english.get(key)?.match(/__\w+__/g) ?? []);
        }
      },
    );
  }

  test.each(NODE_TYPES)("%s / every key that a dialog or script names / is there", (type) => {
    const known = new Set([
      ...entries(catalogue("shared", "en-US")).keys(),
      ...entries(catalogue(type, "en-US")).keys(),
    ]);
    const dialog = read("nodes", type, "dialog.html");
    const named = [
      ...dialog.matchAll(/data-i18n="(?:\[[\w-]+\])?([\w.]+)"/g),
      ...read("nodes", type, "editor.ts").matchAll(/words\("([\w.]+)"/g),
    ].map(([, key]) => key);
    expect(named.length).toBeGreaterThan(3);
    for (const key of named) expect(known, key).toContain(key);
  });

  test.each(NODE_TYPES)("%s / no key lies idle", (type) => {
    const text = sources(type);
    const dynamic = /^(source|argument|test)\./;
    const runtime = readdirSync(join(ROOT, "nodes", type))
      .map((file) => (file.endsWith(".ts") ? read("nodes", type, file) : ""))
      .join("\n");
    for (const key of entries(catalogue(type, "en-US")).keys())
      if (!dynamic.test(key)) expect(text + runtime, key).toContain(key);
  });

  test("status words / in every language / at most 20 characters", () => {
    for (const folder of ["shared", ...NODE_TYPES]) {
      for (const language of LANGUAGES) {
        for (const [key, text] of Object.entries(catalogue(folder, language)["status"] ?? {})) {
          expect([...text].length, `${language} ${key}`).toBeLessThanOrEqual(20);
          expect(`status.${key}`.length).toBeLessThanOrEqual(20);
        }
      }
    }
  });
});

describe("help and dialogs", () => {
  test.each(NODE_TYPES)("%s / help in every language / the same outline", (type) => {
    const outline = (language: string) =>
      (read("nodes", type, "help", `${language}.html`).match(/<(h3|dt|ol|p|li)\b/g) ?? []).join(" ");
    for (const language of LANGUAGES) expect(outline(language), language).toBe(outline("en-US"));
    expect(read("nodes", type, "help/en-US.html")).toMatch(/^<p>.{20,160}<\/p>/);
  });

  test.each(NODE_TYPES)("%s / every field / has a label", (type) => {
    const dialog = read("nodes", type, "dialog.html");
    const fields = [...dialog.matchAll(/<(?:input|select)[^>]*\bid="([^"]+)"[^>]*>/g)].filter(
      ([tag]) => !tag.includes('type="hidden"'),
    );
    expect(fields.length).toBeGreaterThan(1);
    for (const [tag, id] of fields)
      expect(dialog.includes(`for="${id}"`) || tag.includes("[aria-label]"), id).toBe(true);
    expect(
      dialog
        .replace(/<[^>]+>/g, "")
        .trim()
        .replace(/\s+/g, " "),
      "no text outside of catalogues",
    ).toBe("");
  });

  test("styles / only the editor's own colours", () => {
    const styles = read("nodes/shared/editor/styles.css");
    expect(styles).not.toMatch(/#[0-9a-f]{3,8}\b(?![^{]*\{)|rgb|hsl/i);
    for (const [, name] of styles.matchAll(/var\((--[\w-]+)/g)) expect(name).toMatch(/^--red-ui-/);
  });

  test.each(NODE_TYPES)("%s / icon / white lines, two to three", (type) => {
    const icon = read("nodes", type, "icon.svg");
    expect(icon).toContain('width="40" height="60"');
    expect(icon.match(/#[0-9a-f]+/gi)).toEqual(["#fff"]);
  });
});

describe("examples", () => {
  const files = readdirSync(join(ROOT, "examples")).filter((file) => file.endsWith(".json"));
  const core = [
    "tab",
    "subflow",
    "comment",
    "inject",
    "debug",
    "catch",
    "switch",
    "change",
    "delay",
    "http in",
    "http response",
    "http request",
    "file in",
  ];

  test("there are seven / each node type in at least one", () => {
    expect(files).toHaveLength(7);
    const types = new Set(
      files.flatMap((file) =>
        (JSON.parse(read("examples", file)) as { type: string }[]).map(({ type }) => type),
      ),
    );
    for (const type of NODE_TYPES) expect(types).toContain(type);
  });

  test.each(files)(
    "%s / core nodes and ours, ids unique, wired to what is there, no secret, documentation addresses",
    (file) => {
      const text = read("examples", file);
      const nodes = JSON.parse(text) as {
        id: string;
        type: string;
        z?: string;
        account?: string;
        wires?: string[][];
      }[];
      const ids = nodes.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const { type, z, account, wires = [] } of nodes) {
        expect([...core, ...NODE_TYPES].includes(type) || type.startsWith("subflow:"), type).toBe(true);
        for (const target of wires.flat()) expect(ids).toContain(target);
        if (z !== undefined) expect(ids).toContain(z);
        if (account !== undefined) expect(ids).toContain(account);
      }
      expect(nodes.some(({ type }) => type === "comment")).toBe(true);
      expect(text).not.toMatch(/"credentials"|"token"/);
      for (const [address] of text.matchAll(/\b\d+\.\d+\.\d+\.\d+\b/g))
        expect(address).toMatch(/^(203\.0\.113|198\.51\.100|192\.0\.2)\./);
      for (const [host] of text.matchAll(/[\w-]+\.(?:com|net|org)\b/g)) expect(host).toMatch(/^example\./);
    },
  );
});

test("package.json / names every node type, Node-RED 4 and later", () => {
  const manifest = JSON.parse(read("package.json"));
  expect(Object.keys(manifest["node-red"].nodes)).toEqual([...NODE_TYPES]);
  for (const type of NODE_TYPES)
    expect(manifest["node-red"].nodes[type]).toBe(`dist/nodes/${type}/${type}.js`);
  expect(manifest["node-red"].version).toBe(">=4.0.0");
  expect(manifest.keywords).toContain("node-red");
});
