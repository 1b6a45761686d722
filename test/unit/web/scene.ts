/** The home that the dashboard's tests show: four names, one list, what is planned, what happened, what was logged. */

import type { LogLine, ServiceView } from "../../../addon/service/service-view.ts";
import type { RecordTarget } from "../../../src/core/plan/target.ts";
import type { CycleReport, ListReport, RecordReport } from "../../../src/core/report/report.ts";
import type { Address, Outcome, Prefix, RecordType } from "../../../src/core/types.ts";
import type { RecordVerification, Verification } from "../../../src/core/witness/verification.ts";
import type { Config } from "../../../src/settings/config.ts";
import { createVirtualClock, type VirtualClock } from "../../clock.ts";
import * as fakes from "../../fakes/reports.ts";
import { createFakeService, type FakeService } from "../../fakes/service.ts";
import { ACCOUNT_ID, makeConfig, recordTarget } from "../../fakes/settings.ts";

/** Now, on the clock of these tests. */
export const START = "2026-07-01T22:15:00.000Z";

/** It stands there until a test moves it. */
export const clockAtStart = (): VirtualClock => createVirtualClock(Date.parse(START));

const V4 = "203.0.113.7";
const V6 = "2001:db8:1:2:3:4:5:6";

/** Texts of tests become the engine's types without its parsers, which are tested elsewhere. */
const address = (text: string) => text as Address;
const prefix = (text: string) => text as Prefix;

export function minutesBefore(minutes: number): string {
  return new Date(Date.parse(START) - minutes * 60_000).toISOString();
}

function target(name: string, type: RecordType, proxied: boolean): RecordTarget {
  return { ...recordTarget(name, type), attributes: { ttl: 1, proxied, comment: "", tags: [] } };
}

export const config: Config = makeConfig({
  records: [
    target("home.example.org", "A", false),
    target("home.example.org", "AAAA", false),
    target("vpn.example.org", "A", false),
    target("*.apps.xn--bcher-kva.example", "A", true),
  ],
});

export function recordReport(
  name: string,
  type: RecordType,
  outcome: Outcome,
  more: Partial<RecordReport> & {
    readonly now?: string;
    readonly proxied?: boolean;
    readonly ttl?: number;
  } = {},
): RecordReport {
  const wanted = type === "A" ? V4 : V6;
  const { now = wanted, proxied = false, ttl = 1, ...rest } = more;
  const usual = fakes.recordReport(name, type, now);
  return {
    ...usual,
    outcome,
    wanted: [address(wanted)],
    actual: usual.actual.map((record) => ({ ...record, id: `${name}-${type}`, proxied, ttl })),
    ...rest,
  };
}

export function wafReport(more: Partial<ListReport> = {}): ListReport {
  return fakes.listReport([`${V4}/32`, "2001:db8:1:2::/64"], more);
}

export function report(more: Partial<CycleReport> = {}): CycleReport {
  return fakes.makeReport(V4, {
    startedAt: minutesBefore(2),
    durationMs: 420,
    requests: 2,
    detections: { ipv4: fakes.known(V4), ipv6: fakes.known(V6) },
    records: [
      recordReport("home.example.org", "A", "updated"),
      recordReport("home.example.org", "AAAA", "unchanged"),
      recordReport("vpn.example.org", "A", "unchanged", { ttl: 120 }),
      recordReport("*.apps.xn--bcher-kva.example", "A", "unchanged", { proxied: true }),
    ],
    lists: [wafReport()],
    ...more,
  });
}

/** What one name server said of the first record set. */
export function verification(first: Partial<RecordVerification>): Verification {
  const name = "home.example.org" as RecordVerification["name"];
  const witness = {
    name: "ada.ns.cloudflare.example",
    kind: "authoritative",
    answer: [address(V4)],
    ttl: 300,
    error: null,
  } as const;
  return {
    ok: first.published !== "no",
    zones: [],
    records: [{ name, type: "A", published: "yes", reason: null, witnesses: [witness], ...first }],
    settledAfter: 300,
  };
}

