/** What a Config says, in rows for people. */

import { formatHostId } from "../../../src/core/address/host-id.ts";
import { traitsOf } from "../../../src/core/list/kinds.ts";
import { displayName } from "../../../src/core/name/fqdn.ts";
import type { RecordTarget } from "../../../src/core/plan/target.ts";
import { describeDuration } from "../../../src/core/report/describe-alert.ts";
import { describeSource } from "../../../src/core/source/format.ts";
import type { Config, SiteConfig } from "../../../src/settings/config.ts";
import { formatSchedule } from "../../../src/settings/index.ts";
import type { Meaning, NameRow } from "./answer.ts";

export function meaningOf(config: Config): Meaning {
  return {
    names: rowsOf(config.records),
    lists: config.lists.map(({ kind, accountId, name, detectors }) => ({
      heading: traitsOf(kind).noun,
      name: `${accountId}/${name}`,
      site: detectors[4].site,
    })),
    facts: factsOf(config),
  };
}

/** One row for what has the same name and place, whatever its types. */
function rowsOf(records: readonly RecordTarget[]): readonly NameRow[] {
  const groups = new Map<string, RecordTarget[]>();
  for (const record of records) {
    const key = JSON.stringify([record.owner, record.account, record.detector.site]);
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [rowOf(first, [first, ...others])],
  );
}

function rowOf(first: RecordTarget, all: readonly RecordTarget[]): NameRow {
  const { owner, attributes, enforce, account, detector } = first;
  const { proxied, ttl, comment } = attributes;
  const also = (attribute: "proxied" | "ttl" | "comment"): string =>
    enforce.has(attribute) ? ", kept so" : "";
  const ids = (all.find(({ type }) => type === "AAAA")?.hostIds ?? []).filter(
    ({ kind }) => kind !== "preserve",
  );
  return {
    name: owner.kind === "name" ? displayName(owner.name) : `${owner.label} in zone ${owner.zoneId}`,
    records: all.map(({ type }) => type).join(" and "),
    cloud: `${proxied ? "on" : "off"}${also("proxied")}`,
    ttl: `${ttl === 1 ? "automatic" : `${ttl} s`}${also("ttl")}`,
    besides: [
      ...(comment === "" ? [] : [`comment ${JSON.stringify(comment)}${also("comment")}`]),
      ...(ids.length === 0 ? [] : [`host ID ${ids.map(formatHostId).join(", ")}`]),
      ...(detector.site === "" ? [] : [`of ${detector.site}`]),
      ...(/^(?:main|\d+)$/.test(account) ? [] : [`account ${account}`]),
    ].join(", "),
  };
}

function factsOf(config: Config): Meaning["facts"] {
  const { schedule, timeZone, updateOnStart, deleteOnStop, cacheExpirationMs, rejectCloudflareIps } = config;
  return [
    ...sourcesOf("", config),
    ...config.sites.flatMap((site) => sourcesOf(` of ${site.name}`, site)),
    ["Schedule", `${formatSchedule(schedule)}${updateOnStart ? ", and at the start" : ""}`],
    ["Time zone", `${timeZone} (unset: the system's)`],
    ["At the end", deleteOnStop ? "what this instance published is removed" : "everything stays"],
    ["What was read is reused for", describeDuration(cacheExpirationMs)],
    ...(rejectCloudflareIps ? [] : [["Cloudflare's own addresses", "are taken"] as const]),
    ...told(config),
  ];
}

function sourcesOf(
  of: string,
  { sources, prefixLengths }: Pick<SiteConfig, "sources" | "prefixLengths">,
): Meaning["facts"] {
  const { ipv4, ipv6 } = sources;
  return [
    [`IPv4 address${of}`, describe(ipv4.kind, describeSource(ipv4), prefixLengths.ipv4)],
    [`IPv6 address${of}`, describe(ipv6.kind, describeSource(ipv6), prefixLengths.ipv6)],
  ];
}

function describe(kind: string, source: string, prefixLength: number): string {
  if (kind === "none") return "none: the family is left alone";
  if (kind === "static.empty") return "static.empty: the records of this family are removed";
  return `${source}, in lists as /${prefixLength}`;
}

function told({ mqtt, notifications, healthchecks, uptimeKuma, web }: Config): Meaning["facts"] {
  const all = [
    ...(healthchecks === undefined ? [] : ["Healthchecks"]),
    ...(uptimeKuma === undefined ? [] : ["Uptime Kuma"]),
    ...notifications.map(({ kind }) => kind),
    ...(mqtt === undefined || mqtt.url === "" ? [] : [`MQTT (${mqtt.baseTopic})`]),
    ...(web === undefined ? [] : [`a dashboard on port ${web.port}`]),
  ];
  return all.length === 0 ? [] : [["Told to", all.join(", ")]];
}
