/** What `check --json` prints. */

import { formatHostId } from "../../core/address/host-id.ts";
import { formatSource } from "../../core/source/format.ts";
import type { IpFamily } from "../../core/types.ts";
import type { Config, ConfigProblem, NameConfig, ParsedConfig } from "../config.ts";
import { ENFORCEABLE } from "../grammar/attributes.ts";
import { formatSchedule } from "../grammar/schedule.ts";
import { redactUrls } from "../values/findings.ts";

/** The answer as design section 7 has it; `config` is absent where the settings were refused. */
export function renderCheck(parsed: ParsedConfig): object {
  return {
    ok: parsed.ok,
    problems: parsed.ok ? [] : parsed.problems.map(renderProblem),
    warnings: parsed.warnings.map(renderProblem),
    ...(parsed.ok ? { config: renderConfig(parsed.config) } : {}),
  };
}

function renderConfig(config: Config): object {
  return {
    sources: { ipv4: renderSource(config, 4), ipv6: renderSource(config, 6) },
    prefixLengths: { ipv4: config.prefixLengths.ipv4, ipv6: config.prefixLengths.ipv6 },
    records: [...config.names]
      .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
      .map(renderName),
    wafLists: config.wafLists.map(({ accountId, name }) => ({ account: accountId, name })),
    schedule: formatSchedule(config.schedule),
    timeZone: config.timeZone,
    updateOnStart: config.updateOnStart,
    deleteOnStop: config.deleteOnStop,
    enforce: ENFORCEABLE.filter((attribute) => config.enforce.includes(attribute)),
    detectionTimeoutMs: config.detectionTimeoutMs,
    updateTimeoutMs: config.updateTimeoutMs,
    cacheExpirationMs: config.cacheExpirationMs,
  };
}

/** A family that nothing uses is not asked, so it shows as `none`. URLs may hold secrets. */
function renderSource({ sources, records, wafLists }: Config, family: IpFamily): string {
  const isUsed = wafLists.length > 0 || records.some((record) => record.detector.family === family);
  return isUsed ? redactUrls(formatSource(family === 4 ? sources.ipv4 : sources.ipv6)) : "none";
}

function renderName({ name, types, proxied, ttl, comment, hostIds }: NameConfig): object {
  return { name, types: [...types], proxied, ttl, comment, hostIds: hostIds.map(formatHostId) };
}

function renderProblem({ setting, message }: ConfigProblem): object {
  return { setting, message };
}
