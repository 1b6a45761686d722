/** One connection to a broker, from its greeting to its end: the only file that knows the MQTT library. */

import type { MqttClient } from "mqtt";
import { DdnsError } from "../../../src/index.ts";
import type { Broker } from "./broker.ts";
import { clientOptions } from "./client-options.ts";
import { brokeError, connectError } from "./failure.ts";
import { createPacketGuard, PacketTooLarge } from "./packet-guard.ts";

/** A message that the broker does not acknowledge for so long means that the connection is dead. */
const ACKNOWLEDGE_TIMEOUT_MS = 20_000;
/** Longer packets are not read, unless the session was told of a higher limit: bytes. */
export const LARGEST_PACKET = 1_000_000;
/** Taking leave from a broker that no longer answers. */
const END_TIMEOUT_MS = 500;

export interface MqttMessage {
  readonly topic: string;
  readonly payload: string;
  /** Stored by the broker earlier, and delivered because of a new subscription. */
  readonly retained: boolean;
}

/** A message of ours on its way. */
export interface Publication {
  readonly topic: string;
  readonly bytes: number;
}

export interface SessionOptions {
  readonly clientId: string;
  /** Topic that says `offline` (retained) when the connection breaks. */
  readonly willTopic?: string | undefined;
  readonly onMessage: (message: MqttMessage) => void;
  /** Bytes of the longest packet that is read; a longer one ends the connection. Default 1 MB. */
  readonly packetLimit?: (() => number) | undefined;
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
  /** Aborted when the connection is gone, whoever ended it; the reason is a DdnsError. */
  readonly gone: AbortSignal;
  /** The longest publication that waits for the broker's acknowledgement, or did when the connection went. */
  readonly unacknowledged: Publication | undefined;
  /** Takes leave properly, so that the broker does not publish the will; at most half a second. */
  end(): Promise<void>;
}

export type OpenSession = (broker: Broker, options: SessionOptions) => Promise<MqttSession>;

/** Connects once. Rejects with AUTH_REJECTED, PERMISSION_DENIED, CONFIG_INVALID, TIMEOUT or UNAVAILABLE. */
export const openSession: OpenSession = async (broker, options) => {
  const { packetLimit: limit = () => LARGEST_PACKET } = options;
  const { connect } = await import("./library.ts");
  const settings = await clientOptions(broker, { ...options, packetLimit: limit });
  return new Promise((resolve, reject) => {
    const client = tryTo(() => connect(settings), broker);
    const gone = new AbortController();
    let failure: unknown;
    let isOpen = false;
    const close = () => {
      if (gone.signal.aborted) return;
      const reason = isOpen ? brokenBy(failure, broker) : connectError(failure, broker);
      gone.abort(reason);
      client.end(true);
      reject(reason);
    };
    const fail = (error: unknown) => {
      failure ??= error;
      // A refused login leaves the library waiting; nothing more will come of this connection.
      client.end(true);
      close();
    };
    // Without a listener for it an error would end the process; its meaning is told when the connection closes.
    client.on("error", (error) => fail(meaningOf(error, limit)));
    client.on("close", close);
    // The library keeps errors without a code to itself, such as another answer than a websocket.
    client.stream.on("error", (error) => {
      failure ??= meaningOf(error, limit);
    });
    const guard = createPacketGuard(limit);
    client.stream.on("data", (chunk: Uint8Array) => {
      const tooLarge = guard(chunk);
      if (tooLarge !== undefined) fail(tooLarge);
    });
    client.on("message", (topic, payload, packet) =>
      options.onMessage({ topic, payload: payload.toString("utf8"), retained: packet.retain }),
    );
    options.signal?.addEventListener("abort", close, { once: true });
    client.once("connect", () => {
      options.signal?.removeEventListener("abort", close);
      isOpen = true;
      resolve(session(client, gone.signal, broker));
    });
  });
};

/** A certificate that is none throws before anything is sent. */
function tryTo(start: () => MqttClient, broker: Broker): MqttClient {
  try {
    return start();
  } catch (thrown) {
    throw connectError(thrown, broker);
  }
}

/** Errors of the websocket below the library that mean what we know ourselves. */
function meaningOf(error: unknown, limit: () => number): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH" ? new PacketTooLarge(limit(), undefined) : error;
}

function brokenBy(failure: unknown, broker: Broker): DdnsError {
  return failure instanceof DdnsError ? failure : brokeError(broker);
}

function session(client: MqttClient, gone: AbortSignal, broker: Broker): MqttSession {
  const onTheirWay = new Set<Publication>();
  /** Runs one exchange with the broker; the library forgets its callbacks when the connection breaks. */
  const exchange = (start: (done: (error?: Error | null) => void) => void): Promise<void> =>
    new Promise((resolve, reject) => {
      const lost = () => finish(brokeError(broker));
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
    get unacknowledged() {
      return [...onTheirWay].sort((a, b) => b.bytes - a.bytes)[0];
    },
    async publish(topic, payload, retain) {
      const publication = { topic, bytes: Buffer.byteLength(payload) };
      onTheirWay.add(publication);
      try {
        await exchange((done) => client.publish(topic, payload, { qos: 1, retain }, done));
      } finally {
        // One that was on its way when the connection went stays: it may be what the broker did not like.
        if (!gone.aborted) onTheirWay.delete(publication);
      }
    },
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
