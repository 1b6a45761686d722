/** The official SDK with only the resources that this product uses, on top of our guard. */

import type { Agent } from "node:http";
import { BaseAccounts } from "cloudflare/resources/accounts/accounts";
import { BaseRecords } from "cloudflare/resources/dns/records";
import { BaseBulkOperations } from "cloudflare/resources/rules/lists/bulk-operations";
import { BaseItems } from "cloudflare/resources/rules/lists/items";
import { BaseLists } from "cloudflare/resources/rules/lists/lists";
import { BaseItems as BaseGatewayItems } from "cloudflare/resources/zero-trust/gateway/lists/items";
import { BaseLists as BaseGatewayLists } from "cloudflare/resources/zero-trust/gateway/lists/lists";
import { BaseLocations } from "cloudflare/resources/zero-trust/gateway/locations";
import { BaseZones } from "cloudflare/resources/zones/zones";
import { createClient } from "cloudflare/tree-shakable";
import type { Secret } from "../../core/secret.ts";
import { egress } from "../egress/egress.ts";
import { httpModule } from "../http.ts";
import { guardedFetch, type RequestLedger } from "./guard.ts";

const RESOURCES = [
  BaseAccounts,
  BaseRecords,
  BaseZones,
  BaseLists,
  BaseItems,
  BaseBulkOperations,
  BaseGatewayLists,
  BaseGatewayItems,
  BaseLocations,
] as const;

/** Longer than any deadline of ours: the SDK's own timer never fires first. */
const NEVER_FIRST_MS = 24 * 3600 * 1000;

export interface ClientOptions {
  readonly token: Secret;
  /** API base without a final slash. */
  readonly baseUrl: string;
  readonly userAgent: string;
  readonly ledger: RequestLedger;
}

/** Explicit values everywhere the SDK would otherwise look into the environment; no retries but our own. */
export function openClient(options: ClientOptions) {
  const agents = keepAliveAgents();
  const client = createClient({
    apiToken: options.token.reveal(),
    apiKey: null,
    apiEmail: null,
    userServiceKey: null,
    baseURL: options.baseUrl,
    logLevel: "off",
    maxRetries: 0,
    timeout: NEVER_FIRST_MS,
    fetch: guardedFetch({ ...options, agentFor: agents.agentFor }),
    resources: RESOURCES,
  });
  return { client, close: agents.close };
}

export type CloudflareClient = ReturnType<typeof openClient>["client"];

/** One connection serves a whole cycle; it is given up after 4 s of rest, so that none dies under a later request. */
function keepAliveAgents() {
  const settings = { keepAlive: true, maxSockets: 6, keepAliveMsecs: 1000, timeout: 4000 };
  const agents = new Map<string, Agent>();
  return {
    agentFor: (url: URL): Agent => {
      const { protocol } = url;
      const known = agents.get(protocol);
      if (known !== undefined) return known;
      const { Agent: AgentClass } = httpModule(protocol);
      const agent = egress().tunnelFor(url, settings) ?? new AgentClass(settings);
      agents.set(protocol, agent);
      return agent;
    },
    close: (): void => {
      for (const agent of agents.values()) agent.destroy();
      agents.clear();
    },
  };
}
