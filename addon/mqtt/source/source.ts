/** The source `mqtt:<topic>[#<field>]`: the address that somebody publishes on a topic, all topics over one connection. */

import {
  type AddressSource,
  type Clock,
  type Config,
  type Detection,
  formatSource,
  type IpFamily,
  onNews,
  readMessage,
  type SourceSpec,
} from "../../../src/index.ts";
import type { FindBroker } from "../connection/broker.ts";
import { keepConnected, type Link } from "../connection/link.ts";
import type { MqttMessage, MqttSession, OpenSession } from "../connection/session.ts";
import type { Log } from "../log.ts";
import { clientId } from "../topics.ts";

/** What the broker keeps comes right behind the subscription; later there is nothing yet. */
const FIRST_MESSAGE_MS = 500;

const ASK_AGAIN_MS = 60_000;

export interface MqttSourcesOptions {
  readonly broker: FindBroker;
  readonly config: Pick<Config, "mqtt" | "instance" | "rejectCloudflareIps">;
  readonly log: Log;
  readonly clock: Clock;
  /** Default: the MQTT library. */
  readonly open?: OpenSession;
}

type TopicSpec = Extract<SourceSpec, { readonly kind: "mqtt" }>;

export interface MqttSources {
  /** Costs nothing until it is asked or watched for the first time. */
  source(spec: TopicSpec): AddressSource;
  stop(): Promise<void>;
}

/** One topic that somebody asked for. */
interface Topic {
  /** What was published last on this connection. */
  payload: string | undefined;
  /** The broker has had the time to send what it keeps. */
  settled: boolean;
  /** Why there is no subscription. */
  refused: string | undefined;
  /** When it was asked for last, by the monotonic clock. */
  askedAt: number;
  readonly listeners: Set<() => void>;
}

export function createMqttSources(options: MqttSourcesOptions): MqttSources {
  const { clock } = options;
  const topics = new Map<string, Topic>();
  let link: Link | undefined;
  /** Why there is no connection; undefined before the first attempt has ended, and while connected. */
  let down: string | undefined;

  const changed = (topic: Topic) => {
    for (const listener of [...topic.listeners]) listener();
  };

  const listen = async (session: MqttSession, name: string, topic: Topic): Promise<void> => {
    topic.settled = false;
    topic.askedAt = clock.monotonic();
    try {
      await session.subscribe(name);
      topic.refused = undefined;
      await clock.sleep(FIRST_MESSAGE_MS, session.gone);
      topic.settled = true;
    } catch (error) {
      if (session.gone.aborted) return;
      topic.refused = error instanceof Error ? error.message : "the subscription failed";
    }
    changed(topic);
  };

  const onMessage = ({ topic: name, payload }: MqttMessage) => {
    const topic = topics.get(name);
    if (topic === undefined || topic.payload === payload) return;
    topic.payload = payload;
    changed(topic);
  };

  const start = (): Link =>
    keepConnected({
      broker: options.broker,
      clientId: clientId(options.config, "source"),
      logName: "MQTT sources",
      log: options.log,
      clock,
      onSession: async (session) => {
        down = undefined;
        for (const [name, topic] of topics) void listen(session, name, topic);
      },
      onMessage,
      onDown(reason) {
        down = reason;
        // What was published while we are away is not known: an old address may be wrong by now.
        for (const topic of topics.values()) {
          topic.payload = undefined;
          topic.settled = false;
          changed(topic);
        }
      },
      ...(options.open ? { open: options.open } : {}),
    });

  const topicOf = (name: string): Topic => {
    const existing = topics.get(name);
    if (existing) return existing;
    const topic: Topic = {
      payload: undefined,
      settled: false,
      refused: undefined,
      askedAt: Number.NEGATIVE_INFINITY,
      listeners: new Set(),
    };
    topics.set(name, topic);
    if (link === undefined) link = start();
    else if (link.session) void listen(link.session, name, topic);
    return topic;
  };

  const topicSource = (spec: TopicSpec): AddressSource => {
    const name = formatSource(spec);
    const read = (payload: string, family: IpFamily): Detection =>
      readMessage(payload, spec.field, {
        source: name,
        family,
        rejectCloudflare: options.config.rejectCloudflareIps,
      });
    return {
      name,
      async detect(family, signal) {
        const topic = topicOf(spec.topic);
        // An access list may have been corrected, or a message removed that was too large.
        if (topic.refused !== undefined && clock.monotonic() - topic.askedAt >= ASK_AGAIN_MS && link?.session)
          void listen(link.session, spec.topic, topic);
        await answered(topic, () => down !== undefined, signal);
        const nothing = topic.settled
          ? `nothing is published on ${spec.topic}; publish it retained`
          : undefined;
        const reason = down ?? topic.refused ?? nothing ?? `nothing has come on ${spec.topic} yet`;
        return topic.payload === undefined
          ? { status: "unavailable", reason, source: name }
          : read(topic.payload, family);
      },
      watch(family, onChange) {
        const topic = topicOf(spec.topic);
        const { payload } = topic;
        const hear = onNews(onChange, payload === undefined ? undefined : read(payload, family));
        const listener = () => {
          if (topic.payload !== undefined) hear(read(topic.payload, family));
        };
        topic.listeners.add(listener);
        return () => topic.listeners.delete(listener);
      },
    };
  };

  return {
    source: topicSource,
    async stop() {
      await link?.stop();
    },
  };
}

/** Waits until there is a message, or it is known that none will come, or the time is up. */
function answered(topic: Topic, isDown: () => boolean, signal: AbortSignal): Promise<void> {
  const done = () =>
    topic.payload !== undefined || topic.settled || topic.refused !== undefined || isDown() || signal.aborted;
  if (done()) return Promise.resolve();
  return new Promise((resolve) => {
    const check = () => {
      if (!done()) return;
      topic.listeners.delete(check);
      signal.removeEventListener("abort", check);
      resolve();
    };
    topic.listeners.add(check);
    signal.addEventListener("abort", check);
  });
}
