/** The dialect of oznu's program: one name, one family. */

import { isInZone, parseFqdn } from "../../core/name/fqdn.ts";
import { type Parsed, parsed, quote, refused } from "../../core/parsed.ts";
import type { Fqdn } from "../../core/types.ts";
import { MAIN_ACCOUNT } from "../build/builder.ts";
import type { AccountConfig } from "../config.ts";
import { parseSchedule } from "../grammar/schedule.ts";
import { SETTINGS, type SettingName } from "../table/setting-table.ts";
import { openSettings, readNamedFile, readSecrets, readTokens, type Values } from "../values/environment.ts";
import { lookAt } from "../values/first-look.ts";
import { isOurs } from "../values/kinds.ts";
import { HOW_TO_MAKE_A_TOKEN } from "../values/token.ts";
import type { Written, WrittenSettings } from "../values/written.ts";
import { type DialectReading, isAppMode, type Surroundings } from "./reading.ts";
import { type TranslatedSetting, translateAll } from "./translation.ts";

/** One of each must be set for the program's settings to be recognised. */
export const OZNU_MARKS: readonly (readonly string[])[] = [
  ["API_KEY", "API_KEY_FILE"],
  ["ZONE", "ZONE_FILE"],
];

const THEIRS: readonly string[] = [
  ...OZNU_MARKS.flat(),
  "SUBDOMAIN",
  "SUBDOMAIN_FILE",
  "EMAIL",
  "PROXIED",
  "RRTYPE",
  "DELETE_ON_STOP",
  "INTERFACE",
  "CUSTOM_LOOKUP_CMD",
  "DNS_SERVER",
  "CRON",
  "CF_API",
];

/** Its defaults where they are not ours. */
const DEFAULT_CRON = "*/5 * * * *";

/** What its own settings decide; ours of these names are not read beside them. */
const GOVERNED: readonly SettingName[] = [
  "CLOUDFLARE_API_TOKEN",
  "CLOUDFLARE_API_TOKEN_FILE",
  "CF_API_TOKEN",
  "CF_API_TOKEN_FILE",
  "DOMAINS",
  "IP4_DOMAINS",
  "IP6_DOMAINS",
  "WAF_LISTS",
  "IP4_PROVIDER",
  "IP6_PROVIDER",
  "UPDATE_CRON",
  "CONFIG_PATH",
];
const CRON_WORDS = /^@(?:hourly|daily|midnight|weekly|monthly|yearly|annually)$/;

/** Reads the environment as oznu's program does, with our settings for what it does not know. */
export function readOznu(surroundings: Surroundings): DialectReading {
  const { values, files, findings } = surroundings;
  lookAt(values, (name) => THEIRS.includes(name) || (isOurs(name, values) && !isGoverned(name)), findings);
  const family = readFamily(surroundings);
  const name = readName(surroundings);
  const translated = translateAll(values, tableFor(values), findings);
  if (values.has("DNS_SERVER"))
    findings.warn(
      "DNS_SERVER",
      "it is ignored: plain DNS is not trusted; the address is asked for over HTTPS (cloudflare.trace)",
    );
  for (const setting of GOVERNED)
    if (values.has(setting))
      findings.warn(
        setting,
        "it is ignored while the settings of oznu's program are read; set DDNS_DIALECT=native to use it",
      );
  const [used, unused] = family === 6 ? ([6, 4] as const) : ([4, 6] as const);
  const settings: WrittenSettings = {
    ...ours(values),
    ...translated.settings,
    ...(translated.settings.UPDATE_CRON === undefined && !translated.refused.has("UPDATE_CRON")
      ? { UPDATE_CRON: { setting: "CRON", text: DEFAULT_CRON, isImplied: true } }
      : {}),
    ...(name === undefined ? {} : { [`IP${used}_DOMAINS`]: name }),
    ...source(values, used),
    [`IP${unused}_PROVIDER`]: { setting: "RRTYPE", text: "none", isImplied: true },
  };
  return {
    dialect: "oznu",
    known: [
      ...THEIRS,
      ...SETTINGS.map((setting) => setting.name).filter((setting) => !GOVERNED.includes(setting)),
    ],
    notes: notesOn(values),
    input: {
      appMode: isAppMode(values),
      accounts: readAccount(surroundings),
      settings,
      secrets: readSecrets(values, files, findings),
      records: [],
      lists: [],
      sites: [],
      isIncomplete: name === undefined,
    },
  };
}

