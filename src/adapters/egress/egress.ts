/** The way out of this process, read once from the environment. */

import type { Agent, AgentOptions } from "node:http";
import type { SecureContext } from "node:tls";
import { type HttpProxy, readProxies } from "../../core/egress/proxies.ts";
import { keepSecret } from "../../core/secret.ts";
import { readAuthorities } from "./authorities.ts";
import { tunnelAgent } from "./tunnel.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** What cannot be used, by the variable that asked for it. */
export interface EgressProblem {
  readonly variable: string;
  readonly message: string;
}

export interface Egress {
  /** The proxy for a URL of http, https, ws or wss; undefined where the connection is direct. */
  proxyFor(url: URL): HttpProxy | undefined;
  /** An agent that goes through the proxy by CONNECT; undefined where the connection is direct. */
  tunnelFor(url: URL, settings?: AgentOptions): Agent | undefined;
  /** Node's authorities and those of the environment; undefined where there are no others. */
  readonly trusted: SecureContext | undefined;
  readonly problems: readonly EgressProblem[];
}

let current: Egress | undefined;

/** The way out: that of the process, until `useEgress` names another environment. */
export function egress(): Egress {
  current ??= openEgress(process.env);
  return current;
}

/** From now on connections leave as this environment says. Answers with what of it cannot be used. */
export function useEgress(environment: Environment): readonly EgressProblem[] {
  current = openEgress(environment);
  return current.problems;
}

/** What a websocket needs to leave that way: options of node:http's requests. */
export function wayOut(url: URL): { readonly agent?: Agent; readonly secureContext?: SecureContext } {
  const out = egress();
  const agent = out.tunnelFor(url);
  const trusted = /^(?:https|wss|mqtts):$/.test(url.protocol) ? out.trusted : undefined;
  return {
    ...(agent === undefined ? {} : { agent }),
    ...(trusted === undefined ? {} : { secureContext: trusted }),
  };
}

function openEgress(environment: Environment): Egress {
  const proxies = readProxies(environment);
  let authorities: ReturnType<typeof readAuthorities> | undefined;
  const trust = (): ReturnType<typeof readAuthorities> => (authorities ??= readAuthorities(environment));
  const proxyFor = (url: URL): HttpProxy | undefined => {
    const port = Number(url.port) || (/^(?:https|wss):$/.test(url.protocol) ? 443 : 80);
    const proxy = proxies.proxyFor({ protocol: url.protocol, host: url.hostname, port });
    if (proxy?.credentials !== undefined) keepSecret(proxy.credentials.replace(/^[^:]*:/, ""));
    return proxy;
  };
  return {
    proxyFor,
    tunnelFor: (url, settings = {}) => {
      const proxy = proxyFor(url);
      const isEncrypted = /^(?:https|wss):$/.test(url.protocol);
      return proxy && tunnelAgent(proxy, isEncrypted, trust().context, settings);
    },
    get trusted() {
      return trust().context;
    },
    get problems() {
      return [...proxies.problems, ...trust().problems];
    },
  };
}
