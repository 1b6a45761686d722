/** Tells monitors and notification services what cycles did, without ever holding one up. */

import { type Description, type DisplayName, describeReport } from "../../core/report/describe.ts";
import { describeAlert } from "../../core/report/describe-alert.ts";
import { keepSecret, redact, type Secret } from "../../core/secret.ts";
import type { Clock, CycleListener } from "../../ports.ts";
import { createDelivery, type ReporterLog } from "./delivery.ts";
import { healthchecksStep } from "./healthchecks.ts";
import { createSend, type Send } from "./http.ts";
import { openServices } from "./open.ts";
import { uptimeKumaStep } from "./uptime-kuma.ts";

export type { ReporterLog } from "./delivery.ts";

/** Everything that is told of cycles over the network. */
export interface Reporters {
  readonly listener: CycleListener;
  /** Tells people of something beside the cycles. Returns at once. */
  tell(description: Description): void;
  /** Tells that the service begins. Resolves when that has been sent or given up; with `@once` the caller leaves it out. */
  started(version: string): Promise<void>;
  /** Tells that the service ends. Resolves when that and all before it has been sent or given up. */
  stopped(): Promise<void>;
  /** Resolves when all that is under way has been sent or given up. An aborted `signal` gives up the rest. */
  settled(signal?: AbortSignal): Promise<void>;
}

export interface ReportersOptions {
  /** As `parseHealthchecksUrl` gives it. */
  readonly healthchecks: Secret | undefined;
  /** As `parseUptimeKumaUrl` gives it. */
  readonly uptimeKuma: Secret | undefined;
  readonly notifications: readonly { readonly kind: string; readonly url: Secret }[];
  readonly clock: Clock;
  readonly log: ReporterLog;
  readonly displayName: DisplayName;
  /** What sends, default: the network. */
  readonly send?: Send;
}

/** Connects nothing until there is something to tell. */
export function createReporters(options: ReportersOptions): Reporters {
  const { clock, log, displayName } = options;
  const send = options.send ?? createSend(clock);
  const deliver = (name: string) => createDelivery({ name, clock, log });
  const healthchecks = monitor(options.healthchecks, (base) => ({ base, delivery: deliver("Healthchecks") }));
  const kuma = monitor(options.uptimeKuma, (base) => ({ base, delivery: deliver("Uptime Kuma") }));
  const services = openServices({ notifications: options.notifications, clock, log, send, deliver });
  const deliveries = [healthchecks, kuma, ...services].flatMap((one) =>
    one === undefined ? [] : [one.delivery],
  );

  const ping = (signal: Parameters<typeof healthchecksStep>[1], text: string) =>
    healthchecks?.delivery.push([healthchecksStep(healthchecks.base, signal, text, send)]);
  const notify = (description: Description) => {
    for (const service of services) service.notify(clean(description));
  };
  const settled = async (signal?: AbortSignal): Promise<void> => {
    const abandon = () => {
      for (const delivery of deliveries) delivery.abandon();
    };
    if (signal?.aborted) abandon();
    signal?.addEventListener("abort", abandon, { once: true });
    await Promise.all(deliveries.map((delivery) => delivery.settled()));
    signal?.removeEventListener("abort", abandon);
  };

  return {
    listener: {
      cycleStarted: () => ping("/start", ""),
      cycleEnded(report, { alert, nextTry }) {
        if (report.dryRun) return;
        const { title, lines } = clean(describeReport(report, displayName));
        const text = [title, ...lines].join("\n");
        ping(report.ok ? "" : "/fail", text);
        const beat = { up: report.ok, text, pingMs: report.durationMs };
        kuma?.delivery.push([uptimeKumaStep(kuma.base, beat, send)]);
        if (alert !== undefined) notify(describeAlert(alert, report, displayName, nextTry));
      },
    },
    tell: notify,
    async started(version) {
      ping("/log", `Cloudflare DDNS ${version} started.`);
      notify({ title: "started", lines: [`Version ${version} is running.`] });
      await settled();
    },
    async stopped() {
      ping("/0", "Cloudflare DDNS stopped.");
      notify({ title: "stopped", lines: ["Records are no longer kept up to date."] });
      await settled();
    },
    settled,
  };
}

/** The last line of defence, as the log has one: foreign text is freed of secrets where it enters. */
function clean({ title, lines }: Description): Description {
  return { title: redact(title), lines: lines.map(redact) };
}

function monitor<T>(url: Secret | undefined, open: (base: string) => T): T | undefined {
  if (url === undefined) return undefined;
  const base = url.reveal();
  // A server's words could repeat the end of the path without the rest.
  keepSecret(base.split("/").at(-1) ?? "");
  return open(base);
}
