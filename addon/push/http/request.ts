/** From an HTTP request to what it asks for, or to the answer that refuses its shape. */

import type { IncomingMessage } from "node:http";
import { type Answer, badAgent } from "./answer.ts";
import { entriesOf, type Parameters, readingsOf, readParameters } from "./parameters.ts";

/** A name with a password, as somebody gave them; what is read in several ways is given several times. */
export interface Login {
  readonly name: string;
  readonly password: string;
}

/** What one request says; nothing of it is judged yet. */
export interface Asked {
  readonly logins: readonly Login[];
  /** As written; empty: all names of the client. */
  readonly names: readonly string[];
  readonly addresses: readonly string[];
  readonly prefixes: readonly string[];
}

/** Where a request goes, header values as they came. */
export type Head = Pick<IncomingMessage, "method" | "url" | "headers">;

/** Bytes; the same room as the request line and the headers have. */
export const LONGEST_BODY = 16_384;

const PATH = /^\/nic\/update\/?$/;
const FORM = /^application\/x-www-form-urlencoded\s*(;|$)/i;
const ADDRESSES = ["myip", "ip", "ipv4", "v4", "myipv6", "ip6", "ipv6", "v6"];
const PREFIXES = ["ip6lanprefix", "prefix"];

/** Why the request is refused before its body is read; undefined where it may go on. */
export function refusalOf({ method, url, headers }: Head): Answer | undefined {
  if (!PATH.test(split(url).path)) return badAgent(404);
  if (method !== "GET" && method !== "POST") return badAgent(405, { Allow: "GET, POST" });
  // A browser that knows the password could be sent here by any page; no router names an origin.
  const site = headers["sec-fetch-site"];
  if (headers.origin !== undefined || (site !== undefined && site !== "none")) return badAgent(403);
  if (Number(headers["content-length"] ?? 0) > LONGEST_BODY) return badAgent(413);
  const hasBody = headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
  const type = headers["content-type"];
  return hasBody && type !== undefined && !FORM.test(type) ? badAgent(415) : undefined;
}

/** What the request asks for; `body` is that of a form, or empty. */
export function readAsked({ url, headers }: Head, body: string): Asked {
  const parameters = readParameters([split(url).query, body.trim()]);
  return {
    logins: [...basicLogins(headers.authorization), ...writtenLogins(parameters)],
    names: entriesOf(parameters, ["hostname"]),
    addresses: entriesOf(parameters, ADDRESSES),
    prefixes: entriesOf(parameters, PREFIXES),
  };
}

/** By hand: what routers write into a query is often no URL. Proxies send the whole URL, host included. */
function split(url = "/"): { readonly path: string; readonly query: string } {
  const target = url.replace(/^https?:\/\/[^/?#]*/i, "");
  const mark = target.indexOf("?");
  return mark < 0
    ? { path: target, query: "" }
    : { path: target.slice(0, mark), query: target.slice(mark + 1) };
}

/** Text in Basic is UTF-8 today and was Latin-1 once. */
function basicLogins(authorization: string | undefined): readonly Login[] {
  const encoded = /^basic +([a-z0-9+/=_-]+) *$/i.exec(authorization ?? "")?.[1];
  if (encoded === undefined) return [];
  const bytes = Buffer.from(encoded, "base64");
  return [bytes.toString("utf8"), bytes.toString("latin1")].flatMap((text) => {
    const colon = text.indexOf(":");
    return colon < 0 ? [] : [{ name: text.slice(0, colon), password: text.slice(colon + 1) }];
  });
}

function writtenLogins(parameters: Parameters): readonly Login[] {
  const passwords = readingsOf(parameters, "password");
  return readingsOf(parameters, "username").flatMap((name) =>
    passwords.map((password) => ({ name, password })),
  );
}
