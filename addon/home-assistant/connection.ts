/** Keeps one websocket to Home Assistant alive: entities that are followed, actions that are called. */

import type { Connection } from "home-assistant-js-websocket";
import {
  asDdnsError,
  type Clock,
  DdnsError,
  foreignText,
  type HomeAssistantConfig,
} from "../../src/index.ts";
import { createTroubleLog } from "../mqtt/connection/trouble-log.ts";
import type { Log } from "../mqtt/log.ts";
import { applyEntityEvent, type EntityState } from "./entity-state.ts";
import { homeAssistantError } from "./failure.ts";
import { openSocket } from "./socket.ts";

const PING_EVERY_MS = 30_000;
const ANSWER_MS = 10_000;
/** The Supervisor's proxy is not hammered while Home Assistant restarts. */
const SHORTEST_WAIT_MS = 5000;
const LONGEST_WAIT_MS = 60_000;
/** Each refused login makes Home Assistant warn its user, and may ban us. */
const REFUSED_WAIT_MS = 600_000;
const SETTLED_MS = 30_000;

/** What is known of an entity that is followed. */
export type Followed =
  | { readonly kind: "known"; readonly state: EntityState }
  | { readonly kind: "missing" }
  /** The first attempt to connect, or the first answer, is still awaited. */
  | { readonly kind: "waiting" }
  /** Not known, and why. */
  | { readonly kind: "failed"; readonly reason: string };

export interface HomeAssistantOptions {
  readonly access: HomeAssistantConfig;
  readonly log: Log;
  readonly clock: Clock;
}

/** Connects when something is first asked of it. */
export interface HomeAssistant {
  /** Calls `listener` each time something new is known of the entity, and at once. Answers with what ends it. */
  follow(entity: string, listener: (followed: Followed) => void): () => void;
  /** Calls an action. Rejects with DdnsError. */
  call(domain: string, action: string, fields: Readonly<Record<string, unknown>>): Promise<void>;
  /** Calls `listener` on each new connection, and at once where there is one. Answers with what ends it. */
  onConnected(listener: () => void): () => void;
  stop(): Promise<void>;
}

interface Entity {
  followed: Followed;
  readonly listeners: Set<(followed: Followed) => void>;
}

