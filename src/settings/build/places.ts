/** Where names and lists belong: their site, which has the addresses, and their account, which has the token (D7). */

import { quote } from "../../core/parsed.ts";
import { FAMILIES, type IpFamily } from "../../core/types.ts";
import type { AccountConfig } from "../config.ts";
import { type Findings, writtenOrDefault } from "../values/findings.ts";
import type { BuilderInput, Written } from "../values/written.ts";
import { type Detectors, FAMILY_SETTINGS, readDetectors } from "./sources.ts";

/** The home: the site that settings without suffix describe. */
export const HOME = "";

export interface Places {
  /** By name of the site; the home is always there. */
  readonly sites: ReadonlyMap<string, Detectors>;
  readonly home: Detectors;
  /** The detectors of the site that is written, of the home where none is; an unknown one is refused. */
  detectorsOf(site: Written | undefined): Detectors;
  /** The key of the account that is written, `fallback` where none is; an unknown one is refused. */
  accountOf(account: Written | undefined, fallback: string): string;
}

/** Reads the sources of every site. */
export function readPlaces(input: BuilderInput, findings: Findings): Places {
  const home = readDetectors(input, HOME, findings);
  const sites = new Map<string, Detectors>([[HOME, home]]);
  if (isIdle(home) && input.sites.length === 0) refuseIdle(input, findings);
  for (const { name, settings } of input.sites) {
    const detectors = readDetectors(
      { ...input, settings: { ...input.settings, ...settings } },
      name,
      findings,
    );
    sites.set(name, detectors);
    if (isIdle(detectors)) refuseIdle({ settings }, findings);
  }
  return {
    sites,
    home,
    detectorsOf: (written) => {
      const found = sites.get(written?.text ?? HOME);
      if (found !== undefined && written?.text !== HOME) return found;
      if (written !== undefined) refuseUnknown("site", written, namesOf(input.sites), findings);
      return home;
    },
    accountOf: (written, fallback) => {
      if (written === undefined) return fallback;
      const named = input.accounts.filter((account) => account.name !== undefined);
      const found = named.find((account) => account.name === written.text);
      if (found === undefined) refuseUnknown("account", written, namesOf(named), findings);
      return found?.key ?? fallback;
    },
  };
}

/** Is neither family observed? */
function isIdle(detectors: Detectors): boolean {
  return FAMILIES.every((family) => detectors[family].source.kind === "none");
}

/** A site with nothing to observe is a mistake; the home may be one where names belong to other sites alone. */
export function refuseIdle({ settings }: Pick<BuilderInput, "settings">, findings: Findings): void {
  const name = (family: IpFamily): string =>
    writtenOrDefault(settings, FAMILY_SETTINGS[family].provider).setting;
  for (const family of FAMILIES) {
    findings.problem(
      name(family),
      "both IPv4 and IPv6 are none, so there is nothing to do; give one of them a source",
    );
  }
}

function namesOf(all: readonly Partial<Pick<AccountConfig, "name">>[]): readonly string[] {
  return all.flatMap(({ name }) => name ?? []);
}

function refuseUnknown(
  what: "site" | "account",
  written: Written,
  names: readonly string[],
  findings: Findings,
): void {
  const setting = what === "site" ? "SITES" : "ACCOUNTS";
  const known = names.length === 0 ? `none is named in ${setting}` : `there are ${names.join(", ")}`;
  findings.refuse(
    written,
    `there is no ${what} ${quote(written.text)} (${known}); name it in ${setting}, or leave it out`,
  );
}
