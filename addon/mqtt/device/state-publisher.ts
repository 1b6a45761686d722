/** Keeps the state topics equal to the service's view, and tells of changed addresses. */

import type { Service } from "../../service/service-view.ts";
import type { MqttSession } from "../connection/session.ts";
import { topicsOf } from "../topics.ts";
import { addressEvents, type KnownAddresses, NOTHING_KNOWN, parseKnownAddresses } from "./address-changes.ts";
import { describeDetected, stateMessages } from "./states.ts";

export interface StatePublisher {
  /** A new connection; `kept` is what the broker has under our topics. */
  begin(kept: ReadonlyMap<string, string>): void;
  /** Publishes what differs from what was sent on this connection, or all. */
  publish(session: MqttSession, which?: "all"): Promise<void>;
  /** One event for each family whose address is another one than when last told. */
  publishEvents(session: MqttSession): Promise<void>;
  /** Empties the record and list topics that show nothing any more. */
  emptyLeftovers(session: MqttSession): Promise<void>;
}

export function createStatePublisher(service: Service): StatePublisher {
  const topics = topicsOf(service.config);
  let sent = new Map<string, string>();
  /** Topics of ours that the broker keeps. */
  let kept = new Set<string>();
  let known: KnownAddresses | undefined;
  let lane: Promise<void> = Promise.resolve();

  const inLane = (job: () => Promise<void>): Promise<void> => {
    const done = lane.then(job);
    lane = done.catch(() => undefined);
    return done;
  };
  const messages = () => stateMessages(service.view, service.config);

  return {
    begin(found) {
      sent = new Map();
      kept = new Set(
        [...found.keys()].filter(
          (topic) => topic.startsWith(topics.recordRoot) || topic.startsWith(topics.wafRoot),
        ),
      );
      // What an earlier run had published tells of a change that happened while we were away.
      known ??= parseKnownAddresses(found.get(topics.state) ?? "");
    },
    publish: (session, which) =>
      inLane(async () => {
        for (const { topic, payload, retain } of messages()) {
          if (which !== "all" && sent.get(topic) === payload) continue;
          await session.publish(topic, payload, retain);
          sent.set(topic, payload);
          if (topic !== topics.state) kept.add(topic);
        }
      }),
    publishEvents: (session) =>
      inLane(async () => {
        const { detections } = service.view.report ?? {};
        const change = addressEvents(known ?? NOTHING_KNOWN, {
          ipv4: describeDetected(detections?.ipv4),
          ipv6: describeDetected(detections?.ipv6),
        });
        for (const event of change.events) await session.publish(topics.event, JSON.stringify(event), false);
        known = change.known;
      }),
    emptyLeftovers: (session) =>
      inLane(async () => {
        const wanted = new Set(messages().map(({ topic }) => topic));
        for (const topic of kept) {
          if (wanted.has(topic)) continue;
          await session.publish(topic, "", true);
          kept.delete(topic);
          sent.delete(topic);
        }
      }),
  };
}
