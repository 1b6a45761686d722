/** The dialect of timothymiller's config.json: zones by id, each with a token of its own. */

import { parseFqdn } from "../../core/name/fqdn.ts";
import { type Parsed, parsed, quote, refused } from "../../core/parsed.ts";
import type { IpFamily } from "../../core/types.ts";
import type { AccountConfig } from "../config.ts";
import { SETTINGS, type SettingName } from "../table/setting-table.ts";
import { SUBSTITUTED_PREFIX, type Values } from "../values/environment.ts";
import { isSampleText } from "../values/samples.ts";
import { HOW_TO_MAKE_A_TOKEN, parseToken } from "../values/token.ts";
import type { Written, WrittenRecord, WrittenSettings } from "../values/written.ts";
import { type ConfigJson, readConfigJson } from "./config-json-shape.ts";
import { type DialectReading, isAppMode, type Surroundings } from "./reading.ts";
import { readTheirSecrets, translateSettings, translateSource } from "./timothymiller-environment.ts";

/** The variable that names the folder; everything in the file is reported under it. */
const SETTING = "CONFIG_PATH";
/** Its defaults where they are not ours. */
const DEFAULT_TTL = 300;
const SHORTEST_TTL = 30;
const SAMPLE_SUBDOMAIN = "remove_or_replace_with_your_subdomain";

/** What the file decides; variables of these names are not read beside it. */
const GOVERNED: readonly SettingName[] = [
  "WAF_LISTS",
  "WAF_LIST_DESCRIPTION",
  "WAF_LIST_ITEM_COMMENT",
  "MANAGED_WAF_LIST_ITEMS_COMMENT_REGEX",
  "IP4_PROVIDER",
  "IP6_PROVIDER",
  "IP4_DEFAULT_PREFIX_LEN",
  "IP6_DEFAULT_PREFIX_LEN",
  "PROXIED",
  "TTL",
  "RECORD_COMMENT",
];

type Entry = ConfigJson["cloudflare"][number];

/** A config.json and what was found in it, for `import`. */
export interface ConfigJsonReading extends DialectReading {
  /** Undefined where the file was refused. */
  readonly file: ConfigJson | undefined;
}

/** Reads the file, and from the environment only what the file does not decide. */
export function readTimothymillerConfig(
  path: string,
  text: string,
  surroundings: Surroundings,
): ConfigJsonReading {
  const { values, findings } = surroundings;
  const file = readFileText(path, text, surroundings);
  const shared = withoutGoverned(surroundings);
  const accounts: AccountConfig[] = [];
  const records: WrittenRecord[] = [];
  for (const [index, entry] of (file?.cloudflare ?? []).entries()) {
    const place = `${path}, cloudflare[${index}]`;
    const token = readEntryToken(entry, place, surroundings);
    if (token !== undefined) accounts.push({ key: String(index), token: findings.hide(token) });
    if (file !== undefined && checkZoneId(entry, place, surroundings))
      records.push(...readSubdomains(file, entry, index, place, surroundings));
  }
  return {
    dialect: "timothymiller",
    file,
    known: SETTINGS.map((setting) => setting.name),
    notes: [],
    input: {
      appMode: isAppMode(values),
      accounts,
      settings: file === undefined ? shared : { ...fromFile(file, path, surroundings), ...shared },
      secrets: readTheirSecrets(surroundings),
      records,
      lists: [],
      sites: [],
      isIncomplete: records.length === 0,
    },
  };
}

/** The subdomain as its label: `@` for the apex, ASCII, lower case. */
export function parseLabel(text: string): Parsed<string> {
  const label = text.trim();
  if (label === "" || label === "@") return parsed("@");
  if (label.toLowerCase() === SAMPLE_SUBDOMAIN)
    return refused(
      `${quote(text)} is still the sample text; write your subdomain, or "" for the zone itself`,
    );
  // The zone's name is not known here; any will do to check the labels before it.
  const name = parseFqdn(`${label}.example.com`);
  return name.ok ? parsed(name.value.slice(0, -".example.com".length)) : name;
}

/** Which families the file keeps. */
function familiesOf(file: ConfigJson): readonly IpFamily[] {
  return ([4, 6] as const).filter((family) => (family === 4 ? file.a : file.aaaa) !== false);
}

function readFileText(
  path: string,
  text: string,
  { values, findings }: Surroundings,
): ConfigJson | undefined {
  const substituted = substitute(text, values);
  for (const name of substituted.missing) {
    findings.problem(SETTING, `${path}: ${name} is to be put in, but no such variable is set; set it`);
  }
  if (substituted.missing.length > 0) return undefined;
  const read = readConfigJson(substituted.text);
  const at = (place: string): string => (place === "" ? path : `${path}, ${place}`);
  if (!read.ok) {
    for (const { place, message } of read.problems) findings.problem(SETTING, `${at(place)}: ${message}`);
    return undefined;
  }
  for (const place of read.unknown)
    findings.warn(SETTING, `${at(place)}: it is not a known key and is ignored`);
  return read.value;
}

