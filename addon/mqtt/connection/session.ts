/** One connection to a broker, from its greeting to its end: the only file that knows the MQTT library. */

import { readFile } from "node:fs/promises";
import type { IClientOptions, MqttClient } from "mqtt";
import { DdnsError } from "../../../src/index.ts";
import { type Broker, describeBroker } from "./broker.ts";

const PROTOCOLS = ["mqtt", "mqtts", "ws", "wss"] as const;

const CONNECT_TIMEOUT_MS = 15_000;
const KEEPALIVE_SECONDS = 30;
/** A message that the broker does not acknowledge for so long means that the connection is dead. */
const ACKNOWLEDGE_TIMEOUT_MS = 20_000;
/** Taking leave from a broker that no longer answers. */
const END_TIMEOUT_MS = 500;

export interface MqttMessage {
  readonly topic: string;
  readonly payload: string;
  /** Stored by the broker earlier, and delivered because of a new subscription. */
  readonly retained: boolean;
}

export interface SessionOptions {
  readonly clientId: string;
  /** Topic that says `offline` (retained) when the connection breaks. */
  readonly willTopic?: string | undefined;
  readonly onMessage: (message: MqttMessage) => void;
  /** Ends an attempt to connect; an open connection is not touched. */
  readonly signal?: AbortSignal | undefined;
}

/** An open connection. Every method rejects with UNAVAILABLE once it is closed. */
export interface MqttSession {
  /** Rejects with PERMISSION_DENIED where the broker refuses the filter. */
  subscribe(filter: string): Promise<void>;
  unsubscribe(filter: string): Promise<void>;
  /** Resolves when the broker has acknowledged (QoS 1). */
  publish(topic: string, payload: string, retain: boolean): Promise<void>;
  /** Aborted when the connection is gone, whoever ended it. */
  readonly gone: AbortSignal;
  /** Takes leave properly, so that the broker does not publish the will; at most half a second. */
  end(): Promise<void>;
}

export type OpenSession = (broker: Broker, options: SessionOptions) => Promise<MqttSession>;

/** Connects once. Rejects with AUTH_REJECTED, PERMISSION_DENIED, CONFIG_INVALID, TIMEOUT or UNAVAILABLE. */
export const openSession: OpenSession = async (broker, options) => {
  const { connect } = await import("./library.ts");
  const settings = await clientOptions(broker, options);
  return new Promise((resolve, reject) => {
    let client: MqttClient;
    try {
      client = connect({ ...address(broker.url), ...settings });
    } catch {
      reject(new DdnsError("CONFIG_INVALID", `${describeBroker(broker)} is no address of an MQTT broker.`));
      return;
    }
    const gone = new AbortController();
    let failure: unknown;
    // Without a listener for it an error would end the process; its meaning is told when the connection closes.
    client.on("error", (error) => {
      failure = error;
      // A refused login leaves the library waiting; nothing more will come of this connection.
      client.end(true);
      close();
    });
    const close = () => {
      if (gone.signal.aborted) return;
      gone.abort();
      client.end(true);
      reject(connectError(failure, broker));
    };
    client.on("close", close);
    client.on("message", (topic, payload, packet) =>
      options.onMessage({ topic, payload: payload.toString("utf8"), retained: packet.retain }),
    );
    options.signal?.addEventListener("abort", close, { once: true });
    client.once("connect", () => {
      options.signal?.removeEventListener("abort", close);
      resolve(session(client, gone.signal, broker));
    });
  });
};

async function clientOptions(broker: Broker, options: SessionOptions): Promise<IClientOptions> {
  return {
    clientId: options.clientId,
    protocolVersion: 4,
    clean: true,
    keepalive: KEEPALIVE_SECONDS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    // The link connects again itself: with back-off, and with credentials asked for anew.
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    ...(broker.username === undefined ? {} : { username: broker.username }),
    ...(broker.password === undefined ? {} : { password: broker.password.reveal() }),
    ...(broker.caFile === undefined ? {} : { ca: await readCa(broker.caFile) }),
    ...(options.willTopic === undefined
      ? {}
      : { will: { topic: options.willTopic, payload: Buffer.from("offline"), qos: 1, retain: true } }),
  };
}

