/** Loaded before the program: moves what has a fixed place inside Home Assistant to where the test has it. */

import { Server } from "node:net";

const supervisor = process.env["TEST_SUPERVISOR"] ?? "";
/** By the port that config.yaml names. */
const PORTS: ReadonlyMap<unknown, number> = new Map([
  [8099, Number(process.env["TEST_PORT"])],
  [8245, Number(process.env["TEST_PUSH_PORT"])],
]);

const realFetch = globalThis.fetch;
globalThis.fetch = (input, init) =>
  realFetch(typeof input === "string" ? input.replace("http://supervisor", supervisor) : input, init);

const realListen = Server.prototype.listen as (...words: unknown[]) => Server;
Server.prototype.listen = function (this: Server, ...words: unknown[]): Server {
  const [first, ...rest] = words;
  const named = typeof first === "object" && first !== null && "port" in first ? first.port : undefined;
  const port = PORTS.get(named);
  return realListen.call(this, port === undefined ? first : { ...Object(first), port }, ...rest);
} as typeof Server.prototype.listen;
