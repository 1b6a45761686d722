/** Our own dialect, which is favonia's and more. */

import { MAIN_ACCOUNT } from "../build/builder.ts";
import type { AccountConfig } from "../config.ts";
import { SETTINGS } from "../table/setting-table.ts";
import { openSettings, readSecrets, readTokens } from "../values/environment.ts";
import { lookAt } from "../values/first-look.ts";
import { isOurs } from "../values/kinds.ts";
import { HOW_TO_MAKE_A_TOKEN } from "../values/token.ts";
import { ALIASES, resolveLeftovers } from "./leftovers.ts";
import { OZNU_MARKS } from "./oznu.ts";
import { readPlaceNames } from "./places.ts";
import { type DialectReading, isAppMode, type Surroundings } from "./reading.ts";

const TOKEN_NAMES = ["CLOUDFLARE_API_TOKEN", "CF_API_TOKEN"] as const;
const TOKEN_FILES = ["CLOUDFLARE_API_TOKEN_FILE", "CF_API_TOKEN_FILE"] as const;

/** All variables that name a token or names of records: where one is set, no other program's settings are looked for. */
export const NAMING: readonly string[] = [
  ...TOKEN_NAMES,
  ...TOKEN_FILES,
  "DOMAINS",
  "IP4_DOMAINS",
  "IP6_DOMAINS",
];

/** Names in the spelling check. */
export const NATIVE_NAMES: readonly string[] = [
  ...SETTINGS.map((setting) => setting.name),
  ...ALIASES.keys(),
];

/** Reads the environment as favonia does, with our settings besides. `elsewhere` tells where else a token was looked for. */
export function readNative(surroundings: Surroundings, elsewhere = ""): DialectReading {
  const { values, files, findings } = surroundings;
  lookAt(values, (name) => isOurs(name, values) || ALIASES.has(name), findings);
  const accounts = readAccount(surroundings, elsewhere);
  const places = readPlaceNames(surroundings);
  const settings = resolveLeftovers(openSettings(values), surroundings);
  warnOfForeign(surroundings);
  return {
    dialect: "native",
    known: [...NATIVE_NAMES, ...places.known],
    notes: [],
    input: {
      appMode: isAppMode(values),
      accounts: [...accounts, ...places.accounts],
      settings,
      secrets: readSecrets(values, files, findings),
      records: [],
      lists: [],
      sites: places.sites,
    },
  };
}

/** The one token; all that name one must agree. */
function readAccount({ values, files, findings }: Surroundings, elsewhere: string): readonly AccountConfig[] {
  const named = [...TOKEN_NAMES, ...TOKEN_FILES].filter((name) => values.has(name));
  if (named.length === 0) {
    findings.problem(
      "CLOUDFLARE_API_TOKEN",
      `there is no token: set CLOUDFLARE_API_TOKEN or CLOUDFLARE_API_TOKEN_FILE${elsewhere}; ${HOW_TO_MAKE_A_TOKEN}`,
    );
    return [];
  }
  for (const [name, newer] of [
    ["CF_API_TOKEN", "CLOUDFLARE_API_TOKEN"],
    ["CF_API_TOKEN_FILE", "CLOUDFLARE_API_TOKEN_FILE"],
  ] as const) {
    if (values.has(name)) findings.warn(name, `it is the older name of ${newer}; both work`);
  }
  const candidates = readTokens(values, { values: TOKEN_NAMES, files: TOKEN_FILES }, files, findings);
  const [first, ...others] = candidates;
  if (first === undefined) return [];
  for (const other of others) {
    if (other.token !== first.token) {
      findings.problem(
        other.setting,
        `it gives another token than ${first.setting}; keep one of them, or make them agree`,
      );
    }
  }
  return [{ key: MAIN_ACCOUNT, token: findings.hide(first.token) }];
}

/** Settings of other programs, which would otherwise be passed over without a word. */
function warnOfForeign({ values, findings }: Surroundings): void {
  if (values.has("DELETE_ON_FAILURE")) {
    findings.warn(
      "DELETE_ON_FAILURE",
      "it is a setting of timothymiller's program and is ignored: a failed detection never removes anything; IP4_PROVIDER or IP6_PROVIDER = static.empty does",
    );
  }
  if (OZNU_MARKS.every((names) => names.some((name) => values.has(name)))) {
    for (const name of OZNU_MARKS.flat()) {
      if (values.has(name))
        findings.warn(
          name,
          "it is a setting of oznu's program and is ignored because settings of ours are there; remove it, or set DDNS_DIALECT=oznu",
        );
    }
  }
  if (values.has("CONFIG_PATH"))
    findings.warn(
      "CONFIG_PATH",
      "it has no effect: config.json is only read where no variable names a token or a name",
    );
}
