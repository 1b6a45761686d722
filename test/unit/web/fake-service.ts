/** A service whose state tests write by hand; it remembers what it was asked. */

import type { LogLine, Service, ServiceView } from "../../../addon/service/service-view.ts";
import { KEEP_ALL } from "../../../src/core/address/filter.ts";
import type { Detector, RecordTarget } from "../../../src/core/plan/target.ts";
import type { CycleReport, RecordReport, WafListReport } from "../../../src/core/report/report.ts";
import type {
  Address,
  AddressRecord,
  Fqdn,
  IpFamily,
  Outcome,
  Prefix,
  RecordType,
} from "../../../src/core/types.ts";
import type { Config } from "../../../src/settings/config.ts";
import { START } from "./manual-clock.ts";

export const ACCOUNT = "0123456789abcdef0123456789abcdef";
const V4 = "203.0.113.7";
const V6 = "2001:db8:1:2:3:4:5:6";

/** Texts of tests become the engine's types without its parsers, which are tested elsewhere. */
const address = (text: string) => text as Address;
const fqdn = (text: string) => text as Fqdn;
const prefix = (text: string) => text as Prefix;

export function minutesBefore(minutes: number): string {
  return new Date(Date.parse(START) - minutes * 60_000).toISOString();
}

function detector(family: IpFamily): Detector {
  return {
    family,
    source: { kind: "cloudflare.trace" },
    filter: KEEP_ALL,
    prefixLength: family === 4 ? 32 : 64,
  };
}

function target(name: string, type: RecordType, proxied: boolean): RecordTarget {
  return {
    account: "main",
    owner: { kind: "name", name: fqdn(name) },
    type,
    detector: detector(type === "A" ? 4 : 6),
    hostIds: [{ kind: "preserve" }],
    attributes: { ttl: 1, proxied, comment: "", tags: [] },
    enforce: new Set(),
    selector: { pattern: "", matches: () => true },
    keepSurplus: false,
    create: true,
  };
}

export const config: Config = {
  accounts: [],
  baseUrl: "https://api.example",
  records: [
    target("home.example.org", "A", false),
    target("home.example.org", "AAAA", false),
    target("vpn.example.org", "A", false),
    target("*.apps.xn--bcher-kva.example", "A", true),
  ],
  names: [],
  wafLists: [
    {
      account: "main",
      accountId: ACCOUNT,
      name: "home_ips",
      description: "",
      itemComment: "",
      selector: { pattern: "", matches: () => true },
      detectors: { 4: detector(4), 6: detector(6) },
    },
  ],
  sources: { ipv4: { kind: "cloudflare.trace" }, ipv6: { kind: "cloudflare.trace" } },
  prefixLengths: { ipv4: 32, ipv6: 64 },
  rejectCloudflareIps: true,
  schedule: { kind: "every", intervalMs: 300_000, text: "@every 5m" },
  timeZone: "UTC",
  updateOnStart: true,
  deleteOnStop: false,
  enforce: [],
  detectionTimeoutMs: 5000,
  updateTimeoutMs: 30_000,
  cacheExpirationMs: 3_600_000,
  healthchecks: undefined,
  uptimeKuma: undefined,
  notifications: [],
  emoji: false,
  quiet: false,
  logLevel: "info",
  logFormat: "text",
  mqtt: undefined,
  instance: "main",
  homeAssistant: undefined,
  web: undefined,
  stateDir: undefined,
  partsOff: [],
};

function record(
  name: string,
  type: RecordType,
  content: string,
  proxied: boolean,
  ttl: number,
): AddressRecord {
  return {
    id: `${name}-${type}`,
    name: fqdn(name),
    type,
    content: address(content),
    proxied,
    ttl,
    comment: "",
    tags: [],
  };
}

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
  return {
    name: fqdn(name),
    type,
    zone: fqdn("example.org"),
    outcome,
    changes: [],
    error: null,
    reason: null,
    wanted: [address(wanted)],
    actual: [record(name, type, now, proxied, ttl)],
    ...rest,
  };
}

export function wafReport(more: Partial<WafListReport> = {}): WafListReport {
  return {
    account: ACCOUNT,
    name: "home_ips",
    id: "list",
    outcome: "unchanged",
    added: [],
    removed: [],
    kept: [prefix(`${V4}/32`), prefix("2001:db8:1:2::/64")],
    error: null,
    reason: null,
    warnings: [],
    ...more,
  };
}

export function report(more: Partial<CycleReport> = {}): CycleReport {
  return {
    ok: true,
    dryRun: false,
    startedAt: minutesBefore(2),
    durationMs: 420,
    requests: 2,
    detections: {
      ipv4: { status: "known", addresses: [{ address: address(V4) }], source: "cloudflare.trace" },
      ipv6: { status: "known", addresses: [{ address: address(V6) }], source: "cloudflare.trace" },
    },
    records: [
      recordReport("home.example.org", "A", "updated"),
      recordReport("home.example.org", "AAAA", "unchanged"),
      recordReport("vpn.example.org", "A", "unchanged", { ttl: 120 }),
      recordReport("*.apps.xn--bcher-kva.example", "A", "unchanged", { proxied: true }),
    ],
    wafLists: [wafReport()],
    ...more,
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
  wafLists: [
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
      what: `${ACCOUNT}/home_ips`,
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

export interface FakeService extends Service {
  /** Shows a new view: the present one with `changes`. */
  show(changes: Partial<ServiceView>): void;
  logTail: readonly LogLine[];
  config: Config;
  readonly asked: string[];
  readonly listeners: number;
  /** What `plan` and `setProxied` do; tests replace them. */
  onPlan: () => Promise<CycleReport>;
  onProxied: () => Promise<void>;
}

export function fakeService(changes: Partial<ServiceView> = {}): FakeService {
  let view: ServiceView = { ...calmView, ...changes };
  const listeners = new Set<(view: ServiceView) => void>();
  const asked: string[] = [];
  const service: FakeService = {
    config,
    asked,
    logTail: someLog,
    get view() {
      return view;
    },
    get listeners() {
      return listeners.size;
    },
    show(changed) {
      view = { ...view, ...changed };
      for (const listener of listeners) listener(view);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    updateNow() {
      asked.push("update");
    },
    async setPaused(paused) {
      asked.push(`pause ${paused}`);
      service.show({ paused, status: paused ? "paused" : "in_sync" });
    },
    async setProxied(name, type, proxied) {
      asked.push(`proxied ${name} ${type} ${proxied}`);
      await service.onProxied();
    },
    trouble: () => {},
    async plan() {
      asked.push("plan");
      return service.onPlan();
    },
    onPlan: async () => plannedReport,
    onProxied: async () => {},
  };
  return service;
}
