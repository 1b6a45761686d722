/** The sources a configuration names, at home and at every named site, and which kinds of them it needs. */

import { sourceUses } from "../core/source/format.ts";
import type { SourceSpec } from "../core/source/spec.ts";
import type { IpFamily } from "../core/types.ts";
import type { Config, SiteConfig } from "./config.ts";

/** Is a source of this kind set anywhere, by itself or as a member of another? */
export function configUses(
  { sources, sites }: Pick<Config, "sources" | "sites">,
  kind: SourceSpec["kind"],
): boolean {
  return [sources, ...sites.map((site) => site.sources)].some(
    ({ ipv4, ipv6 }) => sourceUses(ipv4, kind) || sourceUses(ipv6, kind),
  );
}

/** One source of the settings. */
export interface NamedSource {
  /** Absent for the home. */
  readonly site?: string;
  readonly family: IpFamily;
  readonly spec: SourceSpec;
  /** The default of its family at its site (D1). */
  readonly prefixLength: number;
}

/** IPv4 and IPv6 of the home, then of each named site in the order of SITES. */
export function namedSources(
  config: Pick<Config, "sources" | "prefixLengths" | "sites">,
): readonly NamedSource[] {
  return [familiesOf(config), ...config.sites.map((site) => familiesOf(site, { site: site.name }))].flat();
}

function familiesOf(
  { sources, prefixLengths }: Omit<SiteConfig, "name">,
  where: Pick<NamedSource, "site"> = {},
): readonly NamedSource[] {
  return [
    { ...where, family: 4, spec: sources.ipv4, prefixLength: prefixLengths.ipv4 },
    { ...where, family: 6, spec: sources.ipv6, prefixLength: prefixLengths.ipv6 },
  ];
}
