/** The HTTP server of the push endpoint: small requests, short waits, few connections of each peer. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { DdnsError, type PushConfig } from "../../../src/index.ts";
import { peerAddress } from "../../doorstep/peer-address.ts";
import { shareOut } from "../../doorstep/places.ts";
import { type Answer, badAgent, LATER, lines } from "./answer.ts";
import { type Asked, LONGEST_BODY, readAsked, refusalOf } from "./request.ts";

/** Milliseconds and numbers; tests bring shorter ones. */
export interface Limits {
  /** For the request, its body included. */
  readonly requestMs: number;
  /** For a connection on which nothing moves; longer than an answer may take. */
  readonly idleMs: number;
  readonly connections: number;
  readonly connectionsOfOnePeer: number;
}

export const LIMITS: Limits = {
  requestMs: 10_000,
  idleMs: 20_000,
  connections: 64,
  connectionsOfOnePeer: 8,
};

export interface Listener {
  /** The port that is listened on. */
  readonly port: number;
  /** Ends every connection; resolves when the port is free. */
  close(): Promise<void>;
}

/** Answers one request; `peer` as the socket names it, `signal` aborts where nobody waits any more. */
export type Respond = (asked: Asked, peer: string, signal: AbortSignal) => Promise<Answer>;

/** Rejects with CONFIG_INVALID where the address cannot be listened on. */
export async function listen(
  { host, port }: Pick<PushConfig, "host" | "port">,
  respond: Respond,
  limits: Limits = LIMITS,
): Promise<Listener> {
  const waiting = new Set<AbortController>();
  const server = createServer(
    {
      // Routers know this endpoint by whatever name or address they please, or by none.
      requireHostHeader: false,
      headersTimeout: limits.requestMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: Math.min(1000, limits.requestMs),
      keepAliveTimeout: limits.requestMs,
    },
    (incoming, outgoing) => {
      const gone = new AbortController();
      waiting.add(gone);
      outgoing.on("close", () => {
        waiting.delete(gone);
        gone.abort();
      });
      void serve(incoming, outgoing, respond, gone.signal);
    },
  );
  server.timeout = limits.idleMs;
  // A device that opens connection after connection must not take the places of the others.
  shareOut(server, { ofOnePeer: limits.connectionsOfOnePeer, inAll: limits.connections });
  server.on("clientError", refuseUnread);
  await start(server, host, port);
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        for (const gone of waiting) gone.abort();
        server.close(() => resolve());
        // One turn later, so that those who wait still hear something.
        setImmediate(() => setImmediate(() => server.closeAllConnections()));
      }),
  };
}

async function serve(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  respond: Respond,
  gone: AbortSignal,
): Promise<void> {
  const refused = refusalOf(incoming);
  const body = refused === undefined ? await bodyOf(incoming) : undefined;
  if (body === undefined) {
    // What follows on this connection would be the rest of a body that nobody reads.
    outgoing.shouldKeepAlive = false;
    write(outgoing, refused ?? badAgent(413));
    return;
  }
  const peer = peerAddress(incoming.socket.remoteAddress) ?? "an unknown address";
  // What nobody foresaw must not end the service; whoever asks is told to wait.
  write(outgoing, await respond(readAsked(incoming, body), peer, gone).catch(() => lines([LATER])));
}

function write(outgoing: ServerResponse, { status, body, headers }: Answer): void {
  if (outgoing.destroyed) return;
  outgoing.writeHead(status, {
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "no-store",
    ...headers,
  });
  outgoing.end(body);
}

/** The body as text, or undefined where it is too long or broke off. */
async function bodyOf(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      size += chunk.length;
      // Left, not destroyed: the refusal is still to be written to the socket.
      if (size > LONGEST_BODY) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** What is no HTTP, too long or too slow gets one answer and the end of its connection. */
function refuseUnread(error: NodeJS.ErrnoException, socket: Socket): void {
  const status = STATUS_OF[error.code ?? ""] ?? "400 Bad Request";
  if (!socket.writable || error.code === "ECONNRESET") socket.destroy();
  else
    socket.end(
      `HTTP/1.1 ${status}\r\nContent-Type: text/plain\r\nContent-Length: 8\r\nConnection: close\r\n\r\nbadagent`,
      () => socket.destroy(),
    );
}

const STATUS_OF: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
};

function start(server: Server, host: string | undefined, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const where = host === undefined ? `port ${port}` : `PUSH_ADDRESS ${host}:${port}`;
      const why = error.code === "EADDRINUSE" ? "another program uses it" : (error.code ?? "unknown reason");
      reject(
        new DdnsError(
          "CONFIG_INVALID",
          `The push endpoint cannot listen on ${where}: ${why}. Choose another one.`,
        ),
      );
    });
    server.listen(host === undefined ? { port } : { host, port }, resolve);
  });
}
