/** A service in the hands of a test: views made on demand, calls written down. */

import type { LogLine, Service, ServiceView } from "../../addon/service/service-view.ts";
import type { CycleReport } from "../../src/core/report/report.ts";
import type { Config } from "../../src/settings/config.ts";
import { makeReport } from "./reports.ts";
import { makeConfig } from "./settings.ts";

export function makeView(changes: Partial<ServiceView> = {}): ServiceView {
  return {
    status: "in_sync",
    paused: false,
    busy: false,
    writing: false,
    report: makeReport(),
    passing: false,
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
  config: Config;
  logTail: readonly LogLine[];
  /** `updateNow`, `setPaused true`, `setProxied home.example.org A true`, `trouble about text`, `plan`. */
  readonly calls: readonly string[];
  /** How many are subscribed. */
  readonly listeners: number;
  /** Shows a new view: the present one with `changes`. */
  show(changes: Partial<ServiceView>): void;
  /** What `plan` does, and what an orange cloud does beside being seen; tests replace them. */
  onPlan: () => Promise<CycleReport>;
  onProxied: () => Promise<void>;
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
  const service: FakeService = {
    config,
    calls,
    show,
    logTail: [],
    get view() {
      return view;
    },
    get listeners() {
      return listeners.size;
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
      await service.onProxied();
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
    async plan() {
      calls.push("plan");
      return service.onPlan();
    },
    onPlan: () => Promise.reject(new Error("not part of this test")),
    onProxied: async () => {},
  };
  return service;
}
