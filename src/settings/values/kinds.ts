/** What sort of text a setting takes, as far as a first look can judge it. */

import { isSettingName } from "../table/setting-table.ts";

/**
 * `names`: names of records or zones · `source`: an address source · `word`: words, numbers and expressions with a
 * grammar of their own · `token` · `password`: free text, secret · `text`: free text · `url` · `path` · `program`: a line for a shell
 */
export type Kind = "names" | "source" | "word" | "token" | "password" | "text" | "url" | "path" | "program";

const KINDS: readonly (readonly [name: RegExp, kind: Kind])[] = [
  [/_FILE$|^STATE_DIR$|^CONFIG_PATH$/, "path"],
  [/DOMAINS$|^ZONE$|^SUBDOMAIN$/, "names"],
  [/^IP[46]_PROVIDER/, "source"],
  [/TOKEN|^API_KEY$/, "token"],
  [/PASSWORD|SECRET|_KEY$|^PUSH_CLIENTS$/, "password"],
  [/COMMENT|DESCRIPTION|USERNAME|^ZERO_TRUST/, "text"],
  [/_URL$|^HEALTHCHECKS$|^UPTIMEKUMA$|^SHOUTRRR$|^CF_API$/, "url"],
  [/^ON_CHANGE$|^CUSTOM_LOOKUP_CMD$/, "program"],
];

/** The kind of a setting of ours, or of another program whose dialect is read. */
export function kindOf(name: string): Kind {
  return KINDS.find(([pattern]) => pattern.test(name))?.[1] ?? "word";
}

const OF_SITES = /^(IP[46]_(?:PROVIDER|DETECTION_FILTER|DEFAULT_PREFIX_LEN))_(.+)$/;
const OF_ACCOUNTS = /^CLOUDFLARE_API_TOKEN_(.+?)(?:_FILE)?$/;

/** Is it a setting of ours, or one of a site or account that is named? */
export function isOurs(name: string, values: ReadonlyMap<string, string>): boolean {
  const isNamed = (list: string, owner: string | undefined): boolean =>
    owner !== undefined &&
    (values.get(list) ?? "")
      .toUpperCase()
      .split(/[\s,]+/)
      .includes(owner);
  return (
    isSettingName(name) ||
    isNamed("SITES", OF_SITES.exec(name)?.[2]) ||
    isNamed("ACCOUNTS", OF_ACCOUNTS.exec(name)?.[1])
  );
}
