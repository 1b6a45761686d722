/** Where the router brings its events: a small HTTP server that hears the router alone and reads nothing of what it says. */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { hostOf } from "./http.ts";

export interface CallbackOptions {
  /** Our address on the way to the router. */
  readonly address: string;
  /** At least 0, below 1. */
  readonly random: () => number;
  /** IP address; whoever else connects is turned away. */
  readonly router: string;
  /** Hears that an event came: what is in it is not looked at. */
  readonly heard: () => void;
}

export interface Callback {
  /** Holds a word that only the router is told. */
  readonly url: string;
  close(): void;
}

const LARGEST_EVENT = 16 * 1024;
const SLOWEST_EVENT_MS = 5000;
const MOST_CONNECTIONS = 4;

/** Undefined where no port can be had. Keeps no process alive. */
export function openCallback({
  address,
  router,
  random,
  heard,
}: CallbackOptions): Promise<Callback | undefined> {
  // Who connects is checked; the word keeps out what the router itself sends elsewhere. Node's crypto would cost a megabyte.
  const path = `/${[random(), random()].map((part) => part.toString(36).slice(2, 12)).join("")}`;
  const server = createServer({ requestTimeout: SLOWEST_EVENT_MS }, (request, response) => {
    receive(request, response, path, heard);
  });
  server.maxConnections = MOST_CONNECTIONS;
  server.on("connection", (socket) => {
    if (socket.remoteAddress !== router) socket.destroy();
    socket.unref();
  });
  server.on("clientError", (_error, socket) => socket.destroy());
  return new Promise((resolve) => {
    server.once("error", () => resolve(undefined));
    server.listen(0, address, () => {
      server.unref();
      const { port } = server.address() as AddressInfo;
      resolve({
        url: `http://${hostOf(address)}:${port}${path}`,
        close: () => {
          server.close();
          server.closeAllConnections();
        },
      });
    });
  });
}

function receive(request: IncomingMessage, response: ServerResponse, path: string, heard: () => void): void {
  let size = 0;
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > LARGEST_EVENT) request.destroy();
  });
  request.on("end", () => {
    const isEvent = request.method === "NOTIFY" && request.url === path;
    response.writeHead(isEvent ? 200 : 404, { connection: "close", "content-length": "0" });
    response.end();
    if (isEvent) heard();
  });
}
