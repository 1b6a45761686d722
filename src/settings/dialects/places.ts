/** Reads SITES and ACCOUNTS, and the variables that carry a site's or an account's name behind them (D7). */

import { quote } from "../../core/parsed.ts";
import { MAIN_ACCOUNT } from "../build/builder.ts";
import type { AccountConfig } from "../config.ts";
import { findSetting, isSettingName, type SettingName } from "../table/setting-table.ts";
import { readTokens } from "../values/environment.ts";
import type { Findings } from "../values/findings.ts";
import { HOW_TO_MAKE_A_TOKEN } from "../values/token.ts";
import type { Written, WrittenSite } from "../values/written.ts";
import type { Surroundings } from "./reading.ts";

/** Settings that each site has of its own. */
const OF_A_SITE: readonly SettingName[] = [
  "IP4_PROVIDER",
  "IP6_PROVIDER",
  "IP4_DETECTION_FILTER",
  "IP6_DETECTION_FILTER",
  "IP4_DEFAULT_PREFIX_LEN",
  "IP6_DEFAULT_PREFIX_LEN",
];

const TOKEN = "CLOUDFLARE_API_TOKEN";

/** What the names in SITES and ACCOUNTS came to. */
export interface PlacesRead {
  readonly sites: readonly WrittenSite[];
  readonly accounts: readonly AccountConfig[];
  /** Variables that mean something because of them. */
  readonly known: readonly string[];
}

export function readPlaceNames(surroundings: Surroundings): PlacesRead {
  const sites = namesIn("SITES", siteVariables, surroundings);
  const accounts = namesIn("ACCOUNTS", accountVariables, surroundings);
  const known = [...sites.flatMap(siteVariables), ...accounts.flatMap(accountVariables)];
  warnOfStrangers(known, surroundings);
  return {
    sites: sites.map((name) => readSite(name, surroundings)),
    accounts: accounts.flatMap((name) => readAccount(name, surroundings)),
    known,
  };
}

function siteVariables(site: string): readonly string[] {
  return OF_A_SITE.map((setting) => `${setting}_${site.toUpperCase()}`);
}

function accountVariables(account: string): readonly string[] {
  const name = `${TOKEN}_${account.toUpperCase()}`;
  return [name, `${name}_FILE`];
}

/** The names, each once; a name whose variables would be those of something else is refused. */
function namesIn(
  setting: "SITES" | "ACCOUNTS",
  variablesOf: (name: string) => readonly string[],
  { values, findings }: Surroundings,
): readonly string[] {
  const text = values.get(setting);
  if (text === undefined) return [];
  const written: Written = { setting, text };
  const taken = new Map<string, string>();
  const names: string[] = [];
  for (const item of text.split(",").map((part) => part.trim())) {
    if (item === "") continue;
    const reason = objectionTo(item, names, variablesOf(item), taken);
    if (reason !== undefined) {
      findings.refuse(written, reason);
      continue;
    }
    names.push(item);
    for (const variable of variablesOf(item)) taken.set(variable, item);
  }
  if (names.length === 0 && !findings.problems.some((problem) => problem.setting === setting))
    findings.refuse(written, "it names nothing; write names separated by commas, or leave it out");
  return names;
}

function objectionTo(
  name: string,
  before: readonly string[],
  variables: readonly string[],
  taken: ReadonlyMap<string, string>,
): string | undefined {
  if (!/^[a-z0-9_]+$/.test(name))
    return `${quote(name)} cannot be a name here: it becomes part of settings and topics, so it has lower-case letters, digits and underscores alone`;
  if (before.includes(name))
    return `${quote(name)} stands twice; write it once, or give the second another name`;
  if (name === MAIN_ACCOUNT && variables.some((variable) => variable.startsWith(TOKEN)))
    return `${quote(name)} is the account of ${TOKEN} itself; choose another name`;
  const clash = variables.find((variable) => isSettingName(variable) || taken.has(variable));
  if (clash === undefined) return undefined;
  const owner = taken.get(clash);
  return `${quote(name)} would be set by ${clash}, which ${owner === undefined ? "is a setting of its own" : `belongs to ${quote(owner)}`}; choose another name`;
}

/** What a site does not say is the setting's default, never what the home says. */
function readSite(name: string, { values, findings }: Surroundings): WrittenSite {
  const settings: { [Name in SettingName]?: Written } = {};
  for (const setting of OF_A_SITE) {
    const variable = `${setting}_${name.toUpperCase()}`;
    settings[setting] = {
      setting: variable,
      text: values.get(variable) ?? findSetting(setting)?.default ?? "",
    };
  }
  const [ipv4, ipv6] = siteVariables(name);
  if (ipv4 !== undefined && ipv6 !== undefined && !values.has(ipv4) && !values.has(ipv6)) {
    findings.warn(
      "SITES",
      `${quote(name)} has no source of its own, so its addresses are those that this machine has; set ${ipv4} or ${ipv6}`,
    );
  }
  return { name, settings };
}

function readAccount(name: string, { values, files, findings }: Surroundings): readonly AccountConfig[] {
  const [variable = "", file = ""] = accountVariables(name);
  if (!values.has(variable) && !values.has(file)) {
    findings.problem(
      variable,
      `there is no token for the account ${quote(name)}: set ${variable} or ${file}; ${HOW_TO_MAKE_A_TOKEN}`,
    );
    return [];
  }
  const [first, second] = readTokens(values, { values: [variable], files: [file] }, files, findings);
  if (first === undefined) return [];
  if (second !== undefined && second.token !== first.token)
    findings.problem(file, `it gives another token than ${variable}; keep one of them, or make them agree`);
  return [{ key: name, name, token: findings.hide(first.token) }];
}

/** Variables with a name behind them that neither SITES nor ACCOUNTS holds. */
function warnOfStrangers(known: readonly string[], { values, findings }: Surroundings): void {
  for (const variable of values.keys()) {
    if (known.includes(variable) || isSettingName(variable)) continue;
    const setting = OF_A_SITE.find((name) => variable.startsWith(`${name}_`));
    if (setting !== undefined) warnOfStranger(variable, setting, "SITES", findings);
    else if (variable.startsWith(`${TOKEN}_`)) warnOfStranger(variable, TOKEN, "ACCOUNTS", findings);
  }
}

function warnOfStranger(variable: string, setting: string, list: string, findings: Findings): void {
  const name = variable
    .slice(setting.length + 1)
    .replace(/_FILE$/, "")
    .toLowerCase();
  findings.warn(
    variable,
    `it is ignored: ${quote(name)} is not named in ${list}; name it there, or remove this variable`,
  );
}
