/** A router on loopback that says what a test wants: NAT-PMP, SSDP, description, SOAP and events. */

import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { Endpoints } from "../../../../src/adapters/sources/context.ts";

const IP_SERVICE = "urn:schemas-upnp-org:service:WANIPConnection:1";

/** What it does; each part may be changed while it runs. */
export interface Behaviour {
  /** Answer to a NAT-PMP question; undefined = none comes. */
  natPmp: ((question: Buffer) => Uint8Array | undefined) | undefined;
  /** Answers to a search, the text of each packet; `location` is where its description is. */
  search: (search: string, location: string) => readonly string[];
  description: (() => string) | undefined;
  /** By action: the elements inside the answer; a number is a fault with that code; undefined = fault 401. */
  actions: Readonly<Record<string, string | number | undefined>>;
  /** Takes the whole answer of an HTTP request in its hands where it answers true. */
  http: (request: IncomingMessage, response: ServerResponse, body: string) => boolean;
  subscribe: boolean;
}

export interface FakeRouter {
  readonly behaviour: Behaviour;
  readonly endpoints: { readonly router: Endpoints["router"] };
  /** `natpmp`, `search`, `GET /path`, `action`, `SUBSCRIBE`, `RENEW`, `UNSUBSCRIBE`, in the order they came. */
  readonly asked: string[];
  /** URLs that it brings events to. */
  readonly callbacks: string[];
  readonly httpPort: number;
  location(): string;
  /** Sends a packet to the port of announcements from this address, which may be another one than the router's. */
  announce(packet: Uint8Array, from?: string): Promise<void>;
  /** Brings an event to the last callback; answers with the status. */
  notify(seq: number, from?: string): Promise<number>;
  /** HTTP on a new port, as after a restart. */
  moveHttp(): Promise<void>;
}

export function natPmpReply(address: string, epoch = 1000, result = 0, opcode = 0x80): Buffer {
  const reply = Buffer.alloc(12);
  reply[1] = opcode;
  reply.writeUInt16BE(result, 2);
  reply.writeUInt32BE(epoch, 4);
  reply.set(address.split(".").map(Number), 8);
  return reply;
}

export function pcpAnnounce(epoch: number): Buffer {
  const packet = Buffer.alloc(24);
  packet[0] = 2;
  packet[1] = 0x80;
  packet.writeUInt32BE(epoch, 8);
  return packet;
}

export function descriptionOf(
  type = IP_SERVICE,
  control = "/control",
  events = "/events",
  head = "",
): string {
  return `<?xml version="1.0"?>
<root xmlns="urn:schemas-upnp-org:device-1-0">${head}<device><friendlyName>A &amp; B</friendlyName><deviceList><device><serviceList>
<service><serviceType>urn:schemas-upnp-org:service:WANCommonInterfaceConfig:1</serviceType><controlURL>/other</controlURL></service>
<service><serviceType>${type}</serviceType><controlURL>${control}</controlURL><eventSubURL>${events}</eventSubURL></service>
</serviceList></device></deviceList></device></root>`;
}

export function searchAnswer(
  location: string,
  st = "urn:schemas-upnp-org:device:InternetGatewayDevice:1",
): string {
  return `HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=120\r\nST: ${st}\r\nLocation: ${location}\r\n\r\n`;
}

