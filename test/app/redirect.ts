/** Loaded before the program: moves what has a fixed place inside Home Assistant to where the test has it. */

import { Server } from "node:net";

const supervisor = process.env["TEST_SUPERVISOR"] ?? "";
const port = Number(process.env["TEST_PORT"]);

const realFetch = globalThis.fetch;
globalThis.fetch = (input, init) =>
  realFetch(typeof input === "string" ? input.replace("http://supervisor", supervisor) : input, init);

const realListen = Server.prototype.listen as (...words: unknown[]) => Server;
Server.prototype.listen = function (this: Server, ...words: unknown[]): Server {
  const [first, ...rest] = words;
  const moved = typeof first === "object" && first !== null && "port" in first && first.port === 8099;
  return realListen.call(this, moved ? { ...first, port } : first, ...rest);
} as typeof Server.prototype.listen;
