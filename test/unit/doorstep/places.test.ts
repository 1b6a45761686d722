/** Connections: none of them can keep the health check out. */

import { createServer, get, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { shareOut } from "../../../addon/doorstep/places.ts";

/** A server that answers `/slow` never and all else at once; peers are named by `peers`, one a connection. */
async function stage(peers: (nth: number) => string) {
  let nth = 0;
  const names = new WeakMap<Socket, string>();
  const server: Server = createServer((request, response) => {
    if (request.url !== "/slow") response.end("ok");
  });
  shareOut(server, { ofOnePeer: 4, inAll: 6 }, (socket) => {
    const name = names.get(socket) ?? peers(nth++);
    names.set(socket, name);
    return name;
  });
  await new Promise<void>((resolve) => server.listen({ host: "127.0.0.1", port: 0 }, resolve));
  const { port } = server.address() as AddressInfo;
  const sockets: Socket[] = [];
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    /** Opens one connection, sends `text` on it and waits until the server has seen it. */
    async hold(text: string): Promise<Socket> {
      const seen = new Promise((resolve) => server.once("connection", resolve));
      const socket = connect(port, "127.0.0.1", () => socket.write(text));
      socket.on("error", () => {});
      socket.resume();
      sockets.push(socket);
      await seen;
      if (text.includes("/slow"))
        await new Promise((resolve) => {
          server.once("request", resolve);
          socket.once("close", resolve);
        });
      return socket;
    },
    ask: () =>
      new Promise<string>((resolve) => {
        get({ host: "127.0.0.1", port, agent: false }, (answer) => {
          answer.resume().on("end", () => resolve(`${answer.statusCode}`));
        }).on("error", (error) => resolve(error.message));
      }),
  };
}

const HALF = "GET / HTTP/1.1\r\nHost: x\r\n";
const SLOW = "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n";

test("half a request, twenty times, by one peer / that peer asks / the oldest of its own gives way", async () => {
  const { hold, ask } = await stage(() => "192.168.1.9");
  const first = await hold(HALF);
  for (let count = 0; count < 20; count += 1) await hold(HALF);
  expect(await ask()).toBe("200");
  expect(first.destroyed).toBe(true);
});

test("twenty peers with one half request each / loopback asks / a place is kept for it", async () => {
  const { hold, ask } = await stage((nth) => (nth < 20 ? `192.168.1.${nth}` : "127.0.0.1"));
  for (let count = 0; count < 20; count += 1) await hold(HALF);
  expect(await ask()).toBe("200");
});

test("requests that are being answered, of many peers / more come / those stay, loopback is served", async () => {
  const { hold, ask } = await stage((nth) => (nth < 9 ? `10.0.0.${nth}` : "::ffff:127.0.0.1"));
  const held: Socket[] = [];
  for (let count = 0; count < 9; count += 1) held.push(await hold(SLOW));
  await expect.poll(() => held.filter((socket) => socket.destroyed).length).toBe(3);
  expect(held.slice(0, 6).every((socket) => !socket.destroyed)).toBe(true);
  expect(await ask()).toBe("200");
});
