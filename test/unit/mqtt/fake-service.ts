/** A service in the hands of a test: settings and views made on demand, calls written down. */

import type { Service, ServiceView } from "../../../addon/service/service-view.ts";
import { KEEP_ALL } from "../../../src/core/address/filter.ts";
import type { Detector, RecordTarget, WafListTarget } from "../../../src/core/plan/target.ts";
import type { CycleReport, RecordReport } from "../../../src/core/report/report.ts";
import { Secret } from "../../../src/core/secret.ts";
import type {
  Address,
  AddressRecord,
  Detection,
  Fqdn,
  IpFamily,
  RecordType,
} from "../../../src/core/types.ts";
import type { Config } from "../../../src/settings/config.ts";

export const ACCOUNT_ID = "0123456789abcdef0123456789abcdef";
export const TOKEN = "token-that-must-never-be-seen";

const detector = (family: IpFamily): Detector => ({
  family,
  source: { kind: "cloudflare.trace" },
  filter: KEEP_ALL,
  prefixLength: family === 4 ? 32 : 64,
});

export function recordTarget(name: string, type: RecordType): RecordTarget {
  return {
    account: "main",
    owner: { kind: "name", name: name as Fqdn },
    type,
    detector: detector(type === "A" ? 4 : 6),
    hostIds: [{ kind: "preserve" }],
    attributes: { ttl: 1, proxied: false, comment: "", tags: [] },
    enforce: new Set(),
    selector: { pattern: "", matches: () => true },
    keepSurplus: false,
    create: true,
  };
}

export function listTarget(name: string, accountId = ACCOUNT_ID): WafListTarget {
  return {
    account: "main",
    accountId,
    name,
    description: "",
    itemComment: "",
    selector: { pattern: "", matches: () => true },
    detectors: { 4: detector(4), 6: detector(6) },
  };
}

/** Settings as the example of the reference has them; `changes` replaces what a test cares about. */
export function makeConfig(changes: Partial<Config> = {}): Config {
  return {
    accounts: [{ key: "main", token: new Secret(TOKEN) }],
    baseUrl: "https://api.cloudflare.com/client/v4",
    records: [
      recordTarget("*.example.org", "A"),
      recordTarget("home.example.org", "A"),
      recordTarget("home.example.org", "AAAA"),
    ],
    names: [],
    wafLists: [listTarget("home_ips")],
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
    ...changes,
  };
}

export function known(address: string): Detection {
  return { status: "known", addresses: [{ address: address as Address }], source: "cloudflare.trace" };
}

export function recordReport(name: string, type: RecordType, content: string | null): RecordReport {
  const actual: AddressRecord = {
    id: "r1",
    name: name as Fqdn,
    type,
    content: (content ?? "") as Address,
    ttl: 1,
    proxied: true,
    comment: "",
    tags: [],
  };
  return {
    name: name as Fqdn,
    type,
    zone: "example.org" as Fqdn,
    outcome: content === null ? "skipped" : "unchanged",
    changes: [],
    error: null,
    reason: content === null ? "no address could be detected" : null,
    wanted: content === null ? [] : [content as Address],
    actual: content === null ? [] : [actual],
  };
}

/** A report of the example: both A records right, the AAAA record without an address. */
export function makeReport(ipv4 = "203.0.113.7", changes: Partial<CycleReport> = {}): CycleReport {
  return {
    ok: true,
    dryRun: false,
    startedAt: "2026-01-01T00:05:00.000Z",
    durationMs: 42,
    requests: 3,
    detections: { ipv4: known(ipv4), ipv6: { status: "unmanaged" } },
    records: [
      recordReport("*.example.org", "A", ipv4),
      recordReport("home.example.org", "A", ipv4),
      recordReport("home.example.org", "AAAA", null),
    ],
    wafLists: [
      {
        account: ACCOUNT_ID,
        name: "home_ips",
        id: "l1",
        outcome: "unchanged",
        added: [],
        removed: [],
        kept: [`${ipv4}/32` as CycleReport["wafLists"][number]["kept"][number]],
        error: null,
        reason: null,
        warnings: [],
      },
    ],
    ...changes,
  };
}

export function makeView(changes: Partial<ServiceView> = {}): ServiceView {
  return {
    status: "in_sync",
    paused: false,
    busy: false,
    writing: false,
    report: makeReport(),
    lastCheck: "2026-01-01T00:05:00.000Z",
    lastChange: "2026-01-01T00:00:00.000Z",
    lastError: undefined,
    history: [],
    nextCheck: "2026-01-01T00:10:00.000Z",
    waitingFor: [],
    ...changes,
  };
}

export interface FakeService extends Service {
  /** `updateNow`, `setPaused true`, `setProxied home.example.org A true`, `trouble about text`. */
  readonly calls: readonly string[];
  show(changes: Partial<ServiceView>): void;
}

export function createFakeService(
  config: Config = makeConfig(),
  first: ServiceView = makeView(),
): FakeService {
  const calls: string[] = [];
  const listeners = new Set<(view: ServiceView) => void>();
  let view = first;
  const show = (changes: Partial<ServiceView>) => {
    view = { ...view, ...changes };
    for (const listener of listeners) listener(view);
  };
  return {
    config,
    calls,
    show,
    get view() {
      return view;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    updateNow: () => {
      calls.push("updateNow");
    },
    async setPaused(paused) {
      calls.push(`setPaused ${paused}`);
      show({ paused, status: paused ? "paused" : "in_sync" });
    },
    async setProxied(name, type, proxied) {
      calls.push(`setProxied ${name} ${type} ${proxied}`);
      const { report } = view;
      if (report === undefined) return;
      const records = report.records.map((record) =>
        record.name === name && record.type === type
          ? { ...record, actual: record.actual.map((actual) => ({ ...actual, proxied })) }
          : record,
      );
      show({ report: { ...report, records } });
    },
    trouble(about, text) {
      calls.push(`trouble ${about} ${text}`);
      show({ lastError: text });
    },
    plan: () => Promise.reject(new Error("not part of this test")),
    logTail: [],
  };
}

export interface LogRecorder {
  readonly lines: string[];
  error(text: string): void;
  warn(text: string): void;
  info(text: string): void;
  debug(text: string): void;
}

/** Writes `level text` down. */
export function createLogRecorder(): LogRecorder {
  const lines: string[] = [];
  const write = (level: string) => (text: string) => {
    lines.push(`${level} ${text}`);
  };
  return { lines, error: write("error"), warn: write("warn"), info: write("info"), debug: write("debug") };
}
