/** The dialect of timothymiller's program in the environment. */

import { parseDomainList } from "../../core/name/domain-list.ts";
import { type Parsed, parsed, quote, refused } from "../../core/parsed.ts";
import { formatNativeProxied, parseProxied } from "../../core/plan/proxied.ts";
import { Secret } from "../../core/secret.ts";
import type { IpFamily } from "../../core/types.ts";
import { MAIN_ACCOUNT } from "../build/builder.ts";
import type { AccountConfig } from "../config.ts";
import type { SettingName } from "../table/setting-table.ts";
import { openSettings, readSecrets, readTokens, type Values } from "../values/environment.ts";
import { lookAt } from "../values/first-look.ts";
import { isOurs } from "../values/kinds.ts";
import { HOW_TO_MAKE_A_TOKEN } from "../values/token.ts";
import type { BuilderInput, Written, WrittenSettings } from "../values/written.ts";
import { ALIASES, resolveLeftovers } from "./leftovers.ts";
import { NATIVE_NAMES } from "./native.ts";
import { type DialectReading, isAppMode, type Surroundings } from "./reading.ts";
import { type Translate, type TranslatedSetting, translateAll } from "./translation.ts";

/** Its defaults where they are not ours: list items are single addresses. */
const DEFAULTS: WrittenSettings = {
  IP6_DEFAULT_PREFIX_LEN: { setting: "IP6_DEFAULT_PREFIX_LEN", text: "128", isImplied: true },
};
const SHORTEST_TTL = 30;

const TABLE: readonly TranslatedSetting[] = [
  same("DOMAINS", (text) => translateNames(text, 4)),
  same("IP4_DOMAINS", (text) => translateNames(text, 4)),
  same("IP6_DOMAINS", (text) => translateNames(text, 6)),
  same("PROXIED", translateProxied),
  same("TTL", translateTtl),
  same("UPDATE_CRON", translateSchedule),
  ...providers("IP4_PROVIDER", "IP6_PROVIDER"),
  ...(["UPDATE_ON_START", "DELETE_ON_STOP", "REJECT_CLOUDFLARE_IPS", "EMOJI", "QUIET"] as const).map((name) =>
    same(name, translateBoolean),
  ),
  ...(["DETECTION_TIMEOUT", "UPDATE_TIMEOUT", "CACHE_EXPIRATION"] as const).map((name) =>
    same(name, translateDuration),
  ),
];

/** Settings of ours, in its grammar where it has them; what it decides differently is filled in. */
export function readTimothymiller(surroundings: Surroundings): DialectReading {
  const { values, findings } = surroundings;
  const { settings, isIncomplete } = translateSettings(surroundings);
  refuseDeletion(values, findings);
  return {
    dialect: "timothymiller",
    known: [...NATIVE_NAMES, "DELETE_ON_FAILURE"],
    notes: notesOn(values),
    input: {
      appMode: isAppMode(values),
      accounts: readAccount(surroundings),
      settings: { ...DEFAULTS, ENFORCE: impliedEnforce(settings), ...impliedFilters(settings), ...settings },
      secrets: readTheirSecrets(surroundings),
      records: [],
      lists: [],
      sites: [],
      isIncomplete,
    },
  };
}

/** The settings of the environment in the native grammar. */
export function translateSettings(surroundings: Surroundings): {
  readonly settings: WrittenSettings;
  readonly isIncomplete: boolean;
} {
  const { values, findings } = surroundings;
  lookAt(values, (name) => isOurs(name, values) || ALIASES.has(name), findings);
  const { settings, refused } = translateAll(values, TABLE, findings);
  const own = Object.entries(resolveLeftovers(openSettings(values), surroundings)).filter(
    ([name]) => !TABLE.some(({ to }) => to === name) || values.get(name) === undefined,
  );
  const proxied = settings.PROXIED;
  return {
    settings: {
      ...Object.fromEntries(own.filter(([name]) => !refused.has(name as SettingName))),
      ...settings,
      // The advice would be about the expression that ours made of theirs.
      ...(proxied === undefined ? {} : { PROXIED: { ...proxied, withoutAdvice: true } }),
    },
    isIncomplete: (["DOMAINS", "IP4_DOMAINS", "IP6_DOMAINS"] as const).some((name) => refused.has(name)),
  };
}

/** Secrets of the environment; it takes bare web addresses for webhooks. */
export function readTheirSecrets({ values, files, findings }: Surroundings): BuilderInput["secrets"] {
  const secrets = readSecrets(values, files, findings);
  const services = secrets.SHOUTRRR;
  if (services === undefined) return secrets;
  const text = services.secret.reveal().replaceAll(/^([ \t]*)(https?:\/\/)/gm, "$1generic+$2");
  return { ...secrets, SHOUTRRR: { ...services, secret: new Secret(text) } };
}

/** `literal:` becomes `static:`; everything else has the same words. */
export function translateSource(text: string): Parsed<string> {
  const literal = /^literal\s*:(.*)$/s.exec(text)?.[1];
  if (literal === undefined) return parsed(text);
  const addresses = literal.split(/[\s,]+/).filter((address) => address !== "");
  return addresses.length === 0
    ? refused(
        `${quote(text)} names no address; write none to leave the family alone, or static.empty to remove its records`,
      )
    : parsed(`static:${addresses.join(",")}`);
}

