/** Which kinds of sources a configuration needs, at home and at every named site. */

import { sourceUses } from "../core/source/format.ts";
import type { SourceSpec } from "../core/source/spec.ts";
import type { Config } from "./config.ts";

/** Is a source of this kind set anywhere, by itself or as a member of another? */
export function configUses(
  { sources, sites }: Pick<Config, "sources" | "sites">,
  kind: SourceSpec["kind"],
): boolean {
  return [sources, ...sites.map((site) => site.sources)].some(
    ({ ipv4, ipv6 }) => sourceUses(ipv4, kind) || sourceUses(ipv6, kind),
  );
}
