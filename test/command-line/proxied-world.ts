/** An internet that only a proxy leads to: a real CONNECT proxy on loopback, and servers under names that resolve nowhere else. */

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  request as send,
} from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { startSandbox } from "../sandbox/index.ts";

/** Names under which the world answers; `api` is the sandbox. */
export const NAMES = {
  api: "api.proxied.test",
  address: "ip.proxied.test",
  monitor: "hc.proxied.test",
  chat: "chat.proxied.test",
} as const;

export async function openProxiedWorld() {
  const folder = mkdtempSync(join(tmpdir(), "proxied-"));
  const certificate = makeCertificate(folder);
  const sandbox = await startSandbox({ seed: { zones: [{ name: "example.org", records: [] }] } });
  const heard: string[] = [];
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const host = (request.headers.host ?? "").replace(/:\d+$/, "");
    heard.push(`${host}${request.url ?? ""}`);
    if (host === NAMES.api) forward(sandbox.url, request, response);
    else if (host === NAMES.address) response.end("8.8.4.4\n");
    else response.end("OK");
  };
  const secure = createSecureServer(certificate, answer);
  // Websockets are echoed, as a broker's and Home Assistant's would be opened.
  const echo = new WebSocketServer({ server: secure });
  echo.on("connection", (socket) => socket.on("message", (message) => socket.send(String(message))));
  const securePort = await listen(secure);
  const asked: string[] = [];
  const tunnels = new Set<Duplex>();
  const proxy = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers["proxy-authorization"] ?? "-"}`);
    answer(request, response);
  });
  proxy.on("connect", ({ url = "", headers }, client, head) => {
    asked.push(`CONNECT ${url} ${headers["proxy-authorization"] ?? "-"}`);
    const server = connect(securePort, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      if (head.length > 0) server.write(head);
      server.pipe(client).pipe(server);
    });
    tunnels.add(client).add(server);
    server.on("error", () => client.destroy());
    client.on("error", () => server.destroy());
  });
  const proxyPort = await listen(proxy);
  return {
    sandbox,
    /** `CONNECT host:port credentials`, and requests in clear with their whole URL. */
    asked,
    /** `host/path` of what arrived. */
    heard,
    proxy: `127.0.0.1:${proxyPort}`,
    authority: join(folder, "ca.pem"),
    folder,
    close: async () => {
      for (const tunnel of tunnels) tunnel.destroy();
      for (const server of [proxy, secure]) server.closeAllConnections();
      await Promise.all([proxy, secure].map((server) => new Promise((resolve) => server.close(resolve))));
      await sandbox.close();
    },
  };
}

function forward(sandbox: string, request: IncomingMessage, response: ServerResponse): void {
  const target = new URL(sandbox);
  const path = (request.url ?? "").replace(/^\/client\/v4/, target.pathname.replace(/\/$/, ""));
  const onward = send(
    { host: target.hostname, port: target.port, method: request.method, path, headers: request.headers },
    (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    },
  );
  request.pipe(onward);
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)),
  );
}

/** A private authority and a certificate of its for every name below proxied.test. */
function makeCertificate(folder: string): { readonly key: Buffer; readonly cert: Buffer } {
  const openssl = (words: string): void => {
    execFileSync("openssl", words.split(" "), { cwd: folder, stdio: "ignore" });
  };
  const key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
  openssl(`req -x509 ${key} -keyout ca.key -out ca.pem -days 2 -subj /CN=proxied-authority`);
  openssl(`req ${key} -keyout server.key -out server.csr -subj /CN=proxied.test`);
  writeFileSync(join(folder, "names"), "subjectAltName=DNS:*.proxied.test");
  openssl(
    "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out server.pem -days 2 -extfile names",
  );
  return { key: readFileSync(join(folder, "server.key")), cert: readFileSync(join(folder, "server.pem")) };
}
