/** Answers for the routes that tell the client its address: trace, DNS over HTTPS, plain echo; and Cloudflare's ranges. */

import type { IncomingHttpHeaders } from "node:http";
import { cloudflareRanges } from "../addresses.ts";
import type { State } from "../state.ts";
import { type Answer, success } from "./envelope.ts";
import { answerWhoami } from "./whoami.ts";

export interface EchoRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
  peer: string;
}

export function echo(state: State, request: EchoRequest): Answer | undefined {
  const address = state.addresses[familyOf(request)];
  switch (`${request.method} ${request.path}`) {
    case "GET /cdn-cgi/trace":
      return text(trace(state, request, address));
    case "GET /ip":
      return text(`${address}\n`);
    case "GET /ips-v4":
      return text(`${cloudflareRanges.ipv4.join("\n")}\n`);
    case "GET /ips-v6":
      return text(`${cloudflareRanges.ipv6.join("\n")}\n`);
    case "POST /dns-query":
      return dnsOverHttps(request, address);
    default:
      return undefined;
  }
}

/** The family of the connection, unless the query says `family=4` or `family=6`: loopback often has no IPv6. */
function familyOf({ query, peer }: EchoRequest): 4 | 6 {
  const asked = query.get("family");
  if (asked === "4" || asked === "6") return asked === "4" ? 4 : 6;
  return peer.includes(":") ? 6 : 4;
}

function trace(state: State, { headers }: EchoRequest, address: string): string {
  const lines = {
    fl: "80f417",
    h: headers.host ?? "",
    ip: address,
    ts: (state.now() / 1000).toFixed(3),
    visit_scheme: "http",
    uag: headers["user-agent"] ?? "",
    colo: "TPE",
    sliver: "none",
    http: "http/1.1",
    loc: "TW",
    tls: "off",
    sni: "off",
    warp: "off",
    gateway: "off",
    rbi: "off",
    kex: "none",
  };
  return Object.entries(lines)
    .map(([key, value]) => `${key}=${value}\n`)
    .join("");
}

function dnsOverHttps({ headers, body }: EchoRequest, address: string): Answer {
  if (headers["content-type"] !== "application/dns-message")
    return { ...text("wrong content type\n"), status: 415 };
  const bytes = answerWhoami(body, address);
  if (bytes === undefined) return { ...text("no DNS query\n"), status: 400 };
  return { status: 200, headers: { "content-type": "application/dns-message" }, body: bytes };
}

function text(body: string): Answer {
  return {
    status: 200,
    headers: {
      "content-type": "text/plain",
      "access-control-allow-origin": "*",
      "cache-control": "no-cache",
    },
    body,
  };
}

/** `GET /ips` under the base needs no token (ranges unchanged since 2023-09-28). */
export function ranges(query: URLSearchParams): Answer {
  const result = {
    ipv4_cidrs: cloudflareRanges.ipv4,
    ipv6_cidrs: cloudflareRanges.ipv6,
    etag: "38f79d050aa027e3be3865e495dcc9bc",
  };
  return success(query.get("networks") === "jdcloud" ? { ...result, jdcloud_cidrs: [] } : result);
}
