/** Connections through a proxy by CONNECT, as agents of node:http and node:https. */

import http, { type Agent, type AgentOptions, type ClientRequestArgs } from "node:http";
import https from "node:https";
import { isIP } from "node:net";
import type { Duplex } from "node:stream";
import { type ConnectionOptions, connect, type SecureContext } from "node:tls";
import type { HttpProxy } from "../../core/egress/proxies.ts";

/** A proxy gets no more time than this to open a tunnel; the deadline of the request is shorter as a rule. */
const TUNNEL_MS = 30_000;

/** The proxy did not lead there. `code` is the system's, or `HTTP 407` and the like. */
export class ProxyFailure extends Error {
  override readonly name = "ProxyFailure";
  readonly code: string;
  readonly proxy: HttpProxy;

  constructor(proxy: HttpProxy, code: string) {
    super(`the proxy ${proxy.host}:${proxy.port} failed (${code})`);
    this.code = code;
    this.proxy = proxy;
  }
}

/** Headers that a proxy wants from us. */
export function proxyHeaders({ credentials }: HttpProxy): Record<string, string> {
  if (credentials === undefined) return {};
  return { "proxy-authorization": `Basic ${Buffer.from(credentials, "utf8").toString("base64")}` };
}

/** An agent whose connections all go through the proxy; `isEncrypted`: TLS to the destination, inside of the tunnel. */
export function tunnelAgent(
  proxy: HttpProxy,
  isEncrypted: boolean,
  trusted: SecureContext | undefined,
  settings: AgentOptions,
): Agent {
  const { Agent: AgentClass } = isEncrypted ? https : http;
  const agent = new AgentClass(settings);
  agent.createConnection = (options, callback) => {
    openTunnel(proxy, options, trusted)
      .then((socket) => (isEncrypted ? encrypt(socket, options, trusted) : socket))
      .then(
        (socket) => callback?.(null, socket),
        (error: Error) => callback?.(error, undefined as never),
      );
    return undefined;
  };
  return agent;
}

function openTunnel(
  proxy: HttpProxy,
  { host, port }: ClientRequestArgs,
  trusted: SecureContext | undefined,
): Promise<Duplex> {
  const name = host ?? "localhost";
  const destination = `${name.includes(":") ? `[${name}]` : name}:${port ?? (443).toString()}`;
  const { request } = proxy.scheme === "https" ? https : http;
  return new Promise((resolve, reject) => {
    const fail = (code: string): void => reject(new ProxyFailure(proxy, code));
    const asking = request({
      method: "CONNECT",
      host: proxy.host,
      port: proxy.port,
      path: destination,
      headers: { host: destination, ...proxyHeaders(proxy) },
      agent: false,
      timeout: TUNNEL_MS,
      ...(trusted === undefined ? {} : { secureContext: trusted }),
    });
    asking.on("connect", ({ statusCode = 0 }, socket, head) => {
      socket.setTimeout(0);
      if (head.length > 0) socket.unshift(head);
      if (statusCode === 200) resolve(socket);
      else {
        socket.destroy();
        fail(`HTTP ${statusCode}`);
      }
    });
    asking.on("response", ({ statusCode = 0 }) => {
      asking.destroy();
      fail(`HTTP ${statusCode}`);
    });
    asking.on("timeout", () => asking.destroy(new ProxyTimeout()));
    asking.on("error", (error: NodeJS.ErrnoException) => fail(error.code ?? "no answer"));
    asking.end();
  });
}

class ProxyTimeout extends Error {
  readonly code = "ETIMEDOUT";
}

/** What the agent says about the destination, as far as it matters to TLS. */
interface Encryption
  extends Pick<ConnectionOptions, "servername" | "checkServerIdentity" | "rejectUnauthorized" | "ca"> {
  readonly host?: string | null | undefined;
}

function encrypt(
  socket: Duplex,
  { host, ...options }: Encryption,
  trusted: SecureContext | undefined,
): Promise<Duplex> {
  const {
    servername = host && isIP(host) === 0 ? host : "",
    checkServerIdentity,
    rejectUnauthorized,
    ca,
  } = options;
  return new Promise((resolve, reject) => {
    const secure = connect({
      socket,
      servername,
      ...(host ? { host } : {}),
      ...(ca === undefined ? {} : { ca }),
      ...(ca !== undefined || trusted === undefined ? {} : { secureContext: trusted }),
      ...(checkServerIdentity === undefined ? {} : { checkServerIdentity }),
      ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
    });
    secure.once("secureConnect", () => {
      secure.off("error", reject);
      resolve(secure);
    });
    secure.once("error", reject);
    secure.once("close", () =>
      reject(Object.assign(new Error("the tunnel was closed"), { code: "ECONNRESET" })),
    );
  });
}
