/** What the environment says: values trimmed, blank ones left out, every value of a secret setting hidden from the start. */

import { findSetting, isSettingName, type SettingName } from "../table/setting-table.ts";
import type { FileReader } from "./files.ts";
import { readFile } from "./files.ts";
import type { Findings } from "./findings.ts";
import { isVariableName } from "./samples.ts";
import { parseToken } from "./token.ts";
import type { SecretName, Written, WrittenSecret, WrittenSettings } from "./written.ts";

/** Environment variables as they are. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that hold secrets though they are no settings of ours. */
const FOREIGN_SECRETS: readonly string[] = [
  "API_KEY",
  "SUPERVISOR_TOKEN",
  "CLOUDFLARE_API_KEY",
  "CF_API_KEY",
  "CF_TOKEN",
  "CLOUDFLARE_TOKEN",
  "API_TOKEN",
];
/** Prefix of the variables that are put into a config.json; any may be a token. */
export const SUBSTITUTED_PREFIX = "CF_DDNS_";

/** Shorter pieces of a secret would hit ordinary words. */
const SHORTEST_PIECE = 8;
/** Letters alone that are as long are no word. */
const SHORTEST_KEY = 16;

/** The variables that say something, trimmed. */
export type Values = ReadonlyMap<string, string>;

/** Trims, drops what is blank, and keeps the secrets among the values out of every message. */
export function readValues(environment: Environment, findings: Findings): Values {
  const values = new Map<string, string>();
  for (const [name, raw] of Object.entries(environment)) {
    const value = raw?.trim() ?? "";
    if (value === "") continue;
    values.set(name, value);
    if (isSecretName(name)) {
      hideParts(value, findings);
    }
  }
  return values;
}

/** The native settings among the values, as they are; secrets and what names their files left out. */
export function openSettings(values: Values): WrittenSettings {
  const settings: { [Name in SettingName]?: Written } = {};
  for (const [name, text] of values) {
    if (isSettingName(name) && findSetting(name)?.secret === false) settings[name] = { setting: name, text };
  }
  return settings;
}

const PAIRS: readonly (readonly [name: SecretName, file: SettingName | undefined])[] = [
  ["HEALTHCHECKS", undefined],
  ["UPTIMEKUMA", undefined],
  ["SHOUTRRR", "SHOUTRRR_FILE"],
  ["MQTT_PASSWORD", "MQTT_PASSWORD_FILE"],
  ["HOME_ASSISTANT_TOKEN", "HOME_ASSISTANT_TOKEN_FILE"],
  ["WEB_PASSWORD", "WEB_PASSWORD_FILE"],
  ["WEB_READ_KEY", "WEB_READ_KEY_FILE"],
  ["PUSH_CLIENTS", "PUSH_CLIENTS_FILE"],
  ["WEBHOOK_URL", undefined],
  ["WEBHOOK_SECRET", "WEBHOOK_SECRET_FILE"],
];

/** The secrets of value or file; both may be set if they agree. */
export function readSecrets(
  values: Values,
  files: FileReader,
  findings: Findings,
): { readonly [Name in SecretName]?: WrittenSecret } {
  const secrets: { [Name in SecretName]?: WrittenSecret } = {};
  for (const [name, fileName] of PAIRS) {
    const value = values.get(name);
    const about = findings.about(name);
    const content = fileName === undefined ? undefined : readNamedFile(values, fileName, files, about);
    if (value !== undefined && content !== undefined && !agree(name, value, content)) {
      about.problem(name, `it says something else than the file that ${fileName} names; keep one of them`);
    }
    if (value !== undefined) secrets[name] = { setting: name, secret: findings.hide(value) };
    else if (content !== undefined && fileName !== undefined) {
      secrets[name] = { setting: fileName, secret: findings.hide(content) };
    }
  }
  return secrets;
}

/** The content of the file that a setting names; undefined where there is none or it was refused. A secret one is hidden. */
export function readNamedFile(
  values: Values,
  name: string,
  files: FileReader,
  findings: Findings,
  content: "secret" | "open" = "secret",
): string | undefined {
  const path = values.get(name);
  if (path === undefined) return undefined;
  const text = findings.take({ setting: name, text: path }, readFile(path, files));
  if (text !== undefined && content === "secret") hideParts(text, findings);
  return text;
}

/** A candidate for the token of the environment. */
export interface TokenCandidate {
  readonly setting: string;
  readonly token: string;
}

/** The good tokens among the variables and files named; the bad ones are reported. */
export function readTokens(
  values: Values,
  names: { readonly values: readonly string[]; readonly files: readonly string[] },
  files: FileReader,
  findings: Findings,
): readonly TokenCandidate[] {
  const candidates: TokenCandidate[] = [];
  const add = (setting: string, text: string, origin: "value" | "file"): void => {
    const token = parseToken(text, origin, origin === "value" ? `${setting}_FILE` : undefined);
    if (!token.ok) {
      findings.problem(setting, token.reason);
      return;
    }
    candidates.push({ setting, token: token.value });
    for (const warning of token.warnings) findings.warn(setting, warning);
  };
  for (const name of names.values) {
    const value = values.get(name);
    if (value !== undefined) add(name, value, "value");
  }
  for (const name of names.files) {
    const content = readNamedFile(values, name, files, findings);
    if (content !== undefined) add(name, content, "file");
  }
  return candidates;
}

/**
 * Hides a secret, each of its lines, and each longer piece, since a message may quote one of many. Names of variables are
 * no secrets, nor are the single words of a passphrase: hidden, they would be missing in every message, and each gap
 * would tell one.
 */
function hideParts(secret: string, findings: Findings): void {
  findings.hide(secret);
  const pieces = secret.split(/[\s"'=]+/).filter((piece) => !isWord(piece));
  for (const part of [...secret.split(/[\r\n]+/), ...pieces])
    if (part.length >= SHORTEST_PIECE && !isVariableName(part)) findings.hide(part);
}

/** Letters as prose writes them; what is as long as a key is none. */
function isWord(text: string): boolean {
  return text.length < SHORTEST_KEY && /^\p{L}\p{Ll}*(?:-\p{Ll}+)*[.,;:!?]*$/u.test(text);
}

/** Is the value of a variable of this name hidden, whoever reads it? */
export function isSecretName(name: string): boolean {
  return (
    findSetting(name)?.secret === true ||
    FOREIGN_SECRETS.includes(name) ||
    isAccountToken(name) ||
    name.startsWith(SUBSTITUTED_PREFIX) ||
    /(?:PASSWORD|PASSWD|_SECRET)$/.test(name)
  );
}

/** `CLOUDFLARE_API_TOKEN_<ACCOUNT>`, also of an account that nobody named. */
function isAccountToken(name: string): boolean {
  return name.startsWith("CLOUDFLARE_API_TOKEN_") && !name.endsWith("_FILE");
}

function agree(name: SecretName, value: string, content: string): boolean {
  if (name !== "SHOUTRRR") return value === content;
  const lines = (text: string): string => notificationLines(text).sort().join("\n");
  return lines(value) === lines(content);
}

/** The lines that are neither blank nor comments. */
export function notificationLines(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
}
