/** What `check --json` prints. */

import { formatHostId } from "../../core/address/host-id.ts";
import { LIST_KINDS, traitsOf } from "../../core/list/kinds.ts";
import type { ListTarget } from "../../core/list/target.ts";
import { describeSource } from "../../core/source/format.ts";
import type { SourceSpec } from "../../core/source/spec.ts";
import type { IpFamily } from "../../core/types.ts";
import type { Config, ConfigProblem, NameConfig, ParsedConfig, SiteConfig } from "../config.ts";
import { ENFORCEABLE } from "../grammar/attributes.ts";
import { formatSchedule } from "../grammar/schedule.ts";

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
    ...renderSite(config, { name: "", ...config }),
    ...(config.sites.length === 0
      ? {}
      : { sites: Object.fromEntries(config.sites.map((site) => [site.name, renderSite(config, site)])) }),
    records: [...config.names]
      .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
      .map(renderName),
    ...renderLists(config),
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

/** WAF lists always, the other kinds where there are any. */
function renderLists({ lists }: Config): object {
  return Object.fromEntries(
    LIST_KINDS.flatMap(({ kind, field }) => {
      const ofKind = lists.filter((list) => list.kind === kind);
      return ofKind.length > 0 || kind === "waf" ? [[field, ofKind.map(renderList)]] : [];
    }),
  );
}

function renderList({ accountId, name, detectors }: ListTarget): object {
  const { site } = detectors[4];
  return { account: accountId, name, ...(site === "" ? {} : { site }) };
}

function renderSite(config: Config, { name, sources, prefixLengths }: SiteConfig): object {
  const { ipv4, ipv6 } = prefixLengths;
  return {
    sources: {
      ipv4: renderSource(config, name, 4, sources.ipv4),
      ipv6: renderSource(config, name, 6, sources.ipv6),
    },
    prefixLengths: { ipv4, ipv6 },
  };
}

/** A family that nothing uses is not asked, so it shows as `none`. */
function renderSource(
  { records, lists }: Config,
  site: string,
  family: IpFamily,
  source: SourceSpec,
): string {
  const isUsed =
    lists.some(
      ({ kind, detectors }) => detectors[family].site === site && traitsOf(kind).holds[family] !== undefined,
    ) || records.some(({ detector }) => detector.family === family && detector.site === site);
  return isUsed ? describeSource(source) : "none";
}

function renderName({ name, types, site, account, proxied, ttl, comment, hostIds }: NameConfig): object {
  return {
    name,
    ...(site === undefined ? {} : { site }),
    ...(account === undefined ? {} : { account }),
    types: [...types],
    proxied,
    ttl,
    comment,
    hostIds: hostIds.map(formatHostId),
  };
}

function renderProblem({ setting, message }: ConfigProblem): object {
  return { setting, message };
}
