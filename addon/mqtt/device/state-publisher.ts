/** Keeps the state topics equal to the service's view, whoever writes on them, and tells of changed addresses. */

import { createTurns } from "../../../src/index.ts";
import type { Service } from "../../service/service-view.ts";
import type { MqttMessage, MqttSession } from "../connection/session.ts";
import { topicsOf } from "../topics.ts";
import {
  type AddressEvent,
  HOME,
  type KnownAddresses,
  learnAddresses,
  NOTHING_KNOWN,
  parseKnownAddresses,
  sitePlaces,
} from "./addresses.ts";
import { type StateMessage, stateMessages } from "./states.ts";

/** Events that nobody could be told of, as the broker is away; older ones tell of what is long past. */
const MOST_EVENTS = 20;
/** A broker that hands nothing out must not make us keep everything. */
const MOST_ECHOES = 8;
/** More topics of others under ours are not counted: somebody floods us. */
const MOST_STRAYS = 20_000;

export interface StatePublisher {
  /** A new connection, on which nothing was heard yet. */
  begin(): void;
  /** What an earlier run had published as its state. */
  recall(state: string | undefined): void;
  /** Publishes what differs from what was sent on this connection, or all. */
  publish(session: MqttSession, which?: "all"): Promise<void>;
  /** From now on the device is available, which is one of the states. */
  goOnline(session: MqttSession): Promise<void>;
  /** To be called with every message on the topics of states: true where it is not what we sent last, or on none of ours. */
  differs(message: MqttMessage): boolean;
  /** Sends again what others have changed; answers with the topics. */
  repair(session: MqttSession): Promise<readonly string[]>;
  /** One event for each family whose address is another one than when last told. */
  publishEvents(session: MqttSession): Promise<void>;
  /** Empties the record and list topics that show nothing any more; answers with them. */
  emptyLeftovers(session: MqttSession): Promise<readonly string[]>;
}

/** What the broker handed out last on a topic, beside what we had sent last. */
type Heard = "same" | "other" | "empty";

export function createStatePublisher(service: Service): StatePublisher {
  const topics = topicsOf(service.config);
  const places = [...HOME, ...sitePlaces(service.config)];
  let sent = new Map<string, string>();
  let heard = new Map<string, Heard>();
  /** What we sent and have not heard back yet, oldest first: an echo that comes late is nobody else's message. */
  let unheard = new Map<string, readonly string[]>();
  let online = false;
  let known: KnownAddresses | undefined;
  let untold: readonly AddressEvent[] = [];
  const takeTurn = createTurns();
  const messages = (): readonly StateMessage[] => [
    ...stateMessages(service.view, service.config, known),
    ...(online ? [{ topic: topics.availability, payload: "online", retain: true }] : []),
  ];
  const send = async (session: MqttSession, { topic, payload, retain }: StateMessage): Promise<void> => {
    // Before it is acknowledged: it may come back to us earlier than that.
    sent.set(topic, payload);
    heard.delete(topic);
    unheard.set(topic, [...(unheard.get(topic) ?? []), payload].slice(-MOST_ECHOES));
    await session.publish(topic, payload, retain);
  };
  const publish = (session: MqttSession, which?: "all"): Promise<void> =>
    takeTurn(async () => {
      const { events, known: now } = learnAddresses(known ?? NOTHING_KNOWN, service.view, places);
      known = now;
      untold = [...untold, ...events].slice(-MOST_EVENTS);
      for (const message of messages())
        if (which === "all" || sent.get(message.topic) !== message.payload) await send(session, message);
    });

  return {
    begin() {
      sent = new Map();
      heard = new Map();
      unheard = new Map();
      online = false;
    },
    recall(state) {
      // It tells of a change that happened while we were away.
      known ??= parseKnownAddresses(state ?? "", places);
    },
    publish,
    goOnline(session) {
      online = true;
      return publish(session);
    },
    differs({ topic, payload }) {
      const isOurs = sent.has(topic);
      if (!isOurs && payload === "") {
        heard.delete(topic);
        return false;
      }
      const own = unheard.get(topic) ?? [];
      const echo = own.indexOf(payload);
      if (echo >= 0) unheard.set(topic, own.slice(echo + 1));
      if (echo >= 0 && payload !== sent.get(topic)) return false;
      if (!isOurs && !heard.has(topic) && heard.size >= MOST_STRAYS) return false;
      const verdict = payload === "" ? "empty" : payload === sent.get(topic) ? "same" : "other";
      heard.set(topic, verdict);
      return verdict !== "same";
    },
    repair: (session) =>
      takeTurn(async () => {
        const spoilt = messages().filter(
          ({ topic }) =>
            sent.has(topic) &&
            ["other", "empty"].includes(heard.get(topic) ?? "same") &&
            // What is on its way to the broker puts it right by itself.
            (unheard.get(topic) ?? []).length === 0,
        );
        for (const message of spoilt) await send(session, message);
        return spoilt.map(({ topic }) => topic);
      }),
    publishEvents: (session) =>
      takeTurn(async () => {
        for (const event of untold) {
          await session.publish(topics.event, JSON.stringify(event), false);
          untold = untold.slice(1);
        }
      }),
    emptyLeftovers: (session) =>
      takeTurn(async () => {
        const wanted = new Set(messages().map(({ topic }) => topic));
        const below = (topic: string): boolean =>
          [topics.recordRoot, ...topics.listRoots].some((documents) => topic.startsWith(documents));
        const left = [...sent.keys(), ...heard.keys()].filter(
          (topic) => below(topic) && !wanted.has(topic) && heard.get(topic) !== "empty",
        );
        for (const topic of new Set(left)) {
          sent.delete(topic);
          heard.delete(topic);
          await session.publish(topic, "", true);
        }
        return left;
      }),
  };
}