/** Until the test ends; by default it speaks nothing. */
export async function startRouter(behaviour: Partial<Behaviour> = {}): Promise<FakeRouter> {
  const asked: string[] = [];
  const callbacks: string[] = [];
  const full: Behaviour = {
    natPmp: undefined,
    search: () => [],
    description: undefined,
    actions: {},
    http: () => false,
    subscribe: true,
    ...behaviour,
  };
  const natPmp = await udp((message, sender, socket) => {
    asked.push("natpmp");
    const reply = full.natPmp?.(message);
    if (reply !== undefined) socket.send(reply, sender.port, sender.address);
  });
  const location = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/desc.xml`;
  const ssdp = await udp((message, sender, socket) => {
    asked.push("search");
    for (const answer of full.search(message.toString(), location()))
      socket.send(answer, sender.port, sender.address);
  });
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => reply(request, response, Buffer.concat(chunks).toString()));
  };
  const reply = (request: IncomingMessage, response: ServerResponse, body: string): void => {
    const action = /#(\w+)"?$/.exec(String(request.headers["soapaction"]))?.[1];
    const renews = request.headers["sid"] !== undefined && request.method === "SUBSCRIBE";
    asked.push(
      action ?? (renews ? "RENEW" : request.method === "GET" ? `GET ${request.url}` : String(request.method)),
    );
    if (full.http(request, response, body)) return;
    if (action !== undefined) soap(response, action, full.actions[action]);
    else if (request.method === "SUBSCRIBE" && full.subscribe) {
      const callback = /^<(.*)>$/.exec(String(request.headers["callback"]))?.[1];
      if (callback !== undefined) callbacks.push(callback);
      response.writeHead(200, { SID: "uuid:test-1", TIMEOUT: "Second-1800" }).end();
    } else if (request.method === "GET" && full.description !== undefined && request.url === "/desc.xml")
      response.writeHead(200, { "content-type": "text/xml" }).end(full.description());
    else response.writeHead(request.method === "UNSUBSCRIBE" ? 200 : 404).end();
  };
  let server = await http(answer);
  const announcements = await freePort();
  return {
    behaviour: full,
    endpoints: {
      router: {
        natPmp: natPmp.address().port,
        ssdp: { port: ssdp.address().port, group: "127.0.0.1" },
        avm: 1,
        announcements,
      },
    },
    asked,
    callbacks,
    get httpPort() {
      return (server.address() as AddressInfo).port;
    },
    location,
    async announce(packet, from = "127.0.0.1") {
      const socket = createSocket("udp4");
      socket.bind(0, from);
      await once(socket, "listening");
      await new Promise((resolve) => socket.send(packet, announcements, "127.0.0.1", resolve));
      socket.close();
    },
    async notify(seq, from = "127.0.0.1") {
      const { request } = await import("node:http");
      const url = callbacks.at(-1) ?? "";
      return new Promise((resolve) => {
        const headers = { NT: "upnp:event", NTS: "upnp:propchange", SID: "uuid:test-1", SEQ: String(seq) };
        request(url, { method: "NOTIFY", headers, localAddress: from }, (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        })
          .on("error", () => resolve(0))
          .end("<e:propertyset/>");
      });
    },
    async moveHttp() {
      server.closeAllConnections();
      server.close();
      server = await http(answer);
    },
  };
}

function soap(response: ServerResponse, action: string, values: string | number | undefined): void {
  const envelope = (body: string): string =>
    `<?xml version="1.0"?>\r\n<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${body}</s:Body></s:Envelope>`;
  if (typeof values === "string") {
    const body = `<u:${action}Response xmlns:u="${IP_SERVICE}">${values}</u:${action}Response>`;
    response.writeHead(200, { "content-type": "text/xml" }).end(envelope(body));
    return;
  }
  const detail = `<UPnPError><errorCode>${values ?? 401}</errorCode></UPnPError>`;
  response
    .writeHead(500)
    .end(envelope(`<s:Fault><faultcode>s:Client</faultcode><detail>${detail}</detail></s:Fault>`));
}

async function udp(heard: (message: Buffer, sender: RemoteInfo, socket: Socket) => void): Promise<Socket> {
  const socket = createSocket("udp4");
  socket.on("message", (message, sender) => heard(message, sender, socket));
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  onTestFinished(() => {
    socket.close();
  });
  return socket;
}

async function http(listener: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return server;
}

async function freePort(): Promise<number> {
  const socket = createSocket("udp4");
  socket.bind(0);
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  return port;
}