/** Taken apart here: the library does it with a deprecated function, and takes a final slash for a local socket. */
function address(url: string): IClientOptions {
  const { protocol, hostname, port, pathname, search } = new URL(url);
  const kind = PROTOCOLS.find((known) => `${known}:` === protocol);
  if (kind === undefined) throw new TypeError("not an address of a broker");
  const web = kind === "ws" || kind === "wss";
  const host = web ? hostname : hostname.replace(/^\[|\]$/g, "");
  return {
    protocol: kind,
    host,
    hostname: host,
    ...(port === "" ? {} : { port: Number(port) }),
    ...(web ? { path: `${pathname}${search}` } : {}),
  };
}

async function readCa(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch {
    throw new DdnsError("CONFIG_INVALID", `The file of MQTT_CA_FILE, ${path}, cannot be read.`);
  }
}

function session(client: MqttClient, gone: AbortSignal, broker: Broker): MqttSession {
  const where = describeBroker(broker);
  /** Runs one exchange with the broker; the library forgets its callbacks when the connection breaks. */
  const exchange = (start: (done: (error?: Error | null) => void) => void): Promise<void> =>
    new Promise((resolve, reject) => {
      const lost = () =>
        finish(new DdnsError("UNAVAILABLE", `The connection to the MQTT broker ${where} broke.`));
      const timer = setTimeout(() => {
        // Ends the connection; `gone` then ends this exchange.
        client.end(true);
        lost();
      }, ACKNOWLEDGE_TIMEOUT_MS);
      const finish = (error?: Error | null) => {
        clearTimeout(timer);
        gone.removeEventListener("abort", lost);
        if (error) reject(error);
        else resolve();
      };
      if (gone.aborted) return lost();
      gone.addEventListener("abort", lost, { once: true });
      start(finish);
    });
  return {
    gone,
    async subscribe(filter) {
      try {
        await exchange((done) => client.subscribe(filter, { qos: 1 }, done));
      } catch (error) {
        throw error instanceof DdnsError
          ? error
          : new DdnsError(
              "PERMISSION_DENIED",
              `The MQTT broker does not let us read ${filter}; check its access list.`,
            );
      }
    },
    unsubscribe: (filter) => exchange((done) => client.unsubscribe(filter, done)),
    publish: (topic, payload, retain) =>
      exchange((done) => client.publish(topic, payload, { qos: 1, retain }, done)),
    end: () =>
      new Promise((resolve) => {
        if (gone.aborted) return resolve();
        const timer = setTimeout(() => client.stream.destroy(), END_TIMEOUT_MS);
        const ended = () => {
          clearTimeout(timer);
          resolve();
        };
        gone.addEventListener("abort", ended, { once: true });
        client.end(false);
      }),
  };
}

/** What the library's error means; its own message is left out, only codes are repeated. */
function connectError(failure: unknown, broker: Broker): DdnsError {
  const where = describeBroker(broker);
  const code =
    typeof failure === "object" && failure !== null && "code" in failure ? failure.code : undefined;
  switch (code) {
    case 1:
      return new DdnsError(
        "UNAVAILABLE",
        `The MQTT broker ${where} does not speak MQTT 3.1.1; allow it there.`,
      );
    case 2:
      return new DdnsError("PERMISSION_DENIED", `The MQTT broker ${where} refuses the client id.`);
    case 4:
    case 5:
      return new DdnsError(
        "AUTH_REJECTED",
        `The MQTT broker ${where} refuses the user name or password; check both.`,
      );
    default: {
      const known = typeof code === "string" && /^[A-Z0-9_]{1,60}$/.test(code);
      const why = known ? ` (${code})` : code === 3 ? " (it says it is unavailable)" : "";
      return new DdnsError("UNAVAILABLE", `The MQTT broker ${where} cannot be reached${why}.`);
    }
  }
}
