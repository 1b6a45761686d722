/** The service as one MQTT device: announces it, shows every state, takes commands, leaves nothing behind. */

import { type Clock, DdnsError } from "../../../src/index.ts";
import type { Service } from "../../service/service-view.ts";
import { runCommand } from "../command/runner.ts";
import type { FindBroker } from "../connection/broker.ts";
import { keepConnected } from "../connection/link.ts";
import { createRetainedCollector } from "../connection/retained.ts";
import type { MqttMessage, MqttSession, OpenSession } from "../connection/session.ts";
import type { Log } from "../log.ts";
import { clientId, topicsOf } from "../topics.ts";
import { createConfigPublisher } from "./config-publisher.ts";
import { deviceConfig } from "./discovery.ts";
import { namesComplete } from "./shown.ts";
import { createStatePublisher } from "./state-publisher.ts";

export interface MqttDeviceOptions {
  readonly broker: FindBroker;
  readonly log: Log;
  readonly clock: Clock;
  /** Of this program, as the device shows it. */
  readonly version: string;
  /** Where the device's "Visit" leads; default: the project. */
  readonly configurationUrl?: string | undefined;
  /** Default: the MQTT library. */
  readonly open?: OpenSession;
}

export interface MqttDevice {
  /** Says `offline` and takes leave; at most two seconds. */
  stop(): Promise<void>;
}

/** Starts at once; never rejects. With no broker it says so and goes on trying. */
export function startMqttDevice(service: Service, options: MqttDeviceOptions): MqttDevice {
  const { clock, log } = options;
  const { config } = service;
  const topics = topicsOf(config);
  const retained = createRetainedCollector(clock);
  const states = createStatePublisher(service);
  const configs = createConfigPublisher({
    clock,
    log,
    wanted: () =>
      deviceConfig(config, options.version, {
        configurationUrl: options.configurationUrl,
        report: service.view.report,
      }),
    complete: () => namesComplete(config, service.view.report),
    onRemoved: (session) => states.emptyLeftovers(session),
  });
  let online: MqttSession | undefined;

  /** Order counts: nothing may show as available before its value is there. */
  const onSession = async (session: MqttSession): Promise<void> => {
    await session.subscribe(`${topics.commandRoot}+`);
    for (const birth of topics.births) await optional(session, birth);
    const scanned = [topics.state, `${topics.recordRoot}+`, `${topics.wafRoot}+`];
    const found = await retained.collect(session, [topics.config, ...scanned]);
    for (const filter of scanned) await session.unsubscribe(filter);
    states.begin(found);
    await configs.announce(session, found.get(topics.config));
    await states.publish(session);
    await session.publish(topics.availability, "online", true);
    online = session;
    // What changed while the above was under way.
    await refresh();
  };

  /** Without it Home Assistant's restarts go unnoticed, but all else works. */
  const optional = async (session: MqttSession, filter: string): Promise<void> => {
    try {
      await session.subscribe(filter);
    } catch (error) {
      if (!(error instanceof DdnsError) || error.code !== "PERMISSION_DENIED") throw error;
      log.warn(`MQTT: ${error.message} Home Assistant's restarts go unnoticed until then.`);
    }
  };

  /** Brings the broker up to date; a broken connection is no fault here, the next one starts afresh. */
  const refresh = async (): Promise<void> => {
    const session = online;
    if (session === undefined || session.gone.aborted) return;
    await Promise.all([states.publish(session), configs.update(session)]);
    await states.publishEvents(session);
  };

  const onBirth = async (): Promise<void> => {
    const session = link.session;
    if (session === undefined) return;
    log.debug("MQTT: Home Assistant has started; everything is sent again.");
    await configs.birth(session);
    await states.publish(session, "all");
  };

  const onMessage = (message: MqttMessage): void => {
    retained.hear(message);
    const { topic, payload } = message;
    if (topic === topics.config) {
      if (payload === "" && !message.retained) configs.deleted();
    } else if (topics.births.includes(topic)) {
      // A stored birth message tells of a start long ago.
      if (payload === "online" && !message.retained) onBirth().catch(() => undefined);
    } else if (topic.startsWith(topics.commandRoot)) {
      runCommand(message, { service, topics, log });
    }
  };

  const link = keepConnected({
    broker: options.broker,
    clientId: clientId(config, "device"),
    willTopic: topics.availability,
    log,
    clock,
    onSession,
    onMessage,
    ...(options.open ? { open: options.open } : {}),
  });
  const unsubscribe = service.subscribe(() => {
    refresh().catch(() => undefined);
  });

  return {
    async stop() {
      unsubscribe();
      await link.stop((session) => session.publish(topics.availability, "offline", true));
    },
  };
}
