/** What earlier settings of ours left on the broker (another instance name, base topic, prefix) is found and taken away. */

import type { Clock } from "../../../src/index.ts";
import type { RetainedCollector } from "../connection/retained.ts";
import type { MqttSession } from "../connection/session.ts";
import type { Log } from "../log.ts";
import { documentFilters, isDocument, type Topics } from "../topics.ts";
import { type Announcement, readAnnouncement } from "./announcement.ts";

/** The discovery prefix of Home Assistant is its user's choice, mostly of one level. */
const DEVICE_MESSAGES = ["+/device/+/config", "+/+/device/+/config"];

/** Home Assistant first takes its entities away; emptied earlier, their topics would make it log template errors. */
const REMOVAL_MS = 2000;
/** Two instances that share a state folder may be starting at the same time. */
const NEIGHBOUR_MS = 15_000;

export interface LeftoversOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly topics: Topics;
  readonly instance: string;
  readonly retained: RetainedCollector;
  /** Did an instance of this name ever run from our state folder? */
  readonly ranHere: (instance: string) => Promise<boolean>;
}

/**
 * Looks, on the first connection, for what is not ours to show any more, and takes it away. `announced` is the device
 * message that stood in the place of ours.
 */
export type ClearLeftovers = (session: MqttSession, announced: string | undefined) => Promise<void>;

export function createLeftovers(options: LeftoversOptions): ClearLeftovers {
  const { clock, log, topics, retained } = options;
  let hasLooked = false;

  const isOffline = async (session: MqttSession, { root }: Announcement): Promise<boolean> => {
    const availability = `${root}/availability`;
    const kept = await retained.collect(session, [availability], { onRefused: () => {} });
    if (root !== topics.root) await session.unsubscribe(availability);
    return kept.get(availability) !== "online";
  };

  const takeAway = async (session: MqttSession, { config, root }: Announcement): Promise<void> => {
    if (config !== topics.config) {
      await session.publish(config, "", true);
      await clock.sleep(REMOVAL_MS, session.gone);
    }
    if (root !== topics.root) await emptyDocuments(session, root, retained);
    log.info(
      `MQTT: took away what earlier settings had left at ${config === topics.config ? root : config}.`,
    );
  };

  /** Of our own instance anything that nobody keeps up is ours; of another one only what came from our state folder. */
  const judge = async (session: MqttSession, place: Announcement): Promise<void> => {
    if (place.root !== topics.root && !(await isOffline(session, place))) return;
    if (place.instance === options.instance) return takeAway(session, place);
    if (!(await options.ranHere(place.instance))) {
      log.info(
        `MQTT: the broker keeps a device of the instance ${place.instance}, which is not running; if it is gone for good, take it away with INSTANCE=${place.instance} cloudflare-ddns purge.`,
      );
      return;
    }
    await clock.sleep(NEIGHBOUR_MS, session.gone);
    if (await isOffline(session, place)) await takeAway(session, place);
  };

  /** Device messages of this program besides our own. */
  const look = async (session: MqttSession): Promise<readonly Announcement[]> => {
    if (hasLooked) return [];
    hasLooked = true;
    const messages = await retained.collect(session, DEVICE_MESSAGES, {
      worth: (topic) => topic.includes("/device/cloudflare_ddns_"),
      onRefused: (_, why) => log.debug(`MQTT: ${why.message}`),
    });
    for (const filter of DEVICE_MESSAGES) await session.unsubscribe(filter);
    return [...messages].flatMap(([config, payload]) => {
      const place = readAnnouncement(config, payload);
      return place === undefined || config === topics.config ? [] : [place];
    });
  };

  return async (session, announced) => {
    const before = readAnnouncement(topics.config, announced ?? "");
    if (before !== undefined && before.root !== topics.root) await judge(session, before);
    for (const place of await look(session)) await judge(session, place);
  };
}

/** Empties the topics under `root` that hold documents of this program; answers with them. */
async function emptyDocuments(
  session: MqttSession,
  root: string,
  retained: RetainedCollector,
): Promise<void> {
  const filters = documentFilters(root);
  const kept = await retained.collect(session, filters, { onRefused: () => {} });
  for (const filter of filters) await session.unsubscribe(filter);
  for (const [topic, payload] of kept)
    if (topic.startsWith(`${root}/`) && isDocument(payload)) await session.publish(topic, "", true);
}