/** A dry run with one change of each kind. */
export const plannedReport: CycleReport = report({
  dryRun: true,
  startedAt: START,
  records: [
    recordReport("home.example.org", "A", "updated", {
      changes: [{ action: "update", id: "1", from: address("198.51.100.23"), to: address(V4) }],
    }),
    recordReport("home.example.org", "AAAA", "created", {
      changes: [{ action: "create", id: null, from: null, to: address(V6) }],
    }),
    recordReport("vpn.example.org", "A", "updated", {
      changes: [
        {
          action: "update",
          id: "2",
          from: address(V4),
          to: address(V4),
          attributes: { proxied: true, ttl: 1 },
        },
        { action: "delete", id: "3", from: address("198.51.100.9"), to: null },
      ],
    }),
    recordReport("*.apps.xn--bcher-kva.example", "A", "failed", {
      error: {
        code: "RECORD_CONFLICT",
        message:
          "A CNAME record is in the way of *.apps.xn--bcher-kva.example A. Remove it, or stop managing this name.",
      },
    }),
  ],
  lists: [
    wafReport({
      outcome: "updated",
      added: [prefix(`${V4}/32`)],
      removed: [prefix("198.51.100.23/32")],
      kept: [],
    }),
  ],
});

export const calmView: ServiceView = {
  status: "in_sync",
  paused: false,
  busy: false,
  writing: false,
  passing: false,
  report: report(),
  lastCheck: minutesBefore(2),
  lastChange: minutesBefore(2 * 24 * 60 + 15),
  lastError: undefined,
  nextCheck: minutesBefore(-3),
  waitingFor: [],
  history: [
    {
      at: minutesBefore(60 * 24 * 9),
      what: "home.example.org A",
      outcome: "created",
      from: [],
      to: ["198.51.100.4"],
    },
    {
      at: minutesBefore(60 * 24 * 9),
      what: "vpn.example.org A",
      outcome: "created",
      from: [],
      to: ["198.51.100.4"],
    },
    ...["home.example.org A", "vpn.example.org A", "*.apps.xn--bcher-kva.example A"].map((what) => ({
      at: minutesBefore(60 * 24 * 5),
      what,
      outcome: "updated",
      from: ["198.51.100.4"],
      to: ["198.51.100.23"],
    })),
    { at: minutesBefore(60 * 24 * 5), what: "home.example.org AAAA", outcome: "created", from: [], to: [V6] },
    ...["home.example.org A", "vpn.example.org A", "*.apps.xn--bcher-kva.example A"].map((what) => ({
      at: minutesBefore(2 * 24 * 60 + 15),
      what,
      outcome: "updated",
      from: ["198.51.100.23"],
      to: [V4],
    })),
    {
      at: minutesBefore(2 * 24 * 60 + 15),
      what: `${ACCOUNT_ID}/home_ips`,
      outcome: "updated",
      from: ["198.51.100.23/32"],
      to: [`${V4}/32`],
    },
  ],
};

export const someLog: readonly LogLine[] = [
  {
    at: minutesBefore(12),
    level: "info",
    text: "Cloudflare DDNS 0.1.0 started: 4 record sets, 1 WAF list, every 5 minutes.",
  },
  {
    at: minutesBefore(7),
    level: "warn",
    text: "cloudflare.trace over one.one.one.one did not answer within 250 ms; asked the next host.",
  },
  {
    at: minutesBefore(7),
    level: "info",
    text: "Checked 4 record sets and 1 WAF list in 0.4 s with 2 requests: nothing to change.",
  },
  {
    at: minutesBefore(2),
    level: "info",
    text: "Checked 4 record sets and 1 WAF list in 0.4 s with 2 requests: nothing to change.",
  },
];

/** A calm service with a log, whose plan has one change of each kind. */
export function fakeService(changes: Partial<ServiceView> = {}): FakeService {
  const service = createFakeService(config, { ...calmView, ...changes });
  service.logTail = someLog;
  service.onPlan = async () => plannedReport;
  return service;
}
