/** A broker in memory: retained messages, wildcards, wills; connections are made and broken by the test. */

import type { MqttSession, OpenSession, SessionOptions } from "../../../addon/mqtt/connection/session.ts";
import { DdnsError } from "../../../src/core/errors.ts";

export interface MemoryBroker {
  readonly open: OpenSession;
  readonly retained: ReadonlyMap<string, string>;
  /** All that was published, in order: `topic payload`. */
  readonly published: readonly string[];
  /** Connections made so far. */
  readonly connections: number;
  /** What the next attempts to connect reject with; undefined lets them in. */
  refusal: DdnsError | undefined;
  /** Filters that are refused. */
  readonly forbidden: Set<string>;
  /** From a client of the test's own. */
  publish(topic: string, payload: string, retain?: boolean): void;
  /** Breaks all connections; their wills are published. */
  breakAll(): void;
  forget(): void;
}

interface Client {
  readonly options: SessionOptions;
  readonly filters: Set<string>;
  readonly gone: AbortController;
}

export function createMemoryBroker(): MemoryBroker {
  const clients = new Set<Client>();
  const retained = new Map<string, string>();
  const published: string[] = [];
  const forbidden = new Set<string>();
  let connections = 0;

  const publish = (topic: string, payload: string, retain = false) => {
    published.push(`${topic} ${payload}`);
    if (retain) {
      if (payload === "") retained.delete(topic);
      else retained.set(topic, payload);
    }
    for (const client of clients)
      if ([...client.filters].some((filter) => matches(filter, topic)))
        client.options.onMessage({ topic, payload, retained: false });
  };
  const lose = (client: Client, withWill: boolean) => {
    if (!clients.delete(client)) return;
    client.gone.abort();
    if (withWill && client.options.willTopic) publish(client.options.willTopic, "offline", true);
  };
  const sessionOf = (client: Client): MqttSession => {
    const alive = () => {
      if (client.gone.signal.aborted) throw new DdnsError("UNAVAILABLE", "The connection broke.");
    };
    return {
      gone: client.gone.signal,
      unacknowledged: undefined,
      async subscribe(filter) {
        alive();
        if (forbidden.has(filter)) throw new DdnsError("PERMISSION_DENIED", `${filter} is forbidden.`);
        client.filters.add(filter);
        for (const [topic, payload] of retained)
          if (matches(filter, topic)) client.options.onMessage({ topic, payload, retained: true });
      },
      async unsubscribe(filter) {
        alive();
        client.filters.delete(filter);
      },
      async publish(topic, payload, retain) {
        alive();
        publish(topic, payload, retain);
      },
      async end() {
        lose(client, false);
      },
    };
  };

  const broker: MemoryBroker = {
    retained,
    published,
    forbidden,
    get connections() {
      return connections;
    },
    refusal: undefined,
    publish,
    async open(_broker, options) {
      if (broker.refusal) throw broker.refusal;
      connections += 1;
      for (const other of [...clients]) if (other.options.clientId === options.clientId) lose(other, true);
      const client: Client = { options, filters: new Set(), gone: new AbortController() };
      clients.add(client);
      return sessionOf(client);
    },
    breakAll() {
      for (const client of [...clients]) lose(client, true);
    },
    forget: () => retained.clear(),
  };
  return broker;
}

function matches(filter: string, topic: string): boolean {
  const pattern = filter
    .split("/")
    .map((part) =>
      part === "+" ? "[^/]+" : part === "#" ? ".*" : part.replaceAll(/[.*?^$|()[\]{}\\]/g, "\\$&"),
    )
    .join("/");
  return new RegExp(`^${pattern}$`).test(topic);
}
