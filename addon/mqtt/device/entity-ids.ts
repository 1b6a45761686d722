/** Entity ids to suggest: legal, short enough, and no two alike. */

import { sha256Hex } from "../topics.ts";

/** Home Assistant takes 255 characters with the domain; the rest is room for a suffix of its own. */
const LONGEST_ID = 200;

/** A function that suggests the id of one entity after another; of two alike the second gets a digest behind it. */
export function entityIds(instance: string): (platform: string, id: string) => string {
  const taken = new Set<string>();
  const device = instance === "main" ? "cloudflare_ddns" : `cloudflare_ddns_${instance}`;
  return (platform, id) => {
    const full = slug(`${device}_${id}`);
    let suggestion = `${platform}.${full}`;
    if (full.length > LONGEST_ID || taken.has(suggestion))
      suggestion = `${platform}.${slug(full.slice(0, LONGEST_ID))}_${sha256Hex(id).slice(0, 4)}`;
    taken.add(suggestion);
    return suggestion;
  };
}

/** As Home Assistant makes it: lower case, everything else one underscore, none at the ends. */
function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_|_$/g, "");
}
