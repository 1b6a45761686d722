/** Reads the options that hold tokens and sources: accounts and sites. */

import {
  type AccountConfig,
  defaultOf,
  type Findings,
  MAIN_ACCOUNT,
  parseToken,
  type SettingName,
  type Written,
  type WrittenSite,
} from "../../src/index.ts";
import type { AccountOption, AppOptions, SiteOption } from "./option-shape.ts";
import { filled, writtenAs } from "./option-text.ts";

const NAME = /^[a-z0-9_]+$/;

/** The token of the first account, and those of named ones; what cannot be read is reported. */
export function readAccounts(options: AppOptions, findings: Findings): readonly AccountConfig[] {
  const { cloudflare_api_token, accounts = [] } = options;
  const names = new Set<string>([MAIN_ACCOUNT]);
  return [
    ...readAccount(cloudflare_api_token, findings),
    ...accounts.flatMap((option, index) => readNamedAccount(option, `accounts[${index}]`, names, findings)),
  ];
}

function readAccount(option: string | undefined, findings: Findings): readonly AccountConfig[] {
  const setting = "cloudflare_api_token";
  const text = filled(option);
  if (text === undefined) {
    findings.problem(
      setting,
      "there is no token yet: make an API token at https://dash.cloudflare.com/profile/api-tokens with Zone – Zone – Read and Zone – DNS – Edit for your zones (for WAF lists also Account – Account Filter Lists – Edit), and paste it here",
    );
    return [];
  }
  findings.hide(text);
  const token = parseToken(text, "value");
  if (token.ok) return [{ key: MAIN_ACCOUNT, token: findings.hide(token.value) }];
  findings.problem(setting, token.reason);
  return [];
}

function readNamedAccount(
  option: AccountOption,
  at: string,
  names: Set<string>,
  findings: Findings,
): readonly AccountConfig[] {
  const name = readName(option.name, `${at}.name`, names, findings);
  const text = filled(option.cloudflare_api_token);
  const setting = `${at}.cloudflare_api_token`;
  if (text === undefined) {
    findings.problem(
      setting,
      "there is no token for this account: make one as for the first, and paste it here",
    );
    return [];
  }
  findings.hide(text);
  const token = parseToken(text, "value");
  if (!token.ok) findings.problem(setting, token.reason);
  return token.ok && name !== undefined ? [{ key: name, name, token: findings.hide(token.value) }] : [];
}

/** Sites with a source for each family; what one does not say is the default, never what the home says. */
export function readSites(options: readonly SiteOption[] = [], findings: Findings): readonly WrittenSite[] {
  const names = new Set<string>();
  return options.flatMap((option, index) => {
    const at = `sites[${index}]`;
    const name = readName(option.name, `${at}.name`, names, findings);
    const source = (key: SettingName, field: "ipv4_source" | "ipv6_source"): Written =>
      writtenAs(`${at}.${field}`, option[field]) ?? { setting: `${at}.${field}`, text: defaultOf(key) };
    return name === undefined
      ? []
      : [
          {
            name,
            settings: {
              IP4_PROVIDER: source("IP4_PROVIDER", "ipv4_source"),
              IP6_PROVIDER: source("IP6_PROVIDER", "ipv6_source"),
            },
          },
        ];
  });
}

function readName(
  option: string | undefined,
  setting: string,
  taken: Set<string>,
  findings: Findings,
): string | undefined {
  const name = filled(option);
  if (name === undefined || !NAME.test(name)) {
    findings.problem(
      setting,
      "it needs a name of lower-case letters, digits and underscores: it becomes part of entities and topics",
    );
    return undefined;
  }
  if (taken.has(name)) {
    findings.problem(setting, `"${name}" is taken already; choose another name`);
    return undefined;
  }
  taken.add(name);
  return name;
}