/** The text with `$CF_DDNS_X` and `${CF_DDNS_X}` replaced, longest name first, and the names nobody set. */
function substitute(
  text: string,
  values: Values,
): { readonly text: string; readonly missing: readonly string[] } {
  const names = [...values.keys()]
    .filter((name) => name.startsWith(SUBSTITUTED_PREFIX))
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const missing = new Set<string>();
  // The braced form is exact; of the bare form the longest name that is set counts.
  const replaced = text.replaceAll(
    /\$(?:\{(CF_DDNS_\w*)\}|(CF_DDNS_\w*))/g,
    (all, braced?: string, bare?: string) => {
      const written = braced ?? bare ?? "";
      const name = braced ?? names.find((known) => written.startsWith(known));
      const value = name === undefined ? undefined : values.get(name);
      if (name === undefined || value === undefined) {
        missing.add(written);
        return all;
      }
      return value + (braced === undefined ? written.slice(name.length) : "");
    },
  );
  return { text: replaced, missing: [...missing] };
}

function readEntryToken(entry: Entry, place: string, { findings }: Surroundings): string | undefined {
  const { api_token: token = "", api_key: key } = entry.authentication;
  const at = { setting: SETTING, place: `${place}.authentication` };
  if ((token.trim() === "" || isSampleText(token)) && key !== undefined && !isSampleText(key.api_key ?? "")) {
    findings.problem(
      SETTING,
      `${at.place}.api_key: it is a global API key, which opens the whole account and is not accepted; ${HOW_TO_MAKE_A_TOKEN}, and put it into api_token`,
    );
    return undefined;
  }
  const secret = findings.hide(token.trim());
  return findings.takeSecret({ ...at, place: `${at.place}.api_token`, secret }, parseToken(token, "value"));
}

function checkZoneId({ zone_id }: Entry, place: string, { findings }: Surroundings): boolean {
  const written: Written = { setting: SETTING, text: zone_id, place: `${place}.zone_id` };
  if (/^[0-9a-f]{32}$/i.test(zone_id)) return true;
  if (/_here$/i.test(zone_id))
    findings.refuse(written, "it is still the sample text; write the id of your zone");
  else
    findings.refuse(
      written,
      "it is not the id of a zone, which has 32 hexadecimal digits and stands on the zone's page in the dashboard",
    );
  return false;
}

function readSubdomains(
  file: ConfigJson,
  entry: Entry,
  index: number,
  place: string,
  { findings }: Surroundings,
): readonly WrittenRecord[] {
  const records: WrittenRecord[] = [];
  for (const [number, subdomain] of entry.subdomains.entries()) {
    const text = typeof subdomain === "string" ? subdomain : subdomain.name;
    const proxied = (typeof subdomain === "string" ? undefined : subdomain.proxied) ?? entry.proxied ?? false;
    const at: Written = { setting: SETTING, text, place: `${place}.subdomains[${number}]` };
    const label = findings.take(at, parseLabel(text));
    if (label === undefined) continue;
    records.push({
      account: String(index),
      owner: { kind: "in-zone", zoneId: entry.zone_id.toLowerCase(), label, at },
      families: [4, 6].filter((family): family is IpFamily =>
        familiesOf(file).some((kept) => kept === family),
      ),
      proxied: { ...at, text: String(proxied) },
      keepSurplus: file.purgeUnknownRecords !== true,
    });
  }
  return familiesOf(file).length === 0 ? [] : records;
}

/** The native settings that stand for the file's own. */
function fromFile(file: ConfigJson, path: string, { findings }: Surroundings): WrittenSettings {
  const written = (key: string, text: string): Written => ({
    setting: SETTING,
    text,
    place: `${path}, ${key}`,
  });
  const provider = (family: IpFamily): Written | undefined => {
    const key = family === 4 ? "ip4_provider" : "ip6_provider";
    const isKept = familiesOf(file).includes(family);
    if (!isKept) return { ...written(family === 4 ? "a" : "aaaa", "none"), isImplied: true };
    const text = file[key]?.trim() ?? "";
    if (text === "") return undefined;
    const native = findings.take(written(key, text), translateSource(text));
    return native === undefined ? undefined : { ...written(key, native), original: text };
  };
  const [ipv4, ipv6] = [provider(4), provider(6)];
  const { ttl = DEFAULT_TTL, record_comment: comment = "" } = file;
  const isShort = ttl < SHORTEST_TTL;
  if (isShort && file.ttl !== undefined)
    findings.warn(
      SETTING,
      `${path}, ttl: ${ttl} is below 30, so the TTL is automatic and the interval the default of 5 minutes`,
    );
  return {
    ...(ipv4 === undefined ? {} : { IP4_PROVIDER: ipv4 }),
    ...(ipv6 === undefined ? {} : { IP6_PROVIDER: ipv6 }),
    ...(isShort ? {} : { TTL: written("ttl", String(ttl)), UPDATE_CRON: written("ttl", `@every ${ttl}s`) }),
    ...(comment.trim() === "" ? {} : { RECORD_COMMENT: written("record_comment", comment.trim()) }),
    ENFORCE: { ...written("cloudflare", "proxied"), isImplied: true },
  };
}

function withoutGoverned(surroundings: Surroundings): WrittenSettings {
  const { values, findings } = surroundings;
  for (const name of GOVERNED)
    if (values.has(name))
      findings.warn(name, "it is ignored, since the config.json is read and decides this");
  const rest = new Map([...values].filter(([name]) => !GOVERNED.some((governed) => governed === name)));
  return translateSettings({ ...surroundings, values: rest }).settings;
}
