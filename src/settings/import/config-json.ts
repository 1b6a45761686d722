/** What `import` makes of timothymiller's config.json: one native environment for each of its entries. */

import type { ConfigJson } from "../dialects/config-json-shape.ts";
import { parseLabel } from "../dialects/timothymiller-config.ts";

/** Lines and notes; `general` are the lines that every entry shares. */
export function renderConfigJsonBlocks(
  file: ConfigJson,
  general: readonly string[],
): { readonly lines: readonly string[]; readonly notes: readonly string[] } {
  const lines: string[] = [];
  const notes = [
    "The names of the zones are not in the file: replace each <name of zone …>.",
    "ENFORCE=proxied keeps correcting the orange cloud, as that program does; leave it out to keep what is set by hand.",
    "Every detected address is published, where that program takes the first alone.",
  ];
  if (file.purgeUnknownRecords !== true)
    notes.push(
      "purgeUnknownRecords is false there: further records of a managed name stay. With native settings they are removed; MANAGED_RECORDS_COMMENT_REGEX limits which records are managed, or keep using the config.json.",
    );
  else
    notes.push(
      "purgeUnknownRecords is true there: further records of managed names are removed here too, but never those of other names, and never after a failed detection.",
    );
  const { cloudflare } = file;
  if (cloudflare.length > 1)
    notes.push(
      `The file has ${cloudflare.length} entries, each with a token of its own. One native environment has one token, so there is a block for each: run one instance per block, or make one token for all zones and join the names.`,
    );
  for (const [index, entry] of cloudflare.entries()) {
    if (index > 0) lines.push("");
    lines.push(`# cloudflare[${index}]: zone ${entry.zone_id}`, ...renderEntry(entry, index), ...general);
    if (cloudflare.length > 1)
      notes.push(
        `cloudflare[${index}] (zone ${entry.zone_id}) needs an environment of its own, with its own token and INSTANCE.`,
      );
  }
  return { lines, notes };
}

function renderEntry(entry: ConfigJson["cloudflare"][number], index: number): readonly string[] {
  const zone = `<name of zone ${entry.zone_id}>`;
  const names = entry.subdomains.map((subdomain) => {
    const label = parseLabel(typeof subdomain === "string" ? subdomain : subdomain.name);
    const prefix = !label.ok || label.value === "@" ? "" : `${label.value}.`;
    const proxied = (typeof subdomain === "string" ? undefined : subdomain.proxied) ?? entry.proxied ?? false;
    return { name: `${prefix}${zone}`, proxied };
  });
  const proxied = names.filter((name) => name.proxied);
  const expression =
    proxied.length === names.length ? "true" : `is(${proxied.map(({ name }) => name).join(", ")})`;
  return [
    `CLOUDFLARE_API_TOKEN=<as in cloudflare[${index}].authentication.api_token>`,
    `DOMAINS=${names.map(({ name }) => name).join(",")}`,
    ...(proxied.length === 0 ? [] : [`PROXIED=${expression}`]),
  ];
}
