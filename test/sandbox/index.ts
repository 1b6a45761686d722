/** Answers for the sandbox's programmatic face: start a local stand-in for the Cloudflare API, fill it, spoil it, read it. */

import type { AddressInfo } from "node:net";
import { releaseOperations } from "./lists/pending.ts";
import type { Sandbox, SandboxOptions } from "./sandbox.ts";
import { plant } from "./seed.ts";
import { control } from "./server/control.ts";
import { FaultBook } from "./server/faults.ts";
import { RateLimiter } from "./server/rate-limit.ts";
import { type Backend, base, openServer } from "./server/server.ts";
import { snapshotOf } from "./snapshot.ts";
import { findZone, type State } from "./state.ts";
import { defaultSwitches } from "./switches.ts";

export type { SeedLocation, SeedZeroTrustList } from "./gateway/seed.ts";
export type { SandboxRecord } from "./records/zone-records.ts";
export type { Reply, Sandbox, SandboxOptions } from "./sandbox.ts";
export type { SandboxSeed, SeedList, SeedPending, SeedRecord, SeedToken, SeedZone } from "./seed.ts";
export type { Fault, FaultKind } from "./server/faults.ts";
export type { LoggedRequest } from "./server/server.ts";
export type { SandboxList, SandboxLocation, SandboxState, SandboxZeroTrustList } from "./snapshot.ts";
export { defaultAccount } from "./state.ts";
export type { Placeholder, Switches } from "./switches.ts";

export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const backend: Backend = {
    ...blank(options),
    log: [],
    latencyMs: options.latencyMs ?? 0,
    control: (method, path, text) => control({ sandbox, snapshot, reset }, method, path, text),
  };
  const snapshot = () => snapshotOf(backend.state);
  const reset = () => {
    // the switches stay the same object, since tests hold it
    const { switches } = backend.state;
    Object.assign(backend, blank(options));
    backend.state.switches = Object.assign(switches, defaultSwitches());
    backend.log.length = 0;
  };
  const server = openServer(backend);
  const host = options.host ?? "127.0.0.1";
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(options.port ?? 0, host, resolve);
  });
  const origin = originOf(host, server.address());
  const sandbox: Sandbox = {
    url: `${origin}${base}`,
    origin,
    requests: backend.log,
    switches: backend.state.switches,
    seed: (seed) => plant(backend.state, seed),
    records: (zone) => findZone(backend.state, zone)?.records.all() ?? [],
    lists: () => snapshot().lists.map(({ id, ...list }) => list),
    zeroTrustLists: () => snapshot().zeroTrustLists.map(({ id, ...list }) => list),
    locations: () => snapshot().locations,
    fault: (fault) => backend.faults.add(fault),
    reply: ({ path, status = 200, body }) =>
      backend.faults.add({
        kind: "status",
        match: { method: "GET", path: new RegExp(path) },
        times: Number.POSITIVE_INFINITY,
        status,
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
    clearFaults: () => {
      backend.faults.clear();
      releaseOperations(backend.state);
    },
    clearRequests: () => {
      backend.log.length = 0;
    },
    setAddress: (family, address) => {
      backend.state.addresses[family] = address;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return sandbox;
}

function blank(options: SandboxOptions): Pick<Backend, "state" | "limiter" | "faults"> {
  const state: State = {
    now: options.now ?? Date.now,
    switches: defaultSwitches(),
    tokens: new Map(),
    zones: new Map(),
    lists: new Map(),
    operations: new Map(),
    zeroTrustLists: new Map(),
    locations: new Map(),
    takenNetworks: [],
    accounts: new Map(),
    // real, public and not Cloudflare's, so that a detection accepts them
    addresses: { 4: "93.184.216.34", 6: "2606:2800:220:1:248:1893:25c8:1946" },
    listOperationPolls: options.listOperationPolls ?? 1,
    listOperationMs: options.listOperationMs ?? 5000,
    ids: 0,
  };
  plant(state, options.seed ?? {});
  return { state, limiter: new RateLimiter(), faults: new FaultBook() };
}

function originOf(host: string, address: AddressInfo | string | null): string {
  if (address === null || typeof address === "string") throw new Error("the sandbox listens on no port");
  const reachable = host === "::" || host === "0.0.0.0" ? "127.0.0.1" : host;
  return `http://${reachable.includes(":") ? `[${reachable}]` : reachable}:${address.port}`;
}
