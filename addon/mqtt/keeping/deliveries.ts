/** Whether what the broker took comes back from it, as it comes to everybody else who listens; if not, why. */

import type { Clock } from "../../../src/index.ts";
import type { MqttMessage, MqttSession } from "../connection/session.ts";
import type { Topics } from "../topics.ts";

/** Twice this and the probe's time pass before a loss is told: less than half a minute. */
const LATEST_MS = 10_000;
const PROBE_MS = 5000;

export interface DeliveriesOptions {
  readonly clock: Clock;
  readonly topics: Topics;
  /** Is this topic listened to, so that a message on it should come back? */
  readonly isHeard: (topic: string) => boolean;
  /** Hears what is lost and why, and (undefined) that nothing is any more. */
  readonly onLoss: (trouble: string | undefined) => void;
}

export interface Deliveries {
  /** The session, with an eye on every message that the broker is to keep. Forgets what an earlier session waited for. */
  over(session: MqttSession): MqttSession;
  /** To be called with every message of the session. */
  hear(message: MqttMessage): void;
}

export function createDeliveries({ clock, topics, isHeard, onLoss }: DeliveriesOptions): Deliveries {
  let told = false;
  let current: SessionDeliveries | undefined;

  const watch = async (session: MqttSession, own: SessionDeliveries): Promise<void> => {
    while (own.awaited.size > 0) {
      await clock.sleep(LATEST_MS, session.gone);
      const overdue = [...own.awaited].filter(([, { since }]) => clock.monotonic() - since >= LATEST_MS);
      if (overdue.length === 0) continue;
      for (const [topic] of overdue) {
        own.awaited.delete(topic);
        own.lost.add(topic);
      }
      told = true;
      onLoss(await explain(session, own, overdue.find(([topic]) => topic === topics.config)?.[1].bytes));
    }
    settle(own);
  };

  const settle = ({ awaited, lost }: SessionDeliveries): void => {
    if (!told || lost.size + awaited.size > 0) return;
    told = false;
    onLoss(undefined);
  };

  /** `bytes`: of the device message, where that is lost. */
  const explain = async (
    session: MqttSession,
    { works, lost }: SessionDeliveries,
    bytes: number | undefined,
  ): Promise<string> => {
    if (!works)
      return `The MQTT broker takes our messages and hands out none of them; probably its access list keeps this user away, so let it read and write ${topics.root}/# and ${topics.config} there.`;
    if (bytes === undefined)
      return `The MQTT broker takes our states and does not hand out ${[...lost].sort()[0]}; probably its access list forbids it, so let this user read and write ${topics.root}/# there.`;
    return (await passes(session, bytes))
      ? `The MQTT broker takes the device message and does not hand it out, so Home Assistant sees no device; probably its access list forbids it, so let this user read and write ${topics.config} there.`
      : `The MQTT broker drops the device message of ${bytes} bytes, so Home Assistant sees no device; probably it limits the size of messages (message_size_limit in Mosquitto), so raise that limit.`;
  };

  /** Does a message of that size get through where others do? */
  const passes = async (session: MqttSession, bytes: number): Promise<boolean> => {
    const arrived = new AbortController();
    if (current !== undefined) current.probeArrived = () => arrived.abort();
    await session.subscribe(topics.probe);
    await session.publish(topics.probe, " ".repeat(bytes), false);
    await clock.sleep(PROBE_MS, AbortSignal.any([arrived.signal, session.gone])).catch(() => undefined);
    await session.unsubscribe(topics.probe);
    return arrived.signal.aborted;
  };

  return {
    over(session) {
      const own: SessionDeliveries = {
        awaited: new Map(),
        lost: new Set(),
        works: false,
        watching: false,
        probeArrived: () => {},
      };
      current = own;
      return {
        ...session,
        get unacknowledged() {
          return session.unacknowledged;
        },
        async publish(topic, payload, retain) {
          if (retain && payload !== "" && isHeard(topic)) {
            own.awaited.set(topic, { bytes: Buffer.byteLength(payload), since: clock.monotonic() });
            if (!own.watching) {
              own.watching = true;
              watch(session, own)
                .catch(() => undefined)
                .finally(() => {
                  own.watching = false;
                });
            }
          }
          await session.publish(topic, payload, retain);
        },
      };
    },
    hear({ topic, retained }) {
      if (retained || current === undefined) return;
      if (topic === topics.probe) return current.probeArrived();
      const wasAwaited = current.awaited.delete(topic);
      const wasLost = current.lost.delete(topic);
      if (wasAwaited || wasLost) current.works = true;
      if (wasLost) settle(current);
    },
  };
}

interface SessionDeliveries {
  /** By topic: bytes, and since when. */
  readonly awaited: Map<string, { readonly bytes: number; readonly since: number }>;
  readonly lost: Set<string>;
  /** Something came back. */
  works: boolean;
  watching: boolean;
  probeArrived: () => void;
}
