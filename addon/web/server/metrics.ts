/** What programs read: the service in numbers (Prometheus text 0.0.4), and in short (`/api/status`). */

import type { CycleReport, Detection } from "../../../src/index.ts";
import type { Service, ServiceStatus } from "../../service/service-view.ts";
import type { Health } from "./health.ts";

export const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** One value with its labels. */
type Sample = readonly [value: number, labels?: Readonly<Record<string, string>>];

const STATUSES: readonly ServiceStatus[] = ["in_sync", "updating", "degraded", "error", "paused"];

/** The body of `/api/status`; times are ISO 8601, UTC, null where there is none yet. */
export function shortStatus(service: Service, version: string, health: Health) {
  const { status, paused, lastCheck, lastChange, nextCheck, lastError, report, waitingFor } = service.view;
  return {
    version,
    instance: service.config.instance,
    status,
    health,
    paused,
    lastCheck: lastCheck ?? null,
    lastChange: lastChange ?? null,
    nextCheck: nextCheck ?? null,
    lastError: lastError ?? null,
    waitingFor,
    ipv4: addressesOf(report?.detections.ipv4),
    ipv6: addressesOf(report?.detections.ipv6),
  };
}

/** The body of `/metrics`. */
export function metricsText(service: Service, version: string, health: Health): string {
  const { view, config } = service;
  const { report } = view;
  return [
    gauge("info", "Version and instance; always 1.", [[1, { version, instance: config.instance }]]),
    gauge("healthy", "0 where a restart would help.", [[bit(health !== "stalled")]]),
    gauge(
      "status",
      "1 for what the service is.",
      STATUSES.map((status) => [bit(view.status === status), { status }]),
    ),
    gauge("paused", "1 while automatic updates are off.", [[bit(view.paused)]]),
    gauge("last_check_timestamp_seconds", "When the last check ended.", time(view.lastCheck)),
    gauge("last_change_timestamp_seconds", "When something was changed last.", time(view.lastChange)),
    gauge("next_check_timestamp_seconds", "When the next check is due.", time(view.nextCheck)),
    ...(report === undefined ? [] : ofReport(report)),
  ].join("");
}

function ofReport(report: CycleReport): readonly string[] {
  const sites = Object.entries({ "": report.detections, ...report.sites });
  return [
    gauge("last_check_duration_seconds", "How long the last check took.", [[report.durationMs / 1000]]),
    gauge("last_check_requests", "Requests to Cloudflare of the last check.", [[report.requests]]),
    gauge(
      "address_known",
      "1 where the address of this family is known; families that are not managed are left out.",
      sites.flatMap(([site, { ipv4, ipv6 }]) => [...known(site, "ipv4", ipv4), ...known(site, "ipv6", ipv6)]),
    ),
    gauge(
      "record_right",
      "1 where the record set is as it should be; those left as they are on purpose are left out.",
      report.records
        .filter(({ outcome }) => outcome !== "skipped")
        .map(({ name, type, site, outcome }) => [bit(outcome !== "failed"), { name, type, site }]),
    ),
    gauge(
      "list_right",
      "1 where the list is as it should be; those left as they are on purpose are left out.",
      report.lists
        .filter(({ outcome }) => outcome !== "skipped")
        .map(({ kind, account, name, site, outcome }) => [
          bit(outcome !== "failed"),
          { kind, account, name, site },
        ]),
    ),
  ];
}

function known(site: string, family: string, detection: Detection): readonly Sample[] {
  return detection.status === "unmanaged" ? [] : [[bit(detection.status === "known"), { site, family }]];
}

function addressesOf(detection: Detection | undefined): readonly string[] {
  return detection?.status === "known" ? detection.addresses.map(({ address }) => address) : [];
}

/** Nothing where there are no samples: a heading alone says nothing. */
function gauge(name: string, help: string, samples: readonly Sample[]): string {
  if (samples.length === 0) return "";
  const full = `cloudflare_ddns_${name}`;
  const lines = samples.map(([value, labels = {}]) => `${full}${braces(labels)} ${value}\n`);
  return `# HELP ${full} ${help}\n# TYPE ${full} gauge\n${lines.join("")}`;
}

function braces(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

function time(iso: string | undefined): readonly Sample[] {
  return iso === undefined ? [] : [[Date.parse(iso) / 1000]];
}

function bit(is: boolean): number {
  return is ? 1 : 0;
}
