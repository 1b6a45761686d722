/** Takes an instance off the broker: its device disappears and nothing retained is left. */

import type { Clock, Config } from "../../../src/index.ts";
import type { FindBroker } from "../connection/broker.ts";
import { createRetainedCollector } from "../connection/retained.ts";
import { type OpenSession, openSession } from "../connection/session.ts";
import { clientId, topicsOf } from "../topics.ts";

/** Home Assistant first takes its entities away; emptied earlier, their topics would make it log template errors. */
const REMOVAL_MS = 2000;

export interface PurgeOptions {
  readonly clock: Clock;
  /** Default: the MQTT library. */
  readonly open?: OpenSession;
}

/** Answers with the topics that were emptied. Rejects with DdnsError. A service that is still running writes them again. */
export async function purge(
  broker: FindBroker,
  config: Pick<Config, "mqtt" | "instance">,
  { clock, open = openSession }: PurgeOptions,
): Promise<readonly string[]> {
  const topics = topicsOf(config);
  const retained = createRetainedCollector(clock);
  const session = await open(await broker(), {
    clientId: clientId(config, "purge"),
    onMessage: (message) => retained.hear(message),
  });
  try {
    const found = await retained.collect(session, [topics.config, `${topics.root}/#`]);
    // The device first. An unknown topic is not touched: that would make Home Assistant log a warning.
    if (found.has(topics.config)) {
      await session.publish(topics.config, "", true);
      await clock.sleep(REMOVAL_MS, session.gone);
    }
    const states = [...found.keys()].filter((topic) => topic !== topics.config);
    for (const topic of states) await session.publish(topic, "", true);
    return [...found.keys()].sort();
  } finally {
    await session.end();
  }
}
