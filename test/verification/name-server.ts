/** A name server on loopback, UDP and TCP on one port, that says what a test wants; the same over HTTP (RFC 8484). */

import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { onTestFinished } from "vitest";
import { encodeName, readName, uint16 } from "../../src/adapters/dns-wire.ts";

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
}

export interface Asked {
  readonly by: "udp" | "tcp" | "http";
  readonly name: string;
  readonly type: number;
  readonly recursive: boolean;
}

/** Undefined: silence. */
export type Answerer = (asked: Asked) => Reply | undefined;

const PER_TYPE: Readonly<Record<number, (text: string) => Buffer>> = {
  1: (text) => Buffer.from(text.split(".").map(Number)),
  28: (text) => {
    const [head = "", tail = ""] = text.split("::");
    const [front, back] = [head, tail].map((part) => part.split(":").filter((group) => group !== ""));
    const zeros = Array<string>(8 - (front?.length ?? 0) - (back?.length ?? 0)).fill("0");
    return uint16(
      ...[...(front ?? []), ...zeros, ...(back ?? [])].map((group) => Number.parseInt(group, 16)),
    );
  },
};

/** Until the test ends. Answers with its port, and everything that it was asked. */
export async function serveNames(
  answer: Answerer,
  { address = "127.0.0.1", port = 0 }: { readonly address?: string; readonly port?: number } = {},
): Promise<{ readonly port: number; readonly asked: readonly Asked[] }> {
  const asked: Asked[] = [];
  const reply = replier(answer, asked);
  const tcp = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (data) => {
      const message = reply(data.subarray(2), "tcp");
      // In two pieces, as networks do.
      if (message !== undefined) {
        socket.write(uint16(message.length));
        setTimeout(() => socket.end(message), 5);
      }
    });
  }).listen(port, address);
  await once(tcp, "listening");
  const chosen = (tcp.address() as AddressInfo).port;
  const udp = createSocket("udp4");
  udp.on("message", (question, { address: from, port: at }) => {
    const message = reply(question, "udp");
    if (message !== undefined) udp.send(message, at, from);
  });
  udp.bind(chosen, address);
  await once(udp, "listening");
  onTestFinished(() => {
    tcp.close();
    udp.close();
  });
  return { port: chosen, asked };
}

/** A resolver over HTTP until the test ends; answers with its URL. `status`: what it says instead of 200. */
export async function serveResolver(
  answer: Answerer,
  status = 200,
): Promise<{ readonly url: string; readonly asked: readonly Asked[] }> {
  const asked: Asked[] = [];
  const reply = replier(answer, asked);
  const server = createHttpServer(({ url = "" }, response) => {
    const question = new URL(url, "http://localhost").searchParams.get("dns") ?? "";
    const message = reply(Buffer.from(question, "base64url"), "http");
    response.writeHead(status, { "content-type": "application/dns-message" }).end(message);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/dns-query`, asked };
}

function replier(answer: Answerer, asked: Asked[]) {
  return (question: Buffer, by: Asked["by"]): Buffer | undefined => {
    const { name, end } = readName(question, 12);
    const type = question.readUInt16BE(end);
    const recursive = (question.readUInt16BE(2) & 0x0100) !== 0;
    asked.push({ by, name, type, recursive });
    const reply = answer({ by, name, type, recursive });
    return reply && encode(reply, question.readUInt16BE(0), name, type);
  };
}

function encode(reply: Reply, id: number, name: string, type: number): Buffer {
  const {
    code = 0,
    aa = true,
    truncated = false,
    ttl = 300,
    answer = [],
    alias,
    echo = name,
    idOff = 0,
  } = reply;
  const flags = 0x8000 | (aa ? 0x0400 : 0) | (truncated ? 0x0200 : 0) | code;
  const row = (owner: string, of: number, data: Buffer): Buffer =>
    Buffer.concat([encodeName(owner), uint16(of, 1, 0, ttl, data.length), data]);
  const rows = [
    ...(alias === undefined ? [] : [row(name, 5, encodeName(alias))]),
    ...answer.map((text) => row(alias ?? name, type, PER_TYPE[type]?.(text) ?? Buffer.alloc(0))),
  ];
  return Buffer.concat([
    uint16((id + idOff) & 0xffff, flags, 1, rows.length, 0, 0),
    encodeName(echo),
    uint16(type, 1),
    ...rows,
  ]);
}
