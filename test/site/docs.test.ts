/** The documentation site: every page of docs/ is on it, links turn as they should, and what the tasks show is read by the real code. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { parseAppOptions } from "../../addon/app/options.ts";
import * as links from "../../scripts/docs/links.ts";
import * as pages from "../../scripts/docs/pages.ts";
import { drawOverview } from "../../scripts/draw-overview.ts";
import { parseEnvFile } from "../../src/settings/index.ts";
import { parse, TOKEN } from "../unit/settings/reading.ts";

const { siteLink, withSiteLinks } = links;
const { CHECK_PAGE, PAGES, SITE } = pages;
const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const read = (file: string): string => readFileSync(`${ROOT}${file}`, "utf8");

test("the pages of docs / looked for in the list of the site / each is there, and each of the list exists", () => {
  const sources = PAGES.map(({ source }) => source);
  for (const file of readdirSync(`${ROOT}docs`))
    if (file.endsWith(".md")) expect(sources).toContain(`docs/${file}`);
  for (const source of sources) expect(existsSync(`${ROOT}${source}`), source).toBe(true);
  expect(new Set(PAGES.map(({ path }) => path)).size).toBe(PAGES.length);
});

test("the generator's settings / what they import from us / is there, with pages in every group", () => {
  const ours = { ...pages, ...links };
  const imported = read("site/.vitepress/config.mts").matchAll(/import \{ ([^}]+) \} from "\.\.\//g);
  const names = [...imported].flatMap(([, list = ""]) => list.split(/,\s*/));
  expect(names.length).toBeGreaterThan(2);
  for (const name of names) expect(ours).toHaveProperty(name);
  for (const group of pages.GROUPS) expect(group.pages.length, group.title).toBeGreaterThan(0);
});

test.each([
  ["settings.md", "docs/names.md", "/settings"],
  ["settings.md#when", "docs/names.md", "/settings#when"],
  ["../DOCS.md", "docs/README.md", "/app"],
  ["docs/images/icon.svg", "DOCS.md", "/images/icon.svg"],
  ["../deploy/README.md", "docs/push.md", "/deploy"],
  [
    "../deploy/compose/compose.yaml",
    "docs/x.md",
    "https://github.com/homeward/cloudflare-ddns/blob/main/deploy/compose/compose.yaml",
  ],
  ["https://github.com/homeward/cloudflare-ddns/blob/main/docs/push.md#x", "DOCS.md", "/push#x"],
  [
    "https://github.com/homeward/cloudflare-ddns/tree/main/examples",
    "DOCS.md",
    "https://github.com/homeward/cloudflare-ddns/tree/main/examples",
  ],
  [
    "https://raw.githubusercontent.com/homeward/cloudflare-ddns/main/docs/images/dashboard.png",
    "README.md",
    "/images/dashboard.png",
  ],
  [`${SITE}settings-check.html`, "docs/README.md", "/settings-check.html"],
  ["#here", "docs/names.md", "#here"],
  ["https://example.org/a.md", "docs/names.md", "https://example.org/a.md"],
])("%s in %s / turned / %s", (link, source, turned) => {
  expect(siteLink(link, source)).toBe(turned);
});

test("a page with code / turned / links in the code stay as they are", () => {
  const text = "[a](names.md)\n\n```md\n[b](names.md)\n```\n";
  expect(withSiteLinks(text, "docs/x.md")).toBe("[a](/names)\n\n```md\n[b](names.md)\n```\n");
});

test.each(["light", "dark"] as const)("the picture of the README, %s / drawn again / the same", (scheme) => {
  expect(read(`docs/images/overview-${scheme}.svg`)).toBe(drawOverview(scheme));
});

test("the check page / linked from where people arrive / at its address on the site", () => {
  for (const page of ["README.md", "docs/README.md", "docs/migration.md"])
    expect(read(page), page).toContain(`${SITE}${CHECK_PAGE}`);
});

describe("tasks.md", () => {
  const page = read("docs/tasks.md");
  const blocks = (language: string): readonly string[] =>
    [...page.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "gs"))].map(([, block = ""]) => block);

  test.each(blocks("env"))("%s / checked / good, without a warning", (block) => {
    const { values, bad } = parseEnvFile(block);
    expect(bad).toEqual([]);
    expect(parse({ CLOUDFLARE_API_TOKEN: TOKEN, ...values })).toMatchObject({ ok: true, warnings: [] });
  });

  test.each(blocks("yaml"))("%s / as options of the app / good, without a warning", (block) => {
    const options: unknown = { cloudflare_api_token: TOKEN, ...parseYaml(block) };
    expect(parseAppOptions(options, {})).toMatchObject({ ok: true, warnings: [] });
  });

  test("its examples / counted / as many for the app as for the environment, less those that it has not", () => {
    expect(blocks("env").length).toBeGreaterThan(8);
    expect(blocks("env").length - blocks("yaml").length).toBe(2);
  });
});