export function connectHomeAssistant({ access, log, clock }: HomeAssistantOptions): HomeAssistant {
  const stopping = new AbortController();
  const trouble = createTroubleLog(log);
  const entities = new Map<string, Entity>();
  const greeters = new Set<() => void>();
  let connection: Connection | undefined;
  let running: Promise<void> | undefined;
  let down = "Home Assistant is not connected yet";

  const learn = (entity: Entity, followed: Followed) => {
    entity.followed = followed;
    for (const listener of [...entity.listeners]) listener(followed);
  };

  /** Every connection gets subscriptions of its own: the library's would end the process when refused. */
  const subscribe = async (name: string, entity: Entity, opened: Connection): Promise<void> => {
    let state: EntityState | undefined;
    try {
      await opened.subscribeMessage(
        (event: unknown) => {
          state = applyEntityEvent(state, name, event);
          learn(entity, state ? { kind: "known", state } : { kind: "missing" });
        },
        { type: "subscribe_entities", entity_ids: [name] },
        { resubscribe: false },
      );
    } catch (error) {
      const { message } = homeAssistantError(error, `Home Assistant does not show ${name}`);
      learn(entity, { kind: "failed", reason: message });
    }
  };

  const connect = async (): Promise<void> => {
    const { createConnection } = await import("home-assistant-js-websocket");
    const { socket, terminate } = await openSocket({ ...access, signal: stopping.signal });
    const gone = new AbortController();
    const leave = () => {
      gone.abort();
    };
    const opened = await createConnection({ createSocket: async () => socket, setupRetry: 0 });
    // Closing in this handler keeps the library from connecting again by itself.
    opened.addEventListener("disconnected", () => {
      opened.close();
      leave();
    });
    stopping.signal.addEventListener("abort", leave, { once: true });
    if (stopping.signal.aborted) leave();
    try {
      await firstAnswer(opened, gone.signal);
      connection = opened;
      trouble.good(`Home Assistant: connected (version ${foreignText(opened.haVersion)}).`);
      for (const [name, entity] of entities) {
        learn(entity, { kind: "waiting" });
        void subscribe(name, entity, opened);
      }
      for (const greet of [...greeters]) greet();
      await heartbeat(opened, gone.signal);
    } finally {
      connection = undefined;
      stopping.signal.removeEventListener("abort", leave);
      opened.close();
      terminate();
    }
  };

  /** Supervisor's proxy takes the token by itself, also while Home Assistant is still away behind it. */
  const firstAnswer = async (opened: Connection, gone: AbortSignal): Promise<void> => {
    try {
      await withinLimit(opened.ping(), gone);
    } catch {
      throw new DdnsError("UNAVAILABLE", "It does not answer yet; probably it is starting.");
    }
  };

  /** Ends when the connection does. A half-open socket would never be noticed without it. */
  const heartbeat = async (opened: Connection, gone: AbortSignal): Promise<void> => {
    for (let beats = 1; !gone.aborted; beats++) {
      await clock.sleep(PING_EVERY_MS, gone).catch(() => undefined);
      if (gone.aborted) break;
      await withinLimit(opened.ping(), gone);
      if (beats * PING_EVERY_MS >= SETTLED_MS) trouble.settle();
    }
    throw new DdnsError("UNAVAILABLE", "The connection to Home Assistant broke.");
  };

  /** The answer, or TIMEOUT; a late answer is of no interest. */
  const withinLimit = async (answer: Promise<unknown>, gone: AbortSignal): Promise<void> => {
    const answered = new AbortController();
    try {
      await Promise.race([
        answer.catch((error) => {
          throw homeAssistantError(error, "Home Assistant did not take a request");
        }),
        clock.sleep(ANSWER_MS, AbortSignal.any([gone, answered.signal])).then(() => {
          throw new DdnsError("TIMEOUT", "Home Assistant does not answer any more.");
        }),
      ]);
    } finally {
      answered.abort();
    }
  };

  const run = async (): Promise<void> => {
    let wait = SHORTEST_WAIT_MS;
    while (!stopping.signal.aborted) {
      const since = clock.monotonic();
      try {
        await connect();
      } catch (thrown) {
        if (stopping.signal.aborted) break;
        const error = asDdnsError(thrown, homeAssistantError(thrown, "Home Assistant cannot be reached"));
        down = error.message;
        trouble.tell(`Home Assistant: ${error.message} Trying again until it works.`);
        for (const entity of entities.values()) learn(entity, { kind: "failed", reason: down });
        if (clock.monotonic() - since >= SETTLED_MS) wait = SHORTEST_WAIT_MS;
        const pause = error.code === "AUTH_REJECTED" ? REFUSED_WAIT_MS : wait * (0.75 + clock.random() / 2);
        wait = Math.min(wait * 2, LONGEST_WAIT_MS);
        await clock.sleep(pause, stopping.signal).catch(() => undefined);
      }
    }
  };
  const start = () => {
    running ??= run();
  };

  return {
    follow(name, listener) {
      start();
      let entity = entities.get(name);
      if (entity === undefined) {
        entity = { followed: { kind: "waiting" }, listeners: new Set() };
        entities.set(name, entity);
        if (connection) void subscribe(name, entity, connection);
      }
      const { listeners, followed } = entity;
      listeners.add(listener);
      listener(followed);
      return () => {
        listeners.delete(listener);
      };
    },
    async call(domain, action, fields) {
      start();
      if (connection === undefined) throw new DdnsError("UNAVAILABLE", down);
      const what = `Home Assistant did not take ${domain}.${action}`;
      try {
        const message = { type: "call_service", domain, service: action, service_data: fields };
        await withinLimit(connection.sendMessagePromise(message), stopping.signal);
      } catch (error) {
        throw homeAssistantError(error, what);
      }
    },
    onConnected(listener) {
      start();
      greeters.add(listener);
      if (connection) listener();
      return () => {
        greeters.delete(listener);
      };
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
