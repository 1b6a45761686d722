/** What `import` prints: the native settings equal to another tool's, with notes on every difference. */

import type { ConfigProblem } from "../config.ts";
import type { AnyReading } from "../dialects/index.ts";
import type { Dialect } from "../dialects/reading.ts";
import { type EnvironmentOptions, readEnvironment } from "../environment.ts";
import { defaultOf, SETTINGS, type SettingName } from "../table/setting-table.ts";
import { formatAssignment } from "../values/env-file.ts";
import type { Environment, Values } from "../values/environment.ts";
import type { FileReader } from "../values/files.ts";
import { redactUrls } from "../values/redact-urls.ts";
import type { SecretName, Written } from "../values/written.ts";
import { renderConfigJsonBlocks } from "./config-json.ts";

/** Lines of an environment file, `#` begins a comment; notes for people. Or why the settings cannot be read. */
export type ImportAnswer =
  | {
      readonly ok: true;
      readonly dialect: Dialect;
      readonly lines: readonly string[];
      readonly notes: readonly string[];
      readonly warnings: readonly ConfigProblem[];
    }
  | {
      readonly ok: false;
      readonly dialect: Dialect;
      readonly problems: readonly ConfigProblem[];
      readonly warnings: readonly ConfigProblem[];
    };

/** Translates the settings. Secrets are never printed: a file is named where there is one, else a placeholder stands. */
export function renderImport(
  environment: Environment,
  files: FileReader,
  options: EnvironmentOptions = {},
): ImportAnswer {
  const { parsed, reading, values, findings } = readEnvironment(environment, files, options);
  const { dialect } = reading;
  if (!parsed.ok) return { ok: false, dialect, problems: parsed.problems, warnings: parsed.warnings };
  const notes = [...reading.notes];
  const general = generalLines(reading, values, notes);
  let lines: readonly string[];
  if ("file" in reading && reading.file !== undefined) {
    const blocks = renderConfigJsonBlocks(reading.file, general);
    lines = blocks.lines;
    notes.push(...blocks.notes);
  } else {
    if (dialect === "native") notes.push("These settings are native already; nothing has to change.");
    lines = [tokenLine(values, notes), ...general];
  }
  return {
    ok: true,
    dialect,
    lines: lines.map((line) => findings.clean(line)),
    notes: notes.map((note) => findings.clean(note)),
    warnings: parsed.warnings,
  };
}

/** Everything but the token, in the order of the documentation; what says the same as its default is left out. */
function generalLines({ input }: AnyReading, values: Values, notes: string[]): readonly string[] {
  const lines: string[] = [];
  for (const { name } of SETTINGS) {
    const secret = input.secrets[name as SecretName];
    const written = input.settings[name];
    if (secret !== undefined) lines.push(secretLine(name, secret.setting, values, notes));
    else if (written !== undefined && isWorthPrinting(name, written))
      lines.push(settingLine(name, written, notes));
  }
  return lines;
}

/** Files are told with their secrets, and the dialect is left behind. */
function isWorthPrinting(name: SettingName, written: Written): boolean {
  if (name === "DDNS_DIALECT" || name === "CONFIG_PATH") return false;
  if (name.endsWith("_FILE") && name !== "MQTT_CA_FILE") return false;
  return written.text !== defaultOf(name);
}

function settingLine(name: SettingName, written: Written, notes: string[]): string {
  // Line ends are blanks in every grammar of ours but that of a shell.
  const isProgram = written.text.includes("command:");
  const text = isProgram ? written.text : onOneLine(written.text);
  const shown = redactUrls(text);
  if (shown !== text)
    notes.push(`${name}: user, password and query of the URL are not shown; put them back.`);
  return formatAssignment(name, shown);
}

/** Without the blanks around the line ends inside. */
function onOneLine(text: string): string {
  const lines = text.split(/[\r\n]+/);
  return lines
    .map((line, index) => (index === 0 ? line : line.trimStart()))
    .map((line, index) => (index === lines.length - 1 ? line : line.trimEnd()))
    .join(" ");
}

function secretLine(name: string, setting: string, values: Values, notes: string[]): string {
  const path = setting.endsWith("_FILE") ? values.get(setting) : undefined;
  if (path !== undefined) return formatAssignment(`${name}_FILE`, path);
  notes.push(`${name} is a secret and not shown; copy its value from ${setting}.`);
  return `${name}=<as in ${setting}>`;
}

const TOKEN_SETTINGS = [
  "API_KEY_FILE",
  "CLOUDFLARE_API_TOKEN_FILE",
  "CF_API_TOKEN_FILE",
  "CLOUDFLARE_API_TOKEN",
  "CF_API_TOKEN",
  "API_KEY",
];

function tokenLine(values: Values, notes: string[]): string {
  const setting = TOKEN_SETTINGS.find((name) => values.has(name)) ?? "CLOUDFLARE_API_TOKEN";
  const path = setting.endsWith("_FILE") ? values.get(setting) : undefined;
  if (path !== undefined) return formatAssignment("CLOUDFLARE_API_TOKEN_FILE", path);
  notes.push(
    `The token is not shown; copy it from ${setting}, or better put it into a file and name that in CLOUDFLARE_API_TOKEN_FILE.`,
  );
  return `CLOUDFLARE_API_TOKEN=<as in ${setting}>`;
}
