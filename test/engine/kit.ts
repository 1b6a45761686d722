/** An engine over providers in memory, with sources that answer what a test says and a clock in its hands. */

import { memoryState } from "../../src/adapters/state.ts";
import { type AddressFilter, KEEP_ALL } from "../../src/core/address/filter.ts";
import type { ListTarget } from "../../src/core/list/target.ts";
import { SELECT_ALL } from "../../src/core/plan/ownership.ts";
import type { Detector, RecordTarget } from "../../src/core/plan/target.ts";
import type { SourceSpec } from "../../src/core/source/spec.ts";
import type { Detection, IpFamily, OwnershipSelector, RecordAttributes } from "../../src/core/types.ts";
import { createAccount } from "../../src/cycle/account.ts";
import { createEngine, type EngineOptions } from "../../src/engine.ts";
import type { StateStore } from "../../src/ports.ts";
import { createVirtualClock } from "../clock.ts";
import { MemoryDns } from "../contract/memory-dns.ts";
import { MemoryLists } from "../contract/memory-lists.ts";
import { addressOf, nameOf } from "../unit/core/values.ts";

export const ACCOUNT_ID = "0123456789abcdef0123456789abcdef";
export const PLAIN: RecordAttributes = { ttl: 1, proxied: false, comment: "", tags: [] };
export const running: AbortSignal = new AbortController().signal;

/** Ours is what says so. */
export const MARKED: OwnershipSelector = {
  pattern: "^ddns",
  matches: (comment) => comment.startsWith("ddns"),
};

export function detector(
  family: IpFamily,
  source: SourceSpec = { kind: "cloudflare.trace" },
  filter: AddressFilter = KEEP_ALL,
): Detector {
  return { site: "", family, source, filter, prefixLength: family === 4 ? 32 : 64 };
}

export const V4 = detector(4);
export const V6 = detector(6);
export const NO_V4 = detector(4, { kind: "none" });
export const NO_V6 = detector(6, { kind: "none" });

export function recordTarget(name: string, change: Partial<RecordTarget> = {}): RecordTarget {
  const type = change.type ?? "A";
  return {
    account: "main",
    owner: { kind: "name", name: nameOf(name) },
    type,
    detector: type === "A" ? V4 : V6,
    hostIds: [{ kind: "preserve" }],
    attributes: PLAIN,
    enforce: new Set(),
    selector: SELECT_ALL,
    keepSurplus: false,
    create: true,
    ...change,
  };
}

export function listTarget(name: string, change: Partial<ListTarget> = {}): ListTarget {
  return {
    kind: "waf",
    account: "main",
    accountId: ACCOUNT_ID,
    name,
    description: "",
    itemComment: "",
    selector: SELECT_ALL,
    detectors: { 4: V4, 6: NO_V6 },
    ...change,
  };
}

export function known(...addresses: readonly string[]): Detection {
  const [first = "", ...rest] = addresses;
  return {
    status: "known",
    source: "test",
    addresses: [{ address: addressOf(first) }, ...rest.map((address) => ({ address: addressOf(address) }))],
  };
}

export const silent: Detection = { status: "unavailable", source: "test", reason: "nobody answers" };

export interface StageOptions {
  readonly records?: readonly RecordTarget[];
  /** Lists of any kind. */
  readonly wafLists?: readonly ListTarget[];
  readonly dns?: MemoryDns;
  /** Those of one kind; of the others there are none. */
  readonly lists?: MemoryLists;
  readonly state?: StateStore;
  readonly cacheExpirationMs?: number;
  readonly updateTimeoutMs?: number;
  /** A second token, `other`, with zones of its own. */
  readonly otherDns?: MemoryDns;
}

/** `answers` is what the sources say from the next cycle on. */
export async function openStage(options: StageOptions) {
  const clock = createVirtualClock();
  const { dns = new MemoryDns(), lists = new MemoryLists(), cacheExpirationMs = 3_600_000 } = options;
  const answers: Record<IpFamily, Detection> = { 4: known("203.0.113.7"), 6: known("2001:db8::7") };
  const asked: IpFamily[] = [];
  const notices: string[] = [];
  let writes = 0;
  const noLists = {
    waf: new MemoryLists(),
    "zero-trust": new MemoryLists({ kind: "zero-trust" }),
    location: new MemoryLists({ kind: "location" }),
  };
  const account = (key: string, own: MemoryDns) =>
    createAccount(
      key,
      {
        dns: own,
        lists: { ...noLists, [lists.kind]: lists },
        requests: () => own.calls.length + (key === "main" ? lists.calls.length : 0),
      },
      { clock, cacheExpirationMs },
    );
  const accounts = [
    account("main", dns),
    ...(options.otherDns === undefined ? [] : [account("other", options.otherDns)]),
  ];
  const settings: EngineOptions = {
    records: options.records ?? [],
    lists: options.wafLists ?? [],
    accounts,
    sources: (spec) => ({
      name: spec.kind,
      detect: async (family) => {
        asked.push(family);
        if (spec.kind === "none") return { status: "unmanaged" };
        return spec.kind === "static.empty" ? { status: "clear" } : answers[family];
      },
    }),
    clock,
    state: options.state ?? memoryState(),
    updateTimeoutMs: options.updateTimeoutMs ?? 30_000,
    notice: (text) => notices.push(text),
    writing: () => {
      writes += 1;
    },
  };
  const engine = await createEngine(settings);
  return {
    engine,
    dns,
    lists,
    clock,
    answers,
    asked,
    notices,
    accounts,
    writes: () => writes,
    cycle: (
      request: { readonly dryRun?: boolean; readonly fresh?: boolean; readonly signal?: AbortSignal } = {},
    ) => engine.cycle({ signal: running, ...request }),
    contents: (zone = "example.org") =>
      dns
        .held(zone)
        .map(({ name, type, content }) => `${name} ${type} ${content}`)
        .sort(),
  };
}
