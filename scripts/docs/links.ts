/** Turns the links of a page as it stands in the repository into those of the site. */

import { posix } from "node:path";
import { PAGES, REPOSITORY, SITE } from "./pages.ts";

const RAW = "https://raw.githubusercontent.com/homeward/cloudflare-ddns/main/";
const IMAGES = "docs/images/";
const paths = new Map(PAGES.map(({ source, path }) => [source, path]));

/** The Markdown text of `source`, its links leading to pages and pictures of the site, and else to the repository. */
export function withSiteLinks(text: string, source: string): string {
  return text
    .split(/(^```.*?^```)/ms)
    .map((part) =>
      part.startsWith("```")
        ? part
        : part
            .replace(/(\]\()([^()\s]+)(?=[)\s])/g, (_all, start, link) => start + siteLink(link, source))
            .replace(
              /(\b(?:src|href|srcset)=")([^"]+)/g,
              (_all, start, link) => start + siteLink(link, source),
            ),
    )
    .join("");
}

/** Where a link leads on the site. */
export function siteLink(link: string, source: string): string {
  if (link.startsWith("#") || link.startsWith("mailto:")) return link;
  if (link.startsWith(SITE)) return `/${link.slice(SITE.length)}`;
  const [written = "", anchor] = link.split("#");
  const target = repositoryPath(written, source);
  if (target === undefined) return link;
  const path = paths.get(target);
  const behind = anchor === undefined ? "" : `#${anchor}`;
  if (path !== undefined) return `/${path}${behind}`;
  if (target.startsWith(IMAGES)) return `/images/${target.slice(IMAGES.length)}`;
  return `${REPOSITORY}/${/\.[a-z]+$|LICENSE$/i.test(target) ? "blob" : "tree"}/main/${target}${behind}`;
}

/** The anchor of a heading, the same on GitHub and on the site. */
export function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");
}

/** The file or folder of the repository that a link means; undefined where it leads elsewhere. */
function repositoryPath(link: string, source: string): string | undefined {
  for (const start of [`${REPOSITORY}/blob/main/`, `${REPOSITORY}/tree/main/`, RAW])
    if (link.startsWith(start)) return link.slice(start.length).replace(/\/$/, "");
  if (/^[a-z]+:/.test(link)) return undefined;
  return posix.join(posix.dirname(source), link).replace(/\/$/, "");
}
