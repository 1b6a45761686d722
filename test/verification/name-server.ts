/** A name server on loopback, UDP and TCP on one port, that says what a test wants; the same over HTTP (RFC 8484). */

import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { type Answer, decode, encode as encodeMessage, type RecordType } from "dns-packet";
import { onTestFinished } from "vitest";

export interface Reply {
  /** Default 0. */
  readonly code?: number;
  /** Default true. */
  readonly aa?: boolean;
  readonly truncated?: boolean;
  readonly ttl?: number;
  /** Addresses of the type that was asked for. */
  readonly answer?: readonly string[];
  /** An alias to which the addresses belong. */
  readonly alias?: string;
  /** Name in the question that is echoed; default: as it came. */
  readonly echo?: string;
  /** Added to the id. */
  readonly idOff?: number;
  /** Codes of extended errors (RFC 8914). */
  readonly because?: readonly number[];
}

export interface Asked {
  readonly by: "udp" | "tcp" | "http";
  readonly name: string;
  readonly type: number;
  readonly recursive: boolean;
}

/** Undefined: silence. */
export type Answerer = (asked: Asked) => Reply | undefined;

const TYPES: Readonly<Record<number, "A" | "AAAA" | "NS">> = { 1: "A", 2: "NS", 28: "AAAA" };
const TYPE_NUMBERS: Readonly<Record<string, number>> = { A: 1, NS: 2, AAAA: 28 };

interface ServeOptions {
  readonly address?: string;
  readonly port?: number;
  /** How long each answer over UDP takes. */
  readonly delayMs?: number;
}

/** Until the test ends. Answers with its port, and everything that it was asked. */
export async function serveNames(
  answer: Answerer,
  { address = "127.0.0.1", port = 0, delayMs = 0 }: ServeOptions = {},
  atEnd: (end: () => void) => void = onTestFinished,
): Promise<{ readonly port: number; readonly asked: readonly Asked[] }> {
  const asked: Asked[] = [];
  const reply = replier(answer, asked);
  const tcp = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (data) => {
      const message = reply(data.subarray(2), "tcp");
      // In two pieces, as networks do.
      if (message !== undefined) {
        socket.write(Buffer.of(message.length >> 8, message.length & 0xff));
        setTimeout(() => socket.end(message), 5);
      }
    });
  }).listen(port, address);
  await once(tcp, "listening");
  const chosen = (tcp.address() as AddressInfo).port;
  const late: NodeJS.Timeout[] = [];
  const udp = createSocket("udp4");
  udp.on("message", (question, { address: from, port: at }) => {
    const message = reply(question, "udp");
    if (message === undefined) return;
    if (delayMs === 0) udp.send(message, at, from);
    else late.push(setTimeout(() => udp.send(message, at, from), delayMs));
  });
  udp.bind(chosen, address);
  await once(udp, "listening");
  atEnd(() => {
    for (const timer of late) clearTimeout(timer);
    tcp.close();
    udp.close();
  });
  return { port: chosen, asked };
}

/** A resolver over HTTP until the test ends; answers with its URL. `status`: what it says instead of 200. */
export async function serveResolver(
  answer: Answerer,
  status = 200,
  ends: "at once" | "never" = "at once",
): Promise<{ readonly url: string; readonly asked: readonly Asked[] }> {
  const asked: Asked[] = [];
  const reply = replier(answer, asked);
  const server = createHttpServer(({ url = "" }, response) => {
    const question = new URL(url, "http://localhost").searchParams.get("dns") ?? "";
    const message = reply(Buffer.from(question, "base64url"), "http");
    response.writeHead(status, { "content-type": "application/dns-message" });
    if (ends === "at once") response.end(message);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/dns-query`, asked };
}

function replier(answer: Answerer, asked: Asked[]) {
  return (message: Buffer, by: Asked["by"]): Buffer | undefined => {
    const { id = 0, flag_rd: recursive, questions: [question] = [] } = decode(message);
    if (question === undefined) return undefined;
    const heard = { by, name: question.name, type: TYPE_NUMBERS[question.type] ?? 0, recursive };
    asked.push(heard);
    const reply = answer(heard);
    return reply && encode(reply, id, heard);
  };
}

function encode(reply: Reply, id: number, { name, type: number }: Asked): Buffer {
  const {
    code = 0,
    aa = true,
    truncated = false,
    ttl = 300,
    answer = [],
    alias,
    echo = name,
    idOff = 0,
    because = [],
  } = reply;
  const type = TYPES[number] ?? ("A" satisfies RecordType);
  const reasons = because.map((reason) => ({ code: 15 as 12, data: Buffer.of(0, reason) }));
  const extension: Answer = {
    type: "OPT",
    name: ".",
    udpPayloadSize: 1232,
    extendedRcode: 0,
    ednsVersion: 0,
    flags: 0,
    flag_do: false,
    options: reasons,
  };
  return encodeMessage({
    type: "response",
    id: (id + idOff) & 0xffff,
    flags: (aa ? 0x0400 : 0) | (truncated ? 0x0200 : 0) | code,
    questions: [{ name: echo, type, class: "IN" }],
    answers: [
      ...(alias === undefined ? [] : [{ type: "CNAME" as const, name, ttl, data: alias }]),
      ...answer.map((data) => ({ type, name: alias ?? name, ttl, data })),
    ],
    additionals: [extension],
  });
}
