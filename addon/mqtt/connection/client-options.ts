/** How a connection is asked of the MQTT library. */

import { readFile } from "node:fs/promises";
import type { SecureContext } from "node:tls";
import type { IClientOptions } from "mqtt";
import { DdnsError, wayOut } from "../../../src/index.ts";
import { type Broker, describeBroker } from "./broker.ts";

const PROTOCOLS = ["mqtt", "mqtts", "ws", "wss"] as const;

const CONNECT_TIMEOUT_MS = 15_000;
const KEEPALIVE_SECONDS = 30;

export interface ClientWishes {
  readonly clientId: string;
  /** Topic that says `offline` (retained) when the connection breaks. */
  readonly willTopic?: string | undefined;
  /** Bytes of the longest packet that is read. */
  readonly packetLimit: () => number;
}

/** The library hands all of it on to node:tls, which knows more than the library names. */
type Options = IClientOptions & { readonly secureContext?: SecureContext };

/** Rejects with CONFIG_INVALID. */
export async function clientOptions(broker: Broker, wishes: ClientWishes): Promise<Options> {
  return {
    ...address(broker, wishes.packetLimit()),
    clientId: wishes.clientId,
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
    ...(broker.ca === undefined ? {} : { ca: broker.ca }),
    ...(broker.caFile === undefined ? {} : { ca: await readCa(broker.caFile) }),
    ...(wishes.willTopic === undefined
      ? {}
      : { will: { topic: wishes.willTopic, payload: Buffer.from("offline"), qos: 1, retain: true } }),
  };
}

/** Taken apart here: the library does it with a deprecated function, and takes a final slash for a local socket. */
function address(broker: Broker, limit: number): Options {
  const url = urlOf(broker);
  const { protocol, hostname, port, pathname, search } = url;
  const kind = PROTOCOLS.find((known) => `${known}:` === protocol);
  if (kind === undefined) throw noAddress(broker);
  const web = kind === "ws" || kind === "wss";
  const host = web ? hostname : hostname.replace(/^\[|\]$/g, "");
  // Certificates of its own replace those of the environment; only websockets can leave through a proxy.
  const { agent, secureContext } = wayOut(url);
  const hasOwn = broker.ca !== undefined || broker.caFile !== undefined;
  const trusted = hasOwn || secureContext === undefined ? {} : { secureContext };
  return {
    ...(web ? {} : trusted),
    protocol: kind,
    host,
    hostname: host,
    ...(port === "" ? {} : { port: Number(port) }),
    // A websocket's frame is gathered below the stream that we look at, so it has the limit too.
    ...(web ? { path: `${pathname}${search}`, wsOptions: { maxPayload: limit, agent, ...trusted } } : {}),
  };
}

async function readCa(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch {
    throw new DdnsError("CONFIG_INVALID", `The file of MQTT_CA_FILE, ${path}, cannot be read.`);
  }
}

function urlOf(broker: Broker): URL {
  try {
    return new URL(broker.url);
  } catch {
    throw noAddress(broker);
  }
}

function noAddress(broker: Broker): DdnsError {
  return new DdnsError("CONFIG_INVALID", `${describeBroker(broker)} is no address of an MQTT broker.`);
}
