/** The service as one MQTT device: announces it, shows every state, takes commands, leaves nothing behind. */

import { type Clock, foreignText } from "../../../src/index.ts";
import type { Service } from "../../service/service-view.ts";
import { createCommandRunner } from "../command/runner.ts";
import type { FindBroker } from "../connection/broker.ts";
import { keepConnected } from "../connection/link.ts";
import { createRetainedCollector, subscribe } from "../connection/retained.ts";
import {
  LARGEST_PACKET,
  type MqttMessage,
  type MqttSession,
  type OpenSession,
} from "../connection/session.ts";
import { matchesFilter } from "../connection/topic-filter.ts";
import { createAccess } from "../keeping/access.ts";
import { createDeliveries } from "../keeping/deliveries.ts";
import { createLeftovers } from "../keeping/leftovers.ts";
import { createRepairs } from "../keeping/repairs.ts";
import { createRivalWatch } from "../keeping/rival.ts";
import type { Log } from "../log.ts";
import { clientId, deviceId, documentFilters, topicsOf } from "../topics.ts";
import { createBirths } from "./births.ts";
import { createConfigPublisher } from "./config-publisher.ts";
import { type DeviceMessage, deviceConfig } from "./discovery.ts";
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
  /** Did an instance of this name ever run from our state folder? Default: none did. */
  readonly ranHere?: (instance: string) => Promise<boolean>;
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
  const ours = [topics.config, ...documentFilters(topics.root)];
  const stopping = new AbortController();
  const retained = createRetainedCollector(clock);
  const access = createAccess(log);
  const runCommand = createCommandRunner({ service, topics, log, clock });
  const states = createStatePublisher(service);
  const isComplete = (): boolean => namesComplete(config, service.view.report);
  const wanted = wantedMessage(service, options);
  const configs = createConfigPublisher({
    clock,
    log,
    wanted,
    complete: isComplete,
    onRemoved: (session) => states.emptyLeftovers(session),
  });
  let online: MqttSession | undefined;

  /** Shown in the log once, and in `last_error` as long as it lasts. */
  const trouble = (about: string, text: string | undefined): void => {
    if (text !== undefined) log.warn(`MQTT: ${text}`);
    service.trouble(about, text);
  };
  const deliveries = createDeliveries({
    clock,
    topics,
    isHeard: (topic) => ours.some((filter) => matchesFilter(filter, topic) && access.isOpen(filter)),
    onLoss: (text) => trouble("MQTT delivery", text),
  });
  const rivals = createRivalWatch({
    clock,
    topics,
    retained,
    onRival(rival) {
      trouble(
        "MQTT device",
        rival === undefined
          ? undefined
          : `Another program, whose topics are below ${foreignText(rival.root)}, announces the same device, ${deviceId(config)}; it is left to that one until you give each its own INSTANCE, or stop one of them.`,
      );
      configs.away = rival !== undefined;
      if (rival === undefined && online !== undefined) configs.birth(online).catch(() => undefined);
    },
  });
  const clearLeftovers = createLeftovers({
    clock,
    log,
    topics,
    instance: config.instance,
    retained,
    ranHere: options.ranHere ?? (async () => false),
  });

  /** Order counts: nothing may show as available before its value is there. */
  const onSession = async (opened: MqttSession): Promise<void> => {
    const session = deliveries.over(opened);
    states.begin();
    access.begin();
    const optional = (filter: string, loss: string) => subscribe(session, filter, access.lost(loss));
    await optional(`${topics.commandRoot}+`, "Commands go unheard until then.");
    for (const birth of topics.births)
      await optional(birth, "Home Assistant's restarts go unnoticed until then.");
    const found = await retained.collect(session, ours, {
      worth: (topic) => [topics.config, topics.state].includes(topic),
      onRefused: access.lost("What others change there goes unnoticed until then."),
    });
    const before = found.get(topics.config);
    states.recall(found.get(topics.state));
    configs.away = await rivals.judge(session, before);
    await configs.announce(session, before);
    await states.publish(session);
    await states.goOnline(session);
    online = session;
    // What changed while the above was under way.
    await refresh();
    clearLeftovers(session, configs.away ? undefined : before).catch(() => undefined);
  };

  /** Brings the broker up to date; a broken connection is no fault here, the next one starts afresh. */
  const refresh = async (): Promise<void> => {
    const session = online;
    if (session === undefined || session.gone.aborted) return;
    // The device message has a pace of its own, for which neither states nor events wait.
    configs.update(session).catch(() => undefined);
    await states.publish(session);
    await states.publishEvents(session);
  };

  const repairSoon = createRepairs({
    clock,
    stopping: stopping.signal,
    async repair() {
      const session = online;
      if (session === undefined || session.gone.aborted) return [];
      const strays = isComplete() && configs.isSettled ? await states.emptyLeftovers(session) : [];
      return [...(await states.repair(session)), ...(await configs.repair(session)), ...strays];
    },
    onFight: (topic) =>
      trouble(
        "MQTT topics",
        topic &&
          `Somebody else goes on writing on our topics, such as ${foreignText(topic)}; they are put right once a minute. Look for a second program there, or shut others out by the broker's access list.`,
      ),
  });

  const birth = createBirths(clock, async () => {
    const session = online;
    if (session === undefined) return;
    log.debug("MQTT: Home Assistant has started; everything is sent again.");
    await configs.birth(session);
    await states.publish(session, "all");
  });

  /** A device message that somebody else wrote while we run. */
  const onConfig = async (payload: string): Promise<void> => {
    if (!configs.differs(payload) || online === undefined) return;
    if (await rivals.judge(online, payload)) configs.away = true;
    else repairSoon();
  };

  const onMessage = (message: MqttMessage): void => {
    retained.hear(message);
    deliveries.hear(message);
    rivals.hear(message);
    const { topic, payload, retained: stored } = message;
    if (topic === topics.config) {
      if (!stored) onConfig(payload).catch(() => undefined);
    } else if (topics.births.includes(topic)) {
      // A stored birth message tells of a start long ago.
      if (payload === "online" && !stored && online !== undefined) birth(online.gone);
    } else if (topic.startsWith(topics.commandRoot)) {
      runCommand(message);
    } else if (ours.some((filter) => matchesFilter(filter, topic)) && states.differs(message)) {
      repairSoon();
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
    onCutOff: (text) => service.trouble("MQTT packets", text),
    isOurs: (topic) => topic === topics.config || topic.startsWith(`${topics.root}/`),
    packetLimit: () => Math.max(LARGEST_PACKET, 2 * Buffer.byteLength(wanted().payload)),
    ...(options.open ? { open: options.open } : {}),
  });
  const unsubscribe = service.subscribe(() => {
    refresh().catch(() => undefined);
  });

  return {
    async stop() {
      unsubscribe();
      stopping.abort();
      await link.stop((session) => session.publish(topics.availability, "offline", true));
    },
  };
}

/** The device message as it should be now: asked for with every packet, so made once for each report. */
function wantedMessage(service: Service, options: MqttDeviceOptions): () => DeviceMessage {
  const { version, configurationUrl } = options;
  let made: { readonly report: unknown; readonly message: DeviceMessage } | undefined;
  return () => {
    const { report } = service.view;
    if (made === undefined || made.report !== report)
      made = { report, message: deviceConfig(service.config, version, { configurationUrl, report }) };
    return made.message;
  };
}
