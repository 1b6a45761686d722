/** Names of old versions and of other programs, and what becomes of them. */

import { quote } from "../../core/parsed.ts";
import type { SettingName } from "../table/setting-table.ts";
import { HOW_TO_MAKE_A_TOKEN } from "../values/token.ts";
import type { Written, WrittenSettings } from "../values/written.ts";
import type { Surroundings } from "./reading.ts";

/** Old names that still say something. */
export const ALIASES: ReadonlyMap<string, SettingName> = new Map([
  ["IP4_POLICY", "IP4_PROVIDER"],
  ["IP6_POLICY", "IP6_PROVIDER"],
]);

/** Words of the old names that became others. */
const OLD_SOURCES: ReadonlyMap<string, string> = new Map([
  ["unmanaged", "none"],
  ["cloudflare", "cloudflare.trace"],
]);

const IGNORED: ReadonlyMap<string, string> = new Map([
  [
    "CF_ACCOUNT_ID",
    "it is ignored: accounts are found through the token, and WAF_LISTS names its own; remove it",
  ],
  [
    "PUID",
    "it is ignored: run the container as the user you want (user: in Compose, --user of docker); remove it",
  ],
  [
    "PGID",
    "it is ignored: run the container as the group you want (user: in Compose, --user of docker); remove it",
  ],
]);

const GLOBAL_KEYS: readonly string[] = [
  "CLOUDFLARE_API_KEY",
  "CLOUDFLARE_EMAIL",
  "CF_API_KEY",
  "CF_API_EMAIL",
  "CF_EMAIL",
];

/** Names that are dealt with here, so that nobody takes them for misspelt. */
export const LEFTOVERS: readonly string[] = [...ALIASES.keys(), ...IGNORED.keys(), ...GLOBAL_KEYS];

/** The settings with the aliases resolved; what is ignored is pointed out. */
export function resolveLeftovers(
  settings: WrittenSettings,
  { values, findings }: Surroundings,
): WrittenSettings {
  const resolved: { [Name in SettingName]?: Written } = { ...settings };
  for (const [alias, name] of ALIASES) {
    const original = values.get(alias);
    if (original === undefined) continue;
    const text = OLD_SOURCES.get(original.toLowerCase()) ?? original;
    const newer = settings[name];
    if (newer === undefined) {
      resolved[name] = { setting: alias, text, original };
      findings.warn(alias, `it is the old name of ${name}; write ${name}=${quote(text).slice(1, -1)}`);
    } else if (newer.text === text)
      findings.warn(alias, `it is the old name of ${name}, which is set too; remove it`);
    else
      findings.refuse(
        { setting: alias, text },
        `${name}, its newer name, says something else; remove one of them`,
      );
  }
  for (const [name, why] of IGNORED) if (values.has(name)) findings.warn(name, why);
  for (const name of GLOBAL_KEYS) {
    if (values.has(name))
      findings.warn(name, `it is ignored: global API keys are not accepted; ${HOW_TO_MAKE_A_TOKEN}`);
  }
  return resolved;
}
