/** What tests of sources share: servers on this machine, names that lead to them, members that say what a test wants. */

import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import {
  type AddressInfo,
  createServer as createTcpServer,
  type LookupFunction,
  type Socket,
} from "node:net";
import { networkInterfaces } from "node:os";
import { onTestFinished } from "vitest";
import { createSourceFactory, type SourceFactoryOptions } from "../../../src/adapters/sources/index.ts";
import type { SourceSpec } from "../../../src/core/source/spec.ts";
import type { Address, Detection, IpFamily, KnownDetection } from "../../../src/core/types.ts";
import type { AddressSource, SourceFactory } from "../../../src/ports.ts";
import { createVirtualClock, settle, type VirtualClock } from "../../clock.ts";

const hasIpv6 = (networkInterfaces()["lo"] ?? []).some(({ address }) => address === "::1");
/** Where servers listen; without IPv6 on this machine, names asked over IPv6 lead to IPv4 too. */
const LOOPBACK: Readonly<Record<IpFamily, string>> = {
  4: "127.0.0.1",
  6: hasIpv6 ? "::1" : "127.0.0.1",
};

/** Every name leads to this machine, over the family asked for. */
export const lookup: LookupFunction = (_name, options, callback) => {
  const family = options.family === 6 || options.family === "IPv6" ? 6 : 4;
  const found = { address: LOOPBACK[family], family: LOOPBACK[family].includes(":") ? 6 : 4 };
  if (options.all) callback(null, [found]);
  else callback(null, found.address, found.family);
};

export interface TestServer {
  readonly port: number;
  readonly requests: IncomingMessage[];
  /** Connections open at the moment. */
  readonly open: ReadonlySet<Socket>;
}

/** An HTTP server until the test ends. */
export async function serve(listener: RequestListener, family: IpFamily = 4): Promise<TestServer> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    listener(request, response);
  });
  return listen(server, family, requests);
}

/** A TCP server until the test ends. */
export async function serveTcp(listener: (socket: Socket) => void): Promise<TestServer> {
  return listen(createTcpServer(listener), 4, []);
}

async function listen(
  server: ReturnType<typeof createTcpServer>,
  family: IpFamily,
  requests: IncomingMessage[],
): Promise<TestServer> {
  const open = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    socket.on("error", () => undefined);
  });
  server.listen(0, LOOPBACK[family]);
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, requests, open };
}

export interface Bench {
  readonly clock: VirtualClock;
  readonly factory: SourceFactory;
  readonly warnings: string[];
}

/** A factory over a virtual clock, five seconds a source; every name leads to this machine. */
export function createBench(options: Partial<SourceFactoryOptions> = {}): Bench {
  const clock = createVirtualClock();
  const warnings: string[] = [];
  const factory = createSourceFactory({
    clock,
    timeoutMs: 5000,
    rejectCloudflare: true,
    lookup,
    warn: (message) => warnings.push(message),
    ...options,
  });
  return { clock, factory, warnings };
}

export const never = new AbortController().signal;

/** Asks once with a signal that never aborts. */
export function detect(factory: SourceFactory, spec: SourceSpec, family: IpFamily = 4): Promise<Detection> {
  return factory(spec).detect(family, never);
}

/** The addresses, or the reason why there are none. */
export function outcome(detection: Detection): readonly string[] | string {
  if (detection.status === "known") return detection.addresses.map(({ address }) => address);
  return detection.status === "unavailable" ? detection.reason : detection.status;
}

/** Waits for real events: until `condition` holds, at most ten seconds. */
export async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error("this never came about");
    await settle();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** An `mqtt:` member whose answer the test gives: by topic. */
export interface Puppet extends AddressSource {
  readonly asked: AbortSignal[];
  answer(detection: Detection | string): void;
}

/** Makes members of `mqtt:<topic>` that answer when they are told to. */
export function createPuppets(): {
  readonly push: NonNullable<SourceFactoryOptions["push"]>;
  readonly puppet: (topic: string) => Puppet;
} {
  const puppets = new Map<string, Puppet>();
  const puppet = (topic: string): Puppet => {
    const known = puppets.get(topic);
    if (known !== undefined) return known;
    const name = `mqtt:${topic}`;
    const asked: AbortSignal[] = [];
    const waiting: ((detection: Detection) => void)[] = [];
    const made: Puppet = {
      name,
      asked,
      answer(detection) {
        const given = typeof detection === "string" ? known4(detection, name) : detection;
        for (const resolve of waiting.splice(0)) resolve(given);
      },
      detect: (_family, signal) =>
        new Promise((resolve) => {
          asked.push(signal);
          waiting.push(resolve);
        }),
    };
    puppets.set(topic, made);
    return made;
  };
  return { push: { mqtt: (spec) => puppet(spec.kind === "mqtt" ? spec.topic : "") }, puppet };
}

export function known4(address: string, source = "test"): KnownDetection {
  return { status: "known", addresses: [{ address: address as Address }], source };
}

export function mqtt(topic: string): SourceSpec {
  return { kind: "mqtt", topic };
}
