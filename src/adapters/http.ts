/** One HTTP exchange over node:http or node:https: family forced, size limited, body covered by the signal. */

import http, {
  type Agent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestOptions,
} from "node:http";
import https from "node:https";
import type { LookupFunction } from "node:net";
import type { SecureContext } from "node:tls";
import type { HttpProxy } from "../core/egress/proxies.ts";
import type { IpFamily } from "../core/types.ts";
import { egress } from "./egress/egress.ts";
import { ProxyFailure, proxyHeaders } from "./egress/tunnel.ts";

export interface HttpRequest {
  readonly url: URL;
  /** Default GET. */
  readonly method?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | Uint8Array | undefined;
  /** Forces the IP family of the connection; absent leaves it to the system. */
  readonly family?: IpFamily | undefined;
  /** Replaces the system's name resolution, for tests. */
  readonly lookup?: LookupFunction | undefined;
  /** Keeps connections between requests; absent = one connection for this exchange alone. Where a proxy tunnels, it knows it. */
  readonly agent?: Agent | undefined;
  /** Never through a proxy: for what must not leave the network. */
  readonly direct?: boolean | undefined;
  /** Longest body in bytes; a longer one rejects with `too-large`. */
  readonly maxBytes: number;
  /** Ends the exchange at any point, the body included. */
  readonly signal: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Why no answer came. `sent` is false only where the request cannot have reached the other side. */
export class HttpFailure extends Error {
  override readonly name = "HttpFailure";
  readonly kind: "unreachable" | "interrupted" | "too-large" | "aborted";
  readonly sent: boolean;
  /** The system's code, such as ECONNREFUSED; empty where there is none. */
  readonly systemCode: string;
  /** Where a name led to that could not be reached; undefined where the URL itself holds an address. */
  readonly address: string | undefined;
  /** The proxy that did not lead there; undefined where none is at fault. */
  readonly proxy: HttpProxy | undefined;

  constructor(
    kind: HttpFailure["kind"],
    sent: boolean,
    systemCode: string,
    address?: string,
    proxy?: HttpProxy,
  ) {
    super(`${kind}${systemCode === "" ? "" : ` (${systemCode})`}`);
    this.kind = kind;
    this.sent = sent;
    this.systemCode = systemCode;
    this.address = address;
    this.proxy = proxy;
  }
}

/** Node's module for the protocol of a URL. */
export function httpModule(protocol: string): typeof http | typeof https {
  return protocol === "https:" ? https : http;
}

/** Sends `request` and reads the whole answer, of any status; follows no redirect. Rejects with HttpFailure only. */
export async function exchange(request: HttpRequest): Promise<HttpResponse> {
  if (request.signal.aborted) throw new HttpFailure("aborted", false, "");
  const way = wayTo(request);
  const { request: open } = httpModule(way.protocol);
  return await new Promise((resolve, reject) => {
    let connected = false;
    let answered = false;
    const options: RequestOptions = {
      method: request.method ?? "GET",
      signal: request.signal,
      ...way.options,
      headers: { ...request.headers, ...lengthOf(request.body), ...way.headers },
    };
    const fail = (error: unknown): void => reject(failureOf(error, connected, request, way.proxy));
    const outgoing = open(way.url, options, (incoming) => {
      answered = true;
      if (way.proxy !== undefined && incoming.statusCode === 407) {
        incoming.destroy();
        return reject(new HttpFailure("unreachable", false, "HTTP 407", undefined, way.proxy));
      }
      readBody(incoming, request.maxBytes).then((body) => {
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body });
      }, fail);
    });
    outgoing.on("socket", (socket) => {
      if (!socket.connecting) connected = true;
      else socket.once("connect", () => (connected = true));
    });
    outgoing.on("error", fail);
    // A switch of protocols ends without an error and without a response.
    outgoing.on("close", () => {
      if (!answered) fail(undefined);
    });
    outgoing.end(request.body);
  });
}

/** How the request leaves: where the connection goes, and what is said there besides. */
interface Way {
  readonly protocol: string;
  readonly url: URL;
  readonly options: RequestOptions & { readonly secureContext?: SecureContext };
  readonly headers: Readonly<Record<string, string>>;
  /** Set where the first hop is a proxy that is asked for the whole URL. */
  readonly proxy?: HttpProxy;
}

/** Over TLS a proxy tunnels; in clear it is asked for the URL itself. It looks up names, so no family can be forced. */
function wayTo({ url, agent, direct = false, family, lookup }: HttpRequest): Way {
  const { protocol } = url;
  const out = egress();
  const trusted = protocol === "https:" ? out.trusted : undefined;
  const secure = trusted === undefined ? {} : { secureContext: trusted };
  const proxy = direct ? undefined : out.proxyFor(url);
  if (proxy === undefined) {
    const bound = { ...(family && { family }), ...(lookup && { lookup }) };
    return { protocol, url, options: { agent: agent ?? false, ...secure, ...bound }, headers: {} };
  }
  if (protocol === "https:")
    return {
      protocol,
      url,
      options: { agent: agent ?? out.tunnelFor(url) ?? false, ...secure },
      headers: {},
    };
  const first = new URL(
    `${proxy.scheme}://${proxy.host.includes(":") ? `[${proxy.host}]` : proxy.host}:${proxy.port}`,
  );
  const whole = new URL(url);
  whole.username = whole.password = whole.hash = "";
  const auth =
    url.username === ""
      ? {}
      : { auth: `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}` };
  return {
    protocol: first.protocol,
    url: first,
    options: { path: whole.href, agent: false, ...auth },
    headers: { host: url.host, ...proxyHeaders(proxy) },
    proxy,
  };
}

async function readBody(incoming: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      incoming.destroy();
      throw new HttpFailure("too-large", true, "");
    }
    chunks.push(chunk);
  }
  if (!incoming.complete) throw new HttpFailure("interrupted", true, "");
  return Buffer.concat(chunks);
}

function failureOf(
  error: unknown,
  connected: boolean,
  { signal, url }: HttpRequest,
  first: HttpProxy | undefined,
): HttpFailure {
  if (error instanceof HttpFailure) return error;
  if (signal.aborted) return new HttpFailure("aborted", connected, "");
  if (error instanceof ProxyFailure)
    return new HttpFailure("unreachable", false, error.code, undefined, error.proxy);
  // Where several addresses were tried, each has an error of its own; the first says as much as all.
  const origin: unknown = error instanceof AggregateError ? (error.errors[0] ?? error) : error;
  return new HttpFailure(
    connected ? "interrupted" : "unreachable",
    connected,
    textIn(origin, "code") ?? textIn(error, "code") ?? "",
    /^([\d.]+|\[.*\]|localhost)$/.test(url.hostname) ? undefined : textIn(origin, "address"),
    connected ? undefined : first,
  );
}

function textIn(error: unknown, field: "code" | "address"): string | undefined {
  const value: unknown = error instanceof Error ? Object(error)[field] : undefined;
  return typeof value === "string" ? value : undefined;
}

function lengthOf(body: string | Uint8Array | undefined): Record<string, string> {
  return body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
}
