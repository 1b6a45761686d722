/** What the pages about settings show is read as it stands there, and the pages that are promised exist. */

import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readAddressLines } from "../../../src/adapters/sources/remote/address-text.ts";
import { parseEnvFile } from "../../../src/settings/index.ts";
import { BASE, parse } from "./reading.ts";

function page(name: string): string {
  return readFileSync(new URL(`../../../docs/${name}`, import.meta.url), "utf8");
}

function blocks(text: string, language: string): readonly string[] {
  return [...text.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "gs"))].map(
    ([, block = ""]) => block,
  );
}

describe.each(["names.md", "sources.md"])("%s", (name) => {
  const examples = blocks(page(name), "env");

  test("its examples / counted / there are some", () => {
    expect(examples.length).toBeGreaterThan(1);
  });

  test.each(examples)("%s / checked / good, without a warning", (block) => {
    const { values, bad } = parseEnvFile(block);
    expect(bad).toEqual([]);
    const { DOMAINS, ...base } = BASE;
    const isAboutNames = "DOMAINS" in values || "IP6_DOMAINS" in values;
    expect(parse({ ...base, ...(isAboutNames ? {} : { DOMAINS }), ...values })).toMatchObject({
      ok: true,
      warnings: [],
    });
  });
});

test("settings.md / its links / lead to pages that exist", () => {
  const links = [...page("settings.md").matchAll(/blob\/main\/(docs\/[a-z-]+\.md)/g)].map(
    ([, path = ""]) => path,
  );
  expect(links.length).toBeGreaterThan(2);
  for (const path of links) expect(existsSync(new URL(`../../../${path}`, import.meta.url)), path).toBe(true);
});

test("the file that sources.md shows / read / every address in it", () => {
  const [file = ""] = blocks(page("sources.md"), "text");
  const read = readAddressLines(file, { family: 4, origin: "written", rejectCloudflare: true });
  expect(read).toMatchObject({ ok: true, addresses: [{ address: "203.0.113.7" }, { prefixLength: 29 }] });
});