function readAccount({ values, files, findings }: Surroundings): readonly AccountConfig[] {
  const named = [
    "CLOUDFLARE_API_TOKEN",
    "CF_API_TOKEN",
    "CLOUDFLARE_API_TOKEN_FILE",
    "CF_API_TOKEN_FILE",
  ].filter((name) => values.has(name));
  const [chosen, ...others] = named;
  if (chosen === undefined) {
    findings.problem(
      "CLOUDFLARE_API_TOKEN",
      `there is no token: set CLOUDFLARE_API_TOKEN or CLOUDFLARE_API_TOKEN_FILE; ${HOW_TO_MAKE_A_TOKEN}`,
    );
    return [];
  }
  for (const name of others) findings.warn(name, `it is not read, since ${chosen} is set and wins`);
  const names = chosen.endsWith("_FILE") ? { values: [], files: [chosen] } : { values: [chosen], files: [] };
  const [token] = readTokens(values, names, files, findings);
  return token === undefined ? [] : [{ key: MAIN_ACCOUNT, token: findings.hide(token.token) }];
}

function refuseDeletion(values: Values, findings: Surroundings["findings"]): void {
  const text = values.get("DELETE_ON_FAILURE");
  if (text === undefined) return;
  const written: Written = { setting: "DELETE_ON_FAILURE", text };
  if (findings.take(written, translateBoolean(text)) === "true")
    findings.refuse(
      written,
      "no failed detection removes anything here; to remove the records of a family on purpose set its IP4_PROVIDER or IP6_PROVIDER to static.empty",
    );
}

/** It corrects the orange cloud always, TTL and comment where they are set. */
function impliedEnforce({ TTL, RECORD_COMMENT }: WrittenSettings): Written {
  const attributes = [
    "proxied",
    ...(TTL !== undefined && TTL.text !== "1" ? ["ttl"] : []),
    ...(RECORD_COMMENT !== undefined ? ["comment"] : []),
  ];
  return { setting: "ENFORCE", text: attributes.join(","), isImplied: true };
}

const REACHABLE: Readonly<Record<IpFamily, string>> = {
  4: "!(addr-in(10.0.0.0/8) || addr-in(172.16.0.0/12) || addr-in(192.168.0.0/16) || addr-in(100.64.0.0/10))",
  6: "addr-in(2000::/3)",
};

/** It passes over addresses of an interface that the internet cannot reach, also where there is no other. */
function impliedFilters(settings: WrittenSettings): WrittenSettings {
  const filter = (family: IpFamily): Written | undefined =>
    settings[`IP${family}_PROVIDER`]?.text.startsWith("local.iface") === true
      ? { setting: `IP${family}_PROVIDER`, text: REACHABLE[family], isImplied: true }
      : undefined;
  const [ipv4, ipv6] = [filter(4), filter(6)];
  return {
    ...(ipv4 && { IP4_DETECTION_FILTER: ipv4 }),
    ...(ipv6 && { IP6_DETECTION_FILTER: ipv6 }),
  };
}

function same(name: SettingName, translate: Translate): TranslatedSetting {
  return { from: name, to: name, translate };
}

function providers(...names: readonly SettingName[]): readonly TranslatedSetting[] {
  return names.map((name) => same(name, translateSource));
}

function translateNames(text: string, family: IpFamily): Parsed<string> {
  const list = parseDomainList(text, { hostIds: family === 6, grammar: "plain" });
  return list.ok ? parsed(list.value.map((entry) => entry.name).join(","), list.warnings) : list;
}

function translateProxied(text: string): Parsed<string> {
  const expression = parseProxied(text, "timothymiller");
  return expression.ok ? parsed(formatNativeProxied(text), expression.warnings) : expression;
}

function translateTtl(text: string): Parsed<string> {
  if (!/^[0-9]{1,9}$/.test(text))
    return refused(`${quote(text)} is not a TTL; write a whole number of seconds, below 30 for automatic`);
  const seconds = Number(text);
  return parsed(seconds < SHORTEST_TTL ? "1" : String(seconds));
}

function translateSchedule(text: string): Parsed<string> {
  const interval = /^@every\s+([0-9]+)$/.exec(text)?.[1];
  return parsed(interval === undefined ? text : `@every ${interval}s`);
}

function translateDuration(text: string): Parsed<string> {
  return parsed(/^[0-9]+$/.test(text) ? `${text}s` : text);
}

function translateBoolean(text: string): Parsed<string> {
  const word = text.toLowerCase();
  if (["true", "1", "yes"].includes(word)) return parsed("true");
  if (["false", "0", "no"].includes(word)) return parsed("false");
  return refused(`${quote(text)} is not a boolean; write true, 1 or yes, false, 0 or no`);
}

function notesOn(values: Values): readonly string[] {
  const notes = [
    "ENFORCE keeps correcting what that program corrects; leave it out to keep orange clouds, TTLs and comments as they are set by hand.",
    "Comments and tags of existing records survive (that program wipes them).",
    "What was read from Cloudflare is reused for an hour, so manual edits are noticed after that time; CACHE_EXPIRATION=0 reads at every cycle.",
  ];
  if (/\bsub\s*\(/.test(values.get("PROXIED") ?? ""))
    notes.push("sub(d) does not hold for d itself here, so it became is(d) || sub(d).");
  if (values.has("WAF_LISTS")) {
    notes.push(
      "IP6_DEFAULT_PREFIX_LEN=128 keeps single IPv6 addresses in lists; the default here is the /64.",
      "A missing list is created, and additions land before removals.",
    );
  }
  if (/^[ \t]*https?:/m.test(values.get("SHOUTRRR") ?? ""))
    notes.push("A bare web address in SHOUTRRR is written generic+https:// (or generic+http://) here.");
  if (/literal/.test(`${values.get("IP4_PROVIDER")} ${values.get("IP6_PROVIDER")}`))
    notes.push("literal: is called static: here.");
  return notes;
}
