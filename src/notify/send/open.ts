/** Opens a queue to each notification service that is set. */

import { DdnsError } from "../../core/errors.ts";
import type { Description } from "../../core/report/describe.ts";
import type { Secret } from "../../core/secret.ts";
import type { Clock } from "../../ports.ts";
import { type Message, wholeText } from "../message/message.ts";
import { parseNotificationUrl } from "../services/parse.ts";
import type { Destination } from "../services/service.ts";
import type { Delivery, ReporterLog, Step } from "./delivery.ts";
import type { Send } from "./http.ts";
import { sendMail } from "./mail.ts";
import { createMatrix } from "./matrix.ts";

/** A queue with what puts a message into it. */
export interface OpenService {
  readonly delivery: Delivery;
  notify(description: Description): void;
}

export interface OpenOptions {
  readonly notifications: readonly { readonly kind: string; readonly url: Secret }[];
  readonly clock: Clock;
  readonly log: ReporterLog;
  readonly send: Send;
  readonly deliver: (name: string) => Delivery;
}

/** Services of one kind are told apart by their number among all. */
export function openServices(options: OpenOptions): readonly OpenService[] {
  const { notifications, log, deliver } = options;
  return notifications.flatMap(({ kind, url }, at) => {
    const parsed = parseNotificationUrl(url.reveal());
    if (!parsed.ok || parsed.value === undefined) {
      log(
        "warn",
        `Notification ${at + 1} is left out: ${parsed.ok ? parsed.warnings.join("; ") : parsed.reason}`,
      );
      return [];
    }
    const destination = parsed.value;
    const twins = notifications.filter((other) => other.kind === kind).length;
    const name = twins > 1 ? `${destination.kind} (notification ${at + 1})` : destination.kind;
    const delivery = deliver(name);
    const steps = stepsFor(destination, options);
    const notify = ({ title, lines }: Description) =>
      delivery.push(
        steps({ title: destination.title ?? `Cloudflare DDNS: ${title}`, text: lines.join("\n") }),
      );
    return [{ delivery, notify }];
  });
}

function stepsFor(
  { way }: Destination,
  { send, clock, log }: OpenOptions,
): (message: Message) => readonly Step[] {
  switch (way.by) {
    case "mail":
      return (message) => [(signal) => sendMail(way.target, message, clock, signal)];
    case "matrix":
      return createMatrix(way.target, send, clock);
    case "log":
      return (message) => [async () => log("info", wholeText(message).replaceAll("\n", " · "))];
    case "web":
      return (message) => {
        try {
          return way.requests(message, clock.now()).map((request) => async (signal) => {
            await send(request, signal);
          });
        } catch {
          // What was thrown names the URL.
          const error = new DdnsError("BAD_INPUT", "its URL cannot be used; check the host.");
          return [() => Promise.reject(error)];
        }
      };
  }
}
