/** The documentation site: its pages are gathered by scripts/build-docs.ts, in the order of scripts/docs/pages.ts. */

import { fileURLToPath } from "node:url";
import { defineConfig } from "vitepress";
import { anchorOf } from "../../scripts/docs/links.ts";
import { CHECK_PAGE, GROUPS, REPOSITORY, SITE } from "../../scripts/docs/pages.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const { pathname: base } = new URL(SITE);

export default defineConfig({
  title: "Cloudflare DDNS",
  description: "Keeps Cloudflare DNS records and lists pointed at a home whose address changes.",
  lang: "en-GB",
  base,
  srcDir: "pages",
  outDir: `${root}dist/docs`,
  cacheDir: `${root}dist/.cache/vitepress`,
  head: [["link", { rel: "icon", href: `${base}images/icon.svg` }]],
  // A file beside the pages, which the generator does not know; test/site/docs.test.ts looks for it.
  ignoreDeadLinks: [`/${CHECK_PAGE}`],
  markdown: { languageAlias: { env: "dotenv" }, anchor: { slugify: anchorOf } },
  themeConfig: {
    logo: "/images/icon.svg",
    outline: [2, 3],
    search: { provider: "local" },
    nav: [
      { text: "Start", link: "/" },
      { text: "Settings", link: "/settings" },
      { text: "Check settings", link: `/${CHECK_PAGE}`, target: "_self" },
      { text: "Source", link: REPOSITORY },
    ],
    sidebar: GROUPS.map(({ title, pages }) => ({
      text: title,
      items: pages.map((page) => ({ text: page.title, link: `/${page.path === "index" ? "" : page.path}` })),
    })),
    footer: { message: "Apache-2.0" },
  },
});
