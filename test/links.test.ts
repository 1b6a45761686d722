/** No page of the repository leads to a page, picture or heading that is not there. */

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { anchorOf } from "../scripts/docs/links.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** How this repository is named where a link must be absolute: in the store of Home Assistant and on npm. */
const OURS =
  /^https:\/\/(?:github\.com\/homeward\/cloudflare-ddns\/(?:blob|tree)|raw\.githubusercontent\.com\/homeward\/cloudflare-ddns)\/main\//;

const pages = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
  cwd: ROOT,
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => file !== "" && existsSync(`${ROOT}${file}`));

test.each(pages)("%s / its links followed / each leads to something", (page) => {
  for (const link of linksIn(read(page))) {
    const own = link.replace(OURS, "/");
    if (/^[a-z]+:/.test(own)) continue;
    const [path = "", anchor] = own.split("#");
    const target = decodeURI(
      path === "" ? page : path.startsWith("/") ? path.slice(1) : posix.join(posix.dirname(page), path),
    );
    expect(existsSync(`${ROOT}${target}`), `${link} in ${page}`).toBe(true);
    if (anchor !== undefined && target.endsWith(".md"))
      expect(anchorsOf(read(target)), `${link} in ${page}`).toContain(anchor);
  }
});

test.each(pages)("%s / the paths that it names looked for / each is there", (page) => {
  const named = read(page).matchAll(/`((?:src|nodes|addon|site|scripts|test|deploy|examples)\/[\w./-]*)`/g);
  for (const [, path = ""] of named) expect(existsSync(`${ROOT}${path}`), `${path} in ${page}`).toBe(true);
});

function read(file: string): string {
  return readFileSync(`${ROOT}${file}`, "utf8").replace(/^```.*?^```/gms, "");
}

/** Of Markdown, pictures included, and of the HTML that stands in it. */
function linksIn(text: string): readonly string[] {
  const prose = text.replace(/`[^`\n]*`/g, "");
  return [...prose.matchAll(/\]\(([^()\s]+)(?:\s"[^"]*")?\)|\b(?:src|href|srcset)="([^"]+)"/g)].map(
    ([, markdown, html]) => markdown ?? html ?? "",
  );
}

function anchorsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchorOf(heading));
}
