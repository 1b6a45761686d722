/** The service in numbers: `/metrics`. Seconds everywhere; a label `site` is empty for the home. */

import { type CycleReport, describeSource, observationsOf } from "../../../../src/index.ts";
import type { Meters, Service, ServiceStatus } from "../../../service/service-view.ts";
import type { AddressStrip } from "../../wire.ts";
import type { Health } from "../health.ts";
import { counter, gauge, type Labels, type Sample, summary } from "./exposition.ts";
import type { Tally } from "./tally.ts";

export interface MetricsParts {
  readonly service: Service;
  readonly version: string;
  readonly health: Health;
  readonly tally: Tally;
  /** Of the journal. */
  readonly strips: readonly AddressStrip[];
  readonly meters: Meters | undefined;
}

const STATUSES: readonly ServiceStatus[] = ["in_sync", "updating", "degraded", "error", "paused"];

/** The body. */
export function metricsText(parts: MetricsParts): string {
  const { service, version, health, tally, strips, meters } = parts;
  const { view, config } = service;
  const { cycles, changes, published, lastSuccess } = tally;
  return [
    gauge("info", "Version and instance; always 1.", [[1, { version, instance: config.instance }]]),
    gauge("healthy", "0 where a restart would help.", [[bit(health !== "stalled")]]),
    gauge(
      "status",
      "1 for what the service is.",
      STATUSES.map((status) => [bit(view.status === status), { status }]),
    ),
    gauge("paused", "1 while automatic updates are off.", [[bit(view.paused)]]),
    gauge("last_cycle_timestamp_seconds", "When the last cycle began.", time(view.lastCheck)),
    gauge(
      "last_success_timestamp_seconds",
      "When the last cycle without any failure ended.",
      seconds(lastSuccess),
    ),
    gauge("last_change_timestamp_seconds", "When something was changed last.", time(view.lastChange)),
    gauge("next_cycle_timestamp_seconds", "When the next cycle is due.", time(view.nextCheck)),
    summary("cycle_duration_seconds", "How long cycles took.", cycles.seconds, cycles.count),
    counter(
      "api_requests",
      "Requests to Cloudflare since the start, by what came of them.",
      Object.entries(meters?.requests() ?? {}).map(([outcome, count]) => [count, { outcome }]),
    ),
    counter(
      "address_changes",
      "How often the address changed since the start.",
      [...changes.values()].map(({ site, family, count }) => [count, { site, family: label(family) }]),
    ),
    gauge(
      "address_since_timestamp_seconds",
      "Since when the address is there, as the journal says.",
      strips.flatMap(({ site, family, spans }): Sample[] =>
        time(spans.at(-1)?.from).map(([at]) => [at, { site, family: `ipv${family}` }]),
      ),
    ),
    gauge(
      "published_seconds",
      "How long after the last write the world saw it.",
      [...published.values()].map(({ name, type, seconds: took }) => [took, { name, type }]),
    ),
    ...ofSources(parts),
    ...(view.report === undefined ? [] : ofReport(view.report)),
  ].join("");
}

function ofReport(report: CycleReport): readonly string[] {
  const isTold = ({ outcome }: { readonly outcome: string }): boolean => outcome !== "skipped";
  return [
    gauge(
      "address_info",
      "The addresses of each family that is known; always 1.",
      observationsOf(report).flatMap(({ site, family, detection }): Sample[] =>
        detection.status === "known"
          ? [...new Set(detection.addresses.map(({ address }) => address))].map((address) => [
              1,
              { site, family: label(family), address },
            ])
          : [],
      ),
    ),
    gauge(
      "record_in_sync",
      "1 where the record set is as it should be; those left as they are on purpose are left out.",
      report.records
        .filter(isTold)
        .map(({ name, type, site, outcome }) => [bit(outcome !== "failed"), { name, type, site }]),
    ),
    gauge(
      "list_in_sync",
      "1 where the list is as it should be; those left as they are on purpose are left out.",
      report.lists
        .filter(isTold)
        .map(({ kind, account, name, site, outcome }) => [
          bit(outcome !== "failed"),
          { list: name, kind, account, site },
        ]),
    ),
  ];
}

/** Each family's source as it was set, without what may be secret in it; families without one are left out. */
function ofSources({ service: { config, view }, meters }: MetricsParts): readonly string[] {
  const up: Sample[] = [];
  const duration: Sample[] = [];
  const specs = new Map([
    ["", config.sources],
    ...config.sites.map(({ name, sources }) => [name, sources] as const),
  ]);
  for (const { site, family, detection } of view.report === undefined ? [] : observationsOf(view.report)) {
    const spec = specs.get(site)?.[family === "IPv4" ? "ipv4" : "ipv6"];
    if (spec === undefined || detection.status === "unmanaged") continue;
    const labels: Labels = { site, family: label(family), source: describeSource(spec) };
    up.push([bit(detection.status !== "unavailable"), labels]);
    const took = meters?.sourceSeconds(spec, family === "IPv4" ? 4 : 6);
    if (took !== undefined) duration.push([took, labels]);
  }
  return [
    gauge("source_up", "1 where the source of the address answers.", up),
    gauge("source_duration_seconds", "How long the source took for its last answer.", duration),
  ];
}

function label(family: string): string {
  return family.toLowerCase();
}

function time(iso: string | undefined): readonly Sample[] {
  return iso === undefined ? [] : [[Date.parse(iso) / 1000]];
}

function seconds(ms: number | undefined): readonly Sample[] {
  return ms === undefined ? [] : [[ms / 1000]];
}

function bit(is: boolean): number {
  return is ? 1 : 0;
}
