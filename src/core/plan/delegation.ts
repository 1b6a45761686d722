/** Names below a delegation: Cloudflare keeps their records, and nobody is ever answered with them. */

import { foreignText } from "../foreign-text.ts";
import type { DnsRecord, Fqdn } from "../types.ts";

/** What to tell about a name whose records are kept and never served, undefined where no NS record stands above it. */
export function delegationCaution(
  name: Fqdn,
  apex: Fqdn,
  recordsAt: (name: Fqdn) => readonly DnsRecord[],
): string | undefined {
  for (const above of namesBetween(name, apex)) {
    const servers = recordsAt(above).filter(({ type }) => type === "NS");
    const [first] = servers;
    if (first === undefined) continue;
    // The address of the name server itself is handed out along with the delegation.
    if (servers.some(({ content }) => isSame(content, name))) return undefined;
    return `${name} is kept right at Cloudflare, but nobody is answered with it: NS records at ${above} delegate everything below it to ${foreignText(first.content)}. Set the name there, or delete the NS records.`;
  }
  return undefined;
}

/** The names above `name` and below `apex`, the nearest to the apex first, since its delegation counts. */
function namesBetween(name: Fqdn, apex: Fqdn): readonly Fqdn[] {
  if (!name.endsWith(`.${apex}`)) return [];
  const labels = name.slice(0, -apex.length - 1).split(".");
  return labels
    .slice(1)
    .map((_, index) => [...labels.slice(index + 1), apex].join(".") as Fqdn)
    .reverse();
}

function isSame(server: string, name: Fqdn): boolean {
  return server.toLowerCase().replace(/\.$/, "") === name;
}
