/** The one parser: turns what was written, in the native grammar, into a Config. */

import type { Parsed } from "../../core/parsed.ts";
import { checkKeys, checkPurpose, checkSchedule, warnOfUnused } from "../checks/cross-checks.ts";
import type { Config, ParsedConfig, SiteConfig } from "../config.ts";
import { parseSchedule, parseTimeZone } from "../grammar/schedule.ts";
import { parseBaseUrl, parseInstance } from "../grammar/urls.ts";
import { defaultOf, findSetting, type SettingName } from "../table/setting-table.ts";
import { parseBoolean } from "../values/booleans.ts";
import { parseDays, parseDuration, parseTimeout } from "../values/durations.ts";
import { parseFolder } from "../values/files.ts";
import { Findings, writtenOrDefault } from "../values/findings.ts";
import type { BuilderInput } from "../values/written.ts";
import { readHooks } from "./hooks.ts";
import { buildLists } from "./lists.ts";
import { readNames } from "./names.ts";
import { withoutBrokenParts } from "./parts.ts";
import { readPlaces } from "./places.ts";
import { readPush } from "./push.ts";
import { readReporters } from "./reporters.ts";
import { parseWord, readHomeAssistant, readMqtt, readWeb } from "./services.ts";
import type { Detectors } from "./sources.ts";
import { buildRecords } from "./targets.ts";

/** How other programs call the levels of a log. */
const LEVELS = {
  fatal: "error",
  critical: "error",
  err: "error",
  warning: "warn",
  notice: "info",
  verbose: "debug",
  trace: "debug",
} as const;

/** Key of the account where there is one token for everything. */
export const MAIN_ACCOUNT = "main";

/**
 * The Config, or every problem at once. `findings` may hold problems already, found while the input was put together;
 * then the rest is still checked, so that its user hears of everything in one go.
 */
export function buildConfig(input: BuilderInput, findings: Findings = new Findings()): ParsedConfig {
  const config = build(input, findings);
  const { problems, warnings } = findings;
  return config === undefined || problems.length > 0
    ? { ok: false, problems, warnings, rest: config && withoutBrokenParts(config, findings.brokenParts) }
    : { ok: true, config, warnings };
}

function build(input: BuilderInput, findings: Findings): Config | undefined {
  const read = <T>(name: SettingName, parse: (text: string) => Parsed<T>): T | undefined => {
    const written = writtenOrDefault(input.settings, name);
    const value = findings.about(name).take(written, parse(written.text));
    if (value !== undefined || findSetting(name)?.part === undefined) return value;
    const initial = parse(defaultOf(name));
    return initial.ok ? initial.value : undefined;
  };
  const account = input.accounts[0]?.key ?? MAIN_ACCOUNT;
  const places = readPlaces(input, findings);
  const before = findings.refusals;
  const entries = readNames(input, account, findings);
  const lists = buildLists(input, account, places, findings);
  const namesAreGood = findings.refusals === before;
  const { records, names, enforce } = buildRecords(input, entries, places, findings);
  const built = { entries, records, lists, places };
  const schedule = read("UPDATE_CRON", parseSchedule);
  const updateOnStart = read("UPDATE_ON_START", parseBoolean);
  const simple = {
    baseUrl: read("CLOUDFLARE_BASE_URL", parseBaseUrl),
    rejectCloudflareIps: read("REJECT_CLOUDFLARE_IPS", parseBoolean),
    timeZone: read("TZ", (text) => parseTimeZone(text, input.systemTimeZone)),
    deleteOnStop: read("DELETE_ON_STOP", parseBoolean),
    detectionTimeoutMs: read("DETECTION_TIMEOUT", parseTimeout),
    updateTimeoutMs: read("UPDATE_TIMEOUT", parseTimeout),
    cacheExpirationMs: read("CACHE_EXPIRATION", parseDuration),
    emoji: read("EMOJI", parseBoolean),
    quiet: read("QUIET", parseBoolean),
    verify: read("VERIFY", parseWord(["off", "authoritative", "public"])),
    logLevel: read("LOG_LEVEL", parseWord(["error", "warn", "info", "debug"], LEVELS)),
    logFormat: read(
      "LOG_FORMAT",
      parseWord(["text", "json"], { plain: "text", console: "text", pretty: "text" }),
    ),
    journalDays: read("JOURNAL_DAYS", parseDays),
    instance: instanceOf(input, read("INSTANCE", parseInstance)),
    schedule,
    updateOnStart,
  };
  const stateDir = input.settings.STATE_DIR && read("STATE_DIR", parseFolder);
  const services = {
    ...readReporters(input, findings),
    hooks: readHooks(input, findings.about("WEBHOOK_URL")),
    mqtt: readMqtt(input, findings.about("MQTT_URL")),
    homeAssistant: readHomeAssistant(input, findings.about("HOME_ASSISTANT_URL")),
    web: readWeb(input, findings.about("WEB_ADDRESS")),
    push: readPush(
      input,
      [...places.sites.values()].flatMap((site) => [site[4].source, site[6].source]),
      findings.about("PUSH_ADDRESS"),
    ),
  };
  checkSchedule(input, schedule, updateOnStart, findings);
  if (namesAreGood && input.isIncomplete !== true) {
    checkPurpose(input, built, findings);
    warnOfUnused(input, built, findings);
  }
  if (input.appMode || input.settings.MQTT_URL !== undefined)
    checkKeys(input, built, findings.about("MQTT_URL"));
  const complete = whole(simple);
  if (complete === undefined) return undefined;
  return {
    accounts: input.accounts,
    records,
    names,
    lists,
    enforce,
    ...observed(places.home),
    sites: input.sites.map(({ name }) => ({ name, ...observed(places.sites.get(name) ?? places.home) })),
    stateDir,
    partsOff: [],
    ...services,
    ...complete,
  };
}

/** A name that was refused still tells instances apart that share a state folder. */
function instanceOf({ settings }: BuilderInput, read: string | undefined): string | undefined {
  const written = settings.INSTANCE?.text;
  return written === undefined || parseInstance(written).ok
    ? read
    : written.toLowerCase().replace(/[^a-z0-9_]+/g, "_");
}

function observed(detectors: Detectors): Omit<SiteConfig, "name"> {
  const [ipv4, ipv6] = [detectors[4], detectors[6]];
  return {
    sources: { ipv4: ipv4.source, ipv6: ipv6.source },
    prefixLengths: { ipv4: ipv4.prefixLength, ipv6: ipv6.prefixLength },
  };
}

type Whole<T> = { readonly [Key in keyof T]: Exclude<T[Key], undefined> };

/** The same object where every field is there. */
function whole<T extends object>(fields: T): Whole<T> | undefined {
  return Object.values(fields).includes(undefined) ? undefined : (fields as Whole<T>);
}