function isGoverned(name: string): boolean {
  return GOVERNED.some((governed) => governed === name);
}

/** Our settings that its own do not decide; names that both have are theirs. */
function ours(values: Values): WrittenSettings {
  const settings = Object.entries(openSettings(values));
  return Object.fromEntries(settings.filter(([name]) => !THEIRS.includes(name) && !isGoverned(name)));
}

function readAccount({ values, files, findings }: Surroundings): readonly AccountConfig[] {
  if (values.has("EMAIL"))
    findings.problem(
      "EMAIL",
      `an e-mail address belongs to a global API key, which is not accepted; ${HOW_TO_MAKE_A_TOKEN}; put it into API_KEY and remove EMAIL`,
    );
  if (!values.has("API_KEY") && !values.has("API_KEY_FILE")) {
    findings.problem("API_KEY", `there is no token: set API_KEY or API_KEY_FILE; ${HOW_TO_MAKE_A_TOKEN}`);
    return [];
  }
  warnOfShadowed(values, "API_KEY", findings);
  const names = values.has("API_KEY_FILE")
    ? { values: [], files: ["API_KEY_FILE"] }
    : { values: ["API_KEY"], files: [] };
  const [token] = readTokens(values, names, files, findings);
  return token === undefined ? [] : [{ key: MAIN_ACCOUNT, token: findings.hide(token.token) }];
}

/** Value or file; the file wins. Undefined where neither is set or the file was refused. */
function readPair(name: string, surroundings: Surroundings): Written | undefined {
  const { values, files, findings } = surroundings;
  const file = `${name}_FILE`;
  const text = values.get(name);
  if (!values.has(file)) return text === undefined ? undefined : { setting: name, text };
  warnOfShadowed(values, name, findings);
  const content = readNamedFile(values, file, files, findings, "open");
  return content === undefined ? undefined : { setting: file, text: content };
}

function warnOfShadowed(values: Values, name: string, findings: Surroundings["findings"]): void {
  if (values.has(name) && values.has(`${name}_FILE`))
    findings.warn(name, `it is not read, since ${name}_FILE is set and wins`);
}

/** The one name, undefined where it was refused. */
function readName(surroundings: Surroundings): Written | undefined {
  const { values, findings } = surroundings;
  const zone = readPair("ZONE", surroundings);
  if (zone === undefined) {
    if (!values.has("ZONE_FILE"))
      findings.problem("ZONE", "the zone is not set; write its name, such as example.org");
    return undefined;
  }
  const subdomain = readPair("SUBDOMAIN", surroundings);
  if (subdomain === undefined && values.has("SUBDOMAIN_FILE")) return undefined;
  const apex = findings.take(zone, parseFqdn(zone.text));
  if (apex === undefined) return undefined;
  if (apex.startsWith("*.")) {
    findings.refuse(zone, "a zone has no star; write * into SUBDOMAIN for the wildcard");
    return undefined;
  }
  if (subdomain === undefined) return { setting: zone.setting, text: apex, original: zone.text };
  if (subdomain.text === "@") return { setting: subdomain.setting, text: apex, original: subdomain.text };
  const name = findings.take(subdomain, parseSubdomain(subdomain.text, apex));
  return name === undefined
    ? undefined
    : { setting: subdomain.setting, text: name, original: subdomain.text };
}

