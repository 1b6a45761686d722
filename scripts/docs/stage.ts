/** Gathers what the site is made of in one folder: pages with their links turned, pictures, and the page that checks settings. */

import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { bundleCheckPage } from "../bundle-check-page.ts";
import { withSiteLinks } from "./links.ts";
import { CHECK_PAGE, PAGES } from "./pages.ts";

/** `root` and `target` end with a slash. */
export async function stageDocs(root: string, target: string): Promise<void> {
  const { version } = JSON.parse(await readFile(`${root}package.json`, "utf8")) as { version: string };
  await rm(target, { recursive: true, force: true });
  await mkdir(`${target}public/images`, { recursive: true });
  await cp(`${root}docs/images`, `${target}public/images`, { recursive: true });
  await writeFile(`${target}public/${CHECK_PAGE}`, await bundleCheckPage(version));
  for (const { source, path } of PAGES) {
    const text = await readFile(`${root}${source}`, "utf8");
    await writeFile(`${target}${path}.md`, withSiteLinks(text, source));
  }
}
