/** Collects what the broker keeps (retained) under some filters. */

import type { Clock } from "../../../src/index.ts";
import type { MqttMessage, MqttSession } from "./session.ts";

/** The broker sends what it keeps right behind its answer to the subscription; so long a silence means that this was all. */
const SILENCE_MS = 300;
const LONGEST_MS = 5000;

export interface RetainedCollector {
  /** To be called with every message of the session. */
  hear(message: MqttMessage): void;
  /** Subscribes, waits for silence; answers with topic and payload of all that is kept. The subscriptions stay. */
  collect(session: MqttSession, filters: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

export function createRetainedCollector(clock: Clock): RetainedCollector {
  let kept = new Map<string, string>();
  return {
    hear({ topic, payload, retained }) {
      if (retained && payload !== "") kept.set(topic, payload);
    },
    async collect(session, filters) {
      kept = new Map();
      for (const filter of filters) await session.subscribe(filter);
      const start = clock.monotonic();
      let heard: number;
      do {
        heard = kept.size;
        await clock.sleep(SILENCE_MS, session.gone);
      } while (heard !== kept.size && clock.monotonic() - start < LONGEST_MS);
      return kept;
    },
  };
}
