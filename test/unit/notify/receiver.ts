/** A web server on loopback that stands for every monitor and service, and the reports that are told to it. */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { parseFqdn } from "../../../src/core/name/fqdn.ts";
import { nextAlert, type Occasion, startAlerts } from "../../../src/core/report/alerting.ts";
import type { CycleReport, RecordReport } from "../../../src/core/report/report.ts";
import { Secret } from "../../../src/core/secret.ts";
import type { Address, Fqdn } from "../../../src/core/types.ts";
import { createSend } from "../../../src/notify/send/http.ts";
import { createReporters, type Reporters } from "../../../src/notify/send/index.ts";
import type { Clock } from "../../../src/ports.ts";
import { createVirtualClock, settle, type VirtualClock } from "../../clock.ts";

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export type Answer = (request: Received, response: ServerResponse) => void;

export interface Receiver {
  readonly base: string;
  /** `127.0.0.1:port` */
  readonly host: string;
  readonly received: Received[];
  /** How requests are answered from now on; at first with 200 and `{"ok":true,…}`, which pleases every service. */
  answer: Answer;
  close(): Promise<void>;
}

const PLEASING = { ok: true, status: 1, result: "success", code: 200, success: true };

export const pleased: Answer = (_, response) => response.end(JSON.stringify(PLEASING));

export function answering(status: number, body: string, headers: Record<string, string> = {}): Answer {
  return (_, response) => response.writeHead(status, headers).end(body);
}

export async function openReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => {
      const one = { method: request.method ?? "", path: request.url ?? "", headers: request.headers, body };
      received.push(one);
      receiver.answer(one, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const receiver: Receiver = {
    base: `http://${host}`,
    host,
    received,
    answer: pleased,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return receiver;
}

/** The real services all live here; what a test names itself is plain HTTP. */
const FOREIGN = /^https:\/\/[^/?]+/;

/** Sleeps of these lengths are deadlines, which a test must let pass by itself. */
const DEADLINES: readonly number[] = [10_000, 20_000];

export interface Bench {
  readonly reporters: Reporters;
  readonly clock: VirtualClock;
  readonly log: { readonly level: string; readonly text: string }[];
  /** One check of the schedule ended so; `more` says what was different. */
  end(report: CycleReport, more?: Partial<Occasion>): void;
  /** Resolves when all is sent, and shortens the waits before another attempt. */
  finish(): Promise<void>;
}

/** Reporters whose fixed addresses all lead to `base`. */
export function openReporters(options: {
  readonly base: string;
  readonly healthchecks?: string;
  readonly uptimeKuma?: string;
  readonly notifications?: readonly string[];
}): Bench {
  const clock = createVirtualClock();
  const log: Bench["log"] = [];
  let retries = 0;
  const watched: Clock = {
    ...clock,
    sleep(ms, signal) {
      const sleep = clock.sleep(ms, signal);
      if (DEADLINES.includes(ms)) return sleep;
      retries++;
      return sleep.finally(() => retries--);
    },
  };
  const send = createSend(watched);
  const reporters = createReporters({
    healthchecks: options.healthchecks === undefined ? undefined : new Secret(options.healthchecks),
    uptimeKuma: options.uptimeKuma === undefined ? undefined : new Secret(options.uptimeKuma),
    notifications: (options.notifications ?? []).map((url) => ({
      kind: url.replace(/[+:].*$/, ""),
      url: new Secret(url),
    })),
    clock: watched,
    log: (level, text) => log.push({ level, text }),
    displayName: (name) => name,
    send: (request, signal) => send({ ...request, url: request.url.replace(FOREIGN, options.base) }, signal),
  });
  const finish = async () => {
    let done = false;
    void reporters.settled().then(() => {
      done = true;
    });
    while (!done) {
      await settle();
      // Exchanges take real turns, however many; only a wait before another attempt is shortened.
      if (retries > 0) await clock.advance(1000);
    }
  };
  let alerts = startAlerts(undefined);
  const end: Bench["end"] = (report, more) => {
    const check = { isCheck: true, isLastTry: false, flapping: [], wasStopped: false };
    const { state, alert } = nextAlert(alerts, report, { nowMs: clock.now(), ...check, ...more });
    alerts = state;
    reporters.listener.cycleEnded(report, { alert, stands: state.told !== undefined, nextTry: "04:05:10" });
  };
  return { reporters, clock, log, end, finish };
}

/** Lets turns pass until `condition` holds; the limit of the test itself ends a wait in vain. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await settle();
}

function fqdn(text: string): Fqdn {
  const parsed = parseFqdn(text);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.value;
}

export function record(outcome: RecordReport["outcome"], more: Partial<RecordReport> = {}): RecordReport {
  const from = "198.51.100.1" as Address;
  const to = "203.0.113.7" as Address;
  return {
    name: fqdn("home.example.org"),
    type: "A",
    site: "",
    zone: fqdn("example.org"),
    outcome,
    changes: outcome === "updated" ? [{ action: "update", id: "1", from, to }] : [],
    error: outcome === "failed" ? { code: "UNAVAILABLE", message: "Cloudflare is out of order." } : null,
    reason: null,
    wanted: [to],
    actual: [],
    ...more,
  };
}

export function report(records: readonly RecordReport[], more: Partial<CycleReport> = {}): CycleReport {
  return {
    ok: records.every(({ outcome }) => outcome !== "failed"),
    dryRun: false,
    startedAt: "2026-01-01T00:00:00.000Z",
    durationMs: 42,
    requests: 3,
    detections: { ipv4: { status: "unmanaged" }, ipv6: { status: "unmanaged" } },
    sites: {},
    records,
    lists: [],
    ...more,
  };
}
