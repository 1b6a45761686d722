/** A websocket server that speaks Home Assistant's greeting and answers as a test says. */

import { once } from "node:events";
import { type WebSocket, WebSocketServer } from "ws";

export interface Received {
  readonly id: number;
  readonly type: string;
  readonly [key: string]: unknown;
}

export interface FakeCore {
  readonly url: string;
  readonly received: readonly Received[];
  readonly connections: number;
  /** Says something to every connection, as it is. */
  say(text: string): void;
  drop(): void;
  stop(): Promise<void>;
}

export interface FakeCoreOptions {
  readonly token?: string;
  /** Default: success without a result. `undefined` leaves the question unanswered. */
  readonly answer?: (message: Received) => object | undefined;
  /** Never greets, as a Home Assistant that hangs in its start. */
  readonly silent?: boolean;
}

export async function startFakeCore(options: FakeCoreOptions = {}): Promise<FakeCore> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0, path: "/api/websocket" });
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const received: Received[] = [];
  let connections = 0;
  server.on("connection", (socket: WebSocket) => {
    connections += 1;
    if (options.silent) return;
    const send = (message: object) => socket.send(JSON.stringify(message));
    send({ type: "auth_required", ha_version: "2026.11.0" });
    socket.on("message", (data) => {
      const message = JSON.parse(data.toString());
      if (message.type === "auth") {
        const right = message.access_token === (options.token ?? "right");
        send(right ? { type: "auth_ok", ha_version: "2026.11.0" } : { type: "auth_invalid", message: "no" });
        if (!right) socket.close();
        return;
      }
      received.push(message);
      if (message.type === "ping" && options.answer === undefined)
        return send({ id: message.id, type: "pong" });
      const answer = options.answer ? options.answer(message) : {};
      if (answer) send({ id: message.id, type: "result", success: true, result: null, ...answer });
    });
  });
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    get connections() {
      return connections;
    },
    say(text) {
      for (const client of server.clients) client.send(text);
    },
    drop() {
      for (const client of server.clients) client.terminate();
    },
    async stop() {
      for (const client of server.clients) client.terminate();
      server.close();
      await once(server, "close");
    },
  };
}
