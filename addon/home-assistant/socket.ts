/** Opens an authenticated websocket to Home Assistant, with limits the library does not set, and shows it only sound messages. */

import type { HaWebSocket } from "home-assistant-js-websocket";
import { DdnsError, type Secret, wayOut, withoutTrailing } from "../../src/index.ts";

const HANDSHAKE_MS = 15_000;
/** Home Assistant may be busy with its start when the connection already stands. */
const AUTHENTICATION_MS = 45_000;
const LARGEST_MESSAGE = 16 * 1024 * 1024;

export interface OpenedSocket {
  /** For the library: the part of a browser's WebSocket that it uses. */
  readonly socket: HaWebSocket;
  /** Ends it at once, without waiting for the other side. */
  terminate(): void;
}

export interface SocketOptions {
  /** `http:`, `https:`, `ws:` or `wss:`; as its user wrote it. */
  readonly url: string;
  readonly token: Secret;
  readonly signal: AbortSignal;
}

/** Rejects with AUTH_REJECTED, CONFIG_INVALID, TIMEOUT or UNAVAILABLE. */
export async function openSocket({ url, token, signal }: SocketOptions): Promise<OpenedSocket> {
  const { WebSocket } = await import("ws");
  const address = websocketUrl(url);
  const ws = new WebSocket(address, {
    handshakeTimeout: HANDSHAKE_MS,
    maxPayload: LARGEST_MESSAGE,
    ...wayOut(new URL(address)),
  });
  const shown = new URL(address).host;
  return new Promise((resolve, reject) => {
    const fail = (error: DdnsError) => {
      leave();
      ws.terminate();
      reject(error);
    };
    const unreachable = () =>
      fail(new DdnsError("UNAVAILABLE", `Home Assistant cannot be reached at ${shown}.`));
    const timer = setTimeout(
      () => fail(new DdnsError("TIMEOUT", `Home Assistant at ${shown} did not finish the login.`)),
      AUTHENTICATION_MS,
    );
    const abort = () => fail(new DdnsError("ABORTED", "Connecting to Home Assistant was stopped."));
    const leave = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      ws.off("message", onMessage);
      ws.off("close", unreachable);
    };
    const onMessage = (data: { toString(): string }) => {
      const message = parseMessage(data.toString());
      if (message === undefined || Array.isArray(message) || !("type" in message)) return;
      if (message.type === "auth_required")
        ws.send(JSON.stringify({ type: "auth", access_token: token.reveal() }));
      if (message.type === "auth_invalid")
        fail(
          new DdnsError(
            "AUTH_REJECTED",
            `Home Assistant at ${shown} does not accept the token; make a new long-lived token for HOME_ASSISTANT_TOKEN.`,
          ),
        );
      if (message.type === "auth_ok") {
        leave();
        const version =
          "ha_version" in message && typeof message.ha_version === "string" ? message.ha_version : "";
        resolve({ socket: asBrowserSocket(ws, version), terminate: () => ws.terminate() });
      }
    };
    // Stays for good: an error without a listener would end the process. A close always follows it.
    ws.on("error", () => undefined);
    ws.on("message", onMessage);
    ws.on("close", unreachable);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  });
}

/** `http://supervisor/core` becomes `ws://supervisor/core/api/websocket`. Throws CONFIG_INVALID. */
export function websocketUrl(url: string): string {
  const match = /^(http|ws)(s?):\/\/([^/?#@]+)(\/[^?#]*)?$/i.exec(url.trim());
  if (match === null)
    throw new DdnsError(
      "CONFIG_INVALID",
      "HOME_ASSISTANT_URL must look like http://homeassistant.local:8123.",
    );
  const [, , secure = "", host = "", path = ""] = match;
  const base = withoutTrailing(path, "/");
  return `ws${secure.toLowerCase()}://${host}${base.endsWith("/websocket") ? base : `${base}/api/websocket`}`;
}

type WsSocket = InstanceType<typeof import("ws")["WebSocket"]>;
type Listener = (event: { readonly data?: string }) => void;

/** The library reads JSON without care, so it is handed nothing but objects and arrays of objects. */
function asBrowserSocket(ws: WsSocket, haVersion: string): HaWebSocket {
  const listeners = { message: new Set<Listener>(), close: new Set<Listener>() };
  ws.on("message", (data: { toString(): string }) => {
    const text = data.toString();
    if (parseMessage(text) === undefined) return;
    for (const listener of [...listeners.message]) listener({ data: text });
  });
  ws.on("close", () => {
    for (const listener of [...listeners.close]) listener({});
  });
  const socket = {
    haVersion,
    OPEN: ws.OPEN,
    get readyState() {
      return ws.readyState;
    },
    send: (text: string) => ws.send(text),
    close: () => ws.close(),
    addEventListener: (type: "message" | "close", listener: Listener) => listeners[type].add(listener),
    removeEventListener: (type: "message" | "close", listener: Listener) => listeners[type].delete(listener),
  };
  // The library names the whole browser type but uses these members only (read in 9.7.0).
  return socket as unknown as HaWebSocket;
}

function parseMessage(text: string): object | undefined {
  try {
    const message: unknown = JSON.parse(text);
    const sound = (part: unknown) => typeof part === "object" && part !== null;
    if (Array.isArray(message)) return message.every(sound) ? message : undefined;
    return typeof message === "object" && message !== null ? message : undefined;
  } catch {
    return undefined;
  }
}
