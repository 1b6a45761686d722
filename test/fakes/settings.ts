/** Settings made on demand: what a test does not care about is as a small home has it. */

import { KEEP_ALL } from "../../src/core/address/filter.ts";
import type { ListTarget } from "../../src/core/list/target.ts";
import type { Detector, RecordTarget } from "../../src/core/plan/target.ts";
import { Secret } from "../../src/core/secret.ts";
import type { Fqdn, IpFamily, RecordType } from "../../src/core/types.ts";
import type { Config } from "../../src/settings/config.ts";

export const ACCOUNT_ID = "0123456789abcdef0123456789abcdef";
export const TOKEN = "token-that-must-never-be-seen";

const detector = (family: IpFamily): Detector => ({
  site: "",
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

export function listTarget(name: string, accountId = ACCOUNT_ID): ListTarget {
  return {
    kind: "waf",
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
    lists: [listTarget("home_ips")],
    sources: { ipv4: { kind: "cloudflare.trace" }, ipv6: { kind: "cloudflare.trace" } },
    prefixLengths: { ipv4: 32, ipv6: 64 },
    sites: [],
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
    verify: "off",
    logLevel: "info",
    logFormat: "text",
    mqtt: undefined,
    instance: "main",
    homeAssistant: undefined,
    web: undefined,
    push: undefined,
    hooks: { onChange: undefined, webhook: undefined },
    journalDays: 400,
    stateDir: undefined,
    partsOff: [],
    ...changes,
  };
}
