/** Which way a connection leaves: directly, or through the proxy that the environment names. */

import { type AddressBits, readBits, WIDTH } from "../address/bits.ts";
import { isLoopback } from "../address/reach.ts";

/** A proxy that speaks HTTP, itself reached in clear or over TLS. */
export interface HttpProxy {
  readonly scheme: "http" | "https";
  /** Name or address, without brackets. */
  readonly host: string;
  readonly port: number;
  /** `user:password`, decoded. */
  readonly credentials: string | undefined;
  /** The variable that names it, as it is spelled there. */
  readonly variable: string;
}

/** Where a connection goes. `protocol` as in URLs: `https:`, `ws:`. */
export interface Destination {
  readonly protocol: string;
  readonly host: string;
  readonly port: number;
}

/** What cannot be used of the variables, by variable. */
export interface ProxyProblem {
  readonly variable: string;
  readonly message: string;
}

export interface Proxies {
  proxyFor(destination: Destination): HttpProxy | undefined;
  readonly problems: readonly ProxyProblem[];
}

type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_PORTS = { http: 80, https: 443 } as const;
const FORM =
  /^(?:([a-z][a-z0-9+.-]*):\/\/)?(?:([^@/]*)@)?(\[[0-9a-f:.]+\]|[^:/?#\s[\]]+)(?::(\d{1,5}))?\/?$/i;

/** Reads HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY in either case; in lower case they win. */
export function readProxies(environment: Environment): Proxies {
  const problems: ProxyProblem[] = [];
  const read = (name: string): HttpProxy | undefined => {
    const variable = [name.toLowerCase(), name].find((each) => (environment[each]?.trim() ?? "") !== "");
    if (variable === undefined) return undefined;
    const proxy = readProxy(environment[variable]?.trim() ?? "", variable);
    if (typeof proxy !== "string") return proxy;
    problems.push({ variable, message: proxy });
    return undefined;
  };
  const [secure, plain, all] = [read("HTTPS_PROXY"), read("HTTP_PROXY"), read("ALL_PROXY")];
  const exceptions = (environment["no_proxy"]?.trim() || environment["NO_PROXY"] || "").split(/[\s,]+/);
  return {
    problems,
    proxyFor: (destination) => {
      const proxy = (/^(?:https|wss):$/.test(destination.protocol) ? secure : plain) ?? all;
      if (proxy === undefined || exceptions.some((each) => isExcepted(each, destination))) return undefined;
      // A proxy elsewhere would take a loopback address for its own.
      return isLoopback(destination.host) && !isLoopback(proxy.host) ? undefined : proxy;
    },
  };
}

/** The proxy, or why there is none. No message repeats the value, which may hold a password. */
function readProxy(text: string, variable: string): HttpProxy | string {
  const [, scheme = "http", user, host = "", digits] = FORM.exec(text) ?? [];
  const known = scheme.toLowerCase();
  if (host === "") return "it is not the address of a proxy and is not used; write http://host:port";
  if (known !== "http" && known !== "https")
    return `a proxy that speaks ${known} cannot be used, so connections go out directly; name one that speaks HTTP, as http://host:port`;
  const port = digits === undefined ? DEFAULT_PORTS[known] : Number(digits);
  if (port < 1 || port > 65_535) return "its port is none and it is not used; write http://host:port";
  return {
    scheme: known,
    host: bare(host),
    port,
    credentials: user === undefined ? undefined : decoded(user),
    variable,
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `*`, a name with what is below it, an address, a range; each with or without a port. */
function isExcepted(exception: string, { host, port }: Destination): boolean {
  if (exception === "") return false;
  if (exception === "*") return true;
  const [, name = exception, only] = /^(\[[^\]]+\]|[^:]+):(\d+)$/.exec(exception) ?? [];
  if (only !== undefined && Number(only) !== port) return false;
  const [asked, excepted] = [bare(host), bare(name)];
  const address = readBits(asked);
  if (address !== undefined) return holds(excepted, address);
  const suffix = excepted.replace(/^\*?\./, "");
  return asked === suffix || asked.endsWith(`.${suffix}`);
}

function holds(range: string, address: AddressBits): boolean {
  const [start = "", digits] = range.split("/");
  const bits = readBits(start);
  if (bits === undefined || bits.family !== address.family) return false;
  const width = WIDTH[bits.family];
  const length = digits === undefined ? width : /^\d{1,3}$/.test(digits) ? Number(digits) : Number.NaN;
  if (!(length <= width)) return false;
  const hostBits = BigInt(width - length);
  return bits.bits >> hostBits === address.bits >> hostBits;
}

function bare(host: string): string {
  return host
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "")
    .toLowerCase();
}
