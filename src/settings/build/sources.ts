/** Reads how the addresses of each family come about, and whether the sources can be used here. */

import { type AddressFilter, KEEP_ALL, parseFilter } from "../../core/address/filter.ts";
import type { Detector } from "../../core/plan/target.ts";
import { sourceUses } from "../../core/source/format.ts";
import { parseSource } from "../../core/source/parse.ts";
import type { SourceSpec } from "../../core/source/spec.ts";
import type { IpFamily } from "../../core/types.ts";
import { parsePrefixLength } from "../grammar/attributes.ts";
import type { SettingName } from "../table/setting-table.ts";
import { type Findings, writtenOrDefault } from "../values/findings.ts";
import type { BuilderInput } from "../values/written.ts";
import { strangersAmong } from "./push.ts";

/** The settings of one family. */
export interface FamilySettings {
  readonly domains: SettingName;
  readonly provider: SettingName;
  readonly filter: SettingName;
  readonly prefixLength: SettingName;
}

/** Which settings are for which family. */
export const FAMILY_SETTINGS: Readonly<Record<IpFamily, FamilySettings>> = {
  4: {
    domains: "IP4_DOMAINS",
    provider: "IP4_PROVIDER",
    filter: "IP4_DETECTION_FILTER",
    prefixLength: "IP4_DEFAULT_PREFIX_LEN",
  },
  6: {
    domains: "IP6_DOMAINS",
    provider: "IP6_PROVIDER",
    filter: "IP6_DETECTION_FILTER",
    prefixLength: "IP6_DEFAULT_PREFIX_LEN",
  },
};

/** One detector a family. What was refused is replaced, so that the rest can still be checked. */
export type Detectors = Readonly<Record<IpFamily, Detector>>;

/** Reads sources, filters and prefix lengths of one site. */
export function readDetectors(input: BuilderInput, site: string, findings: Findings): Detectors {
  const read = (family: IpFamily): Detector => {
    const names = FAMILY_SETTINGS[family];
    const settings = input.settings;
    const provider = writtenOrDefault(settings, names.provider);
    const source = findings.take(provider, parseSource(provider.text, family));
    if (source !== undefined) for (const why of unusable(source, input)) findings.refuse(provider, why);
    const filter = writtenOrDefault(settings, names.filter);
    const length = writtenOrDefault(settings, names.prefixLength);
    const keep: AddressFilter | undefined = findings.take(filter, parseFilter(filter.text, family));
    const prefixLength = findings.take(length, parsePrefixLength(length.text, family));
    return {
      site,
      family,
      source: source ?? { kind: "cloudflare.trace" },
      filter: keep ?? KEEP_ALL,
      prefixLength: prefixLength ?? (family === 4 ? 32 : 64),
    };
  };
  return { 4: read(4), 6: read(6) };
}

/** Does the source need something that is not there? */
function unusable(source: SourceSpec, input: BuilderInput): readonly string[] {
  const { appMode, settings, secrets } = input;
  const reasons: string[] = [...strangersAmong(source, input)];
  if (sourceUses(source, "command") && appMode)
    reasons.push("command: runs programs, which the Home Assistant app does not do; take another source");
  if ((sourceUses(source, "local") || sourceUses(source, "local.iface")) && appMode)
    reasons.push("local and local.iface: see the app's own container, not the house; take supervisor");
  if (sourceUses(source, "supervisor") && !appMode)
    reasons.push("supervisor only works in the Home Assistant app; outside it take local.iface:<interface>");
  if (sourceUses(source, "mqtt") && !appMode && settings.MQTT_URL === undefined)
    reasons.push("mqtt: needs a broker; set MQTT_URL");
  const connected = settings.HOME_ASSISTANT_URL !== undefined && secrets.HOME_ASSISTANT_TOKEN !== undefined;
  if (sourceUses(source, "homeassistant") && !appMode && !connected)
    reasons.push(
      "homeassistant: needs HOME_ASSISTANT_URL and HOME_ASSISTANT_TOKEN (or HOME_ASSISTANT_TOKEN_FILE)",
    );
  return reasons;
}
