/** The environment, whoever's dialect it is in, as a Config or as all that is wrong with it. */

import { readProxies } from "../core/egress/proxies.ts";
import { quote } from "../core/parsed.ts";
import { buildConfig } from "./build/builder.ts";
import type { ParsedConfig } from "./config.ts";
import { type AnyReading, readDialect } from "./dialects/index.ts";
import { LEFTOVERS } from "./dialects/leftovers.ts";
import { findSetting } from "./table/setting-table.ts";
import { type Environment, readValues, SUBSTITUTED_PREFIX, type Values } from "./values/environment.ts";
import { type FileReader, readFile } from "./values/files.ts";
import { Findings } from "./values/findings.ts";
import { warnOfNearMisses } from "./values/near-miss.ts";

/** What the reader cannot know by itself. */
export interface EnvironmentOptions {
  /** Where a config.json is looked for when CONFIG_PATH is unset; default `.`. */
  readonly currentFolder?: string;
  /** IANA name of the system's time zone, for an unset TZ; default UTC. */
  readonly systemTimeZone?: string;
}

/** Reads every setting; all problems are reported at once, and nothing throws. */
export function parseEnvironment(
  environment: Environment,
  files: FileReader,
  options: EnvironmentOptions = {},
): ParsedConfig {
  return readEnvironment(environment, files, options).parsed;
}

/** The same with what lies in between, for `import`. */
export function readEnvironment(
  environment: Environment,
  files: FileReader,
  options: EnvironmentOptions,
): {
  readonly parsed: ParsedConfig;
  readonly reading: AnyReading;
  readonly values: Values;
  readonly findings: Findings;
} {
  const findings = new Findings();
  const values = readValues(environment, findings);
  const reading = readDialect({ values, files, findings }, options.currentFolder ?? ".");
  const isUsed = (name: string): boolean =>
    reading.known.includes(name) ||
    LEFTOVERS.includes(name) ||
    findSetting(name) !== undefined ||
    name.startsWith(SUBSTITUTED_PREFIX);
  warnOfNearMisses(values.keys(), reading.known, isUsed, findings);
  const caFile = reading.input.settings.MQTT_CA_FILE;
  if (caFile !== undefined) findings.about("MQTT_CA_FILE").take(caFile, readFile(caFile.text, files));
  warnOfProxies(environment, findings);
  const authorities = values.get("SSL_CERT_FILE");
  if (authorities !== undefined && !files.read(authorities).ok)
    findings.warn("SSL_CERT_FILE", `${quote(authorities)} cannot be read, so no authority of it is trusted`);
  refuseStrayTokens(values, reading, findings);
  const { systemTimeZone = "UTC" } = options;
  return { parsed: buildConfig({ ...reading.input, systemTimeZone }, findings), reading, values, findings };
}

/** What cannot be used is said; connections leave without it. */
function warnOfProxies(environment: Environment, findings: Findings): void {
  for (const { variable, message } of readProxies(environment).problems) findings.warn(variable, message);
}

/** A token in a setting that is shown, sent or published would not stay secret. */
function refuseStrayTokens(values: Values, { input }: AnyReading, findings: Findings): void {
  const tokens = input.accounts.map((account) => account.token.reveal());
  for (const [name, value] of values) {
    const isShown = findSetting(name)?.secret === false || findSetting(name) === undefined;
    if (!isShown || !isRead(name, input)) continue;
    if (tokens.some((token) => value.includes(token)))
      findings
        .about(name)
        .problem(name, "it holds the Cloudflare token, which belongs into its own setting alone");
  }
}

function isRead(name: string, { settings }: AnyReading["input"]): boolean {
  return Object.values(settings).some((written) => written.setting === name);
}
