/** Collects what the broker keeps (retained) under some filters. */

import { type Clock, DdnsError } from "../../../src/index.ts";
import type { MqttMessage, MqttSession } from "./session.ts";
import { matchesFilter } from "./topic-filter.ts";

/** The broker sends what it keeps right behind its answer to the subscription; so long a silence means that this was all. */
const SILENCE_MS = 300;
const LONGEST_MS = 5000;

export interface CollectOptions {
  /** Payloads of other topics are not held; default: all are. */
  readonly worth?: (topic: string) => boolean;
  /** Hears why a filter cannot be read; what the others bring is collected all the same. Default: the collection rejects. */
  readonly onRefused?: (filter: string, why: DdnsError) => void;
}

export interface RetainedCollector {
  /** To be called with every message of the session. */
  hear(message: MqttMessage): void;
  /** Subscribes, waits for silence; answers with topic and payload of all that is kept. The subscriptions stay. */
  collect(
    session: MqttSession,
    filters: readonly string[],
    options?: CollectOptions,
  ): Promise<ReadonlyMap<string, string>>;
}

export function createRetainedCollector(clock: Clock): RetainedCollector {
  const underWay = new Set<(message: MqttMessage) => void>();
  return {
    hear(message) {
      for (const listen of underWay) listen(message);
    },
    async collect(session, filters, { worth = () => true, onRefused } = {}) {
      const kept = new Map<string, string>();
      let heard = 0;
      const listen = ({ topic, payload, retained }: MqttMessage): void => {
        if (!retained || payload === "" || !filters.some((filter) => matchesFilter(filter, topic))) return;
        heard += 1;
        if (worth(topic)) kept.set(topic, payload);
      };
      underWay.add(listen);
      try {
        for (const filter of filters) await subscribe(session, filter, onRefused);
        const start = clock.monotonic();
        let before: number;
        do {
          before = heard;
          await clock.sleep(SILENCE_MS, session.gone);
        } while (before !== heard && clock.monotonic() - start < LONGEST_MS);
      } finally {
        underWay.delete(listen);
      }
      return kept;
    },
  };
}

/** Subscribes; a filter that may not be read is told to `onRefused` where there is one. */
export async function subscribe(
  session: MqttSession,
  filter: string,
  onRefused: CollectOptions["onRefused"],
): Promise<void> {
  try {
    await session.subscribe(filter);
  } catch (error) {
    const refused = error instanceof DdnsError && ["PERMISSION_DENIED", "BAD_INPUT"].includes(error.code);
    if (onRefused === undefined || !refused) throw error;
    onRefused(filter, error);
  }
}