/** Labels in front of the zone. Whoever writes the full name means one name, and the doubled one would be another. */
function parseSubdomain(text: string, apex: Fqdn): Parsed<Fqdn> {
  const full = parseFqdn(text);
  if (!full.ok || !isInZone(full.value, apex)) return parseFqdn(`${text}.${apex}`);
  return refused(
    full.value === apex
      ? `${quote(text)} is the zone itself; leave SUBDOMAIN blank`
      : `${quote(text)} holds the name of the zone, which ZONE names already; write ${quote(full.value.slice(0, -apex.length - 1))}`,
  );
}

function readFamily({ values, findings }: Surroundings): 4 | 6 {
  const text = values.get("RRTYPE") ?? "A";
  if (text !== "A" && text !== "AAAA")
    findings.refuse(
      { setting: "RRTYPE", text },
      "only records of type A and AAAA hold addresses; write A or AAAA",
    );
  return text === "AAAA" ? 6 : 4;
}

function tableFor(values: Values): readonly TranslatedSetting[] {
  const baseUrl: TranslatedSetting = {
    from: "CF_API",
    to: "CLOUDFLARE_BASE_URL",
    translate: (text) => parsed(text),
  };
  return [
    { from: "PROXIED", to: "PROXIED", translate: exactlyTrue },
    { from: "DELETE_ON_STOP", to: "DELETE_ON_STOP", translate: exactlyTrue },
    { from: "CRON", to: "UPDATE_CRON", translate: translateCron },
    ...(values.has("CLOUDFLARE_BASE_URL") ? [] : [baseUrl]),
  ];
}

/** Only `true` is true there; anything else is false, which deserves a word where it looks like something else. */
function exactlyTrue(text: string): Parsed<string> {
  if (text === "true" || text === "false") return parsed(text);
  return parsed("false", [
    `${quote(text)} counts as false, as in oznu's program: only true, in lower case, is true`,
  ]);
}

function translateCron(text: string): Parsed<string> {
  const spaced = text.split(/\s+/).join(" ");
  if (spaced.startsWith("@") && !CRON_WORDS.test(spaced))
    return refused(
      `${quote(text)} is not a word of cron; write five fields, or @hourly, @daily, @weekly, @monthly, @yearly`,
    );
  const schedule = parseSchedule(spaced);
  return schedule.ok ? parsed(spaced) : schedule;
}

/** A command beats an interface, which beats asking Cloudflare. */
function source(values: Values, family: 4 | 6): WrittenSettings {
  const command = values.get("CUSTOM_LOOKUP_CMD");
  const name = `IP${family}_PROVIDER` as const;
  if (command !== undefined)
    return { [name]: { setting: "CUSTOM_LOOKUP_CMD", text: `command:${command}`, original: command } };
  const interfaceName = values.get("INTERFACE");
  return interfaceName === undefined
    ? {}
    : { [name]: { setting: "INTERFACE", text: `local.iface:${interfaceName}`, original: interfaceName } };
}

function notesOn(values: Values): readonly string[] {
  const notes = [
    "A record keeps its orange cloud, TTL and comment when its address changes; PROXIED counts for new records only (ENFORCE=proxied corrects existing ones).",
    "Further records of the name and type are removed, where oznu's program left them as they were (MANAGED_RECORDS_COMMENT_REGEX limits which records are managed).",
    "Addresses are checked before they are published: private ones only come from an interface, a file or static:.",
    "A failure makes `once` exit with 1.",
  ];
  if (values.get("DELETE_ON_STOP") === "true")
    notes.push("DELETE_ON_STOP removes only what this instance published or found already right.");
  if (values.has("INTERFACE") && values.has("CUSTOM_LOOKUP_CMD"))
    notes.push("INTERFACE has no effect beside CUSTOM_LOOKUP_CMD.");
  if (values.has("DNS_SERVER"))
    notes.push("DNS_SERVER has no counterpart; cloudflare.doh asks Cloudflare over HTTPS.");
  return notes;
}
