/** Cloudflare behind our ports, for one token. The SDK's types and errors end here. */

import { DdnsError } from "../../core/errors.ts";
import type { TokenCheck } from "../../core/report/token-check.ts";
import type { Secret } from "../../core/secret.ts";
import type { Clock, DnsProvider, ListProvider, ListProviders } from "../../ports.ts";
import { accountReader } from "./accounts.ts";
import { applyInBatches } from "./batch.ts";
import { CloudflareRejection, createCaller } from "./caller.ts";
import { openClient } from "./client.ts";
import { openLedger, type RequestOutcome } from "./guard.ts";
import { listProviders } from "./lists/index.ts";
import { recordReader } from "./records.ts";
import { tokenChecker } from "./token-check.ts";
import { zoneReader } from "./zones.ts";

export const OFFICIAL_BASE_URL = "https://api.cloudflare.com/client/v4";

export interface CloudflareOptions {
  /** Already known to have the shape of a token: anything else could break the header it goes into. */
  readonly token: Secret;
  readonly baseUrl: string;
  readonly clock: Clock;
  /** Milliseconds one request may take, body included. */
  readonly requestTimeoutMs: number;
  readonly userAgent?: string;
}

/** One token's view of Cloudflare: one connection pool, one retry policy, one count of requests. */
export interface CloudflareAccount {
  readonly dns: DnsProvider;
  readonly lists: ListProviders;
  /** Ids of the Cloudflare accounts that the token sees; empty where Cloudflare does not tell. */
  accountIds(signal: AbortSignal): Promise<readonly string[]>;
  /** Finds out what the token may do, in at most eight requests that change nothing. Rejects only where stopped. */
  checkToken(signal: AbortSignal): Promise<TokenCheck>;
  /** API requests sent so far. */
  requests(): number;
  /** The same by what came of them. */
  outcomes(): Readonly<Record<RequestOutcome, number>>;
  /** Ends idle connections; requests under way are ended by their signals. */
  close(): void;
}

export function openCloudflare(options: CloudflareOptions): CloudflareAccount {
  const ledger = openLedger();
  const { client, close } = openClient({
    token: options.token,
    baseUrl: options.baseUrl,
    userAgent: options.userAgent ?? "homeward-cloudflare-ddns",
    ledger,
  });
  const caller = createCaller(options);
  const reader = zoneReader(client, caller);
  const { zones, zone } = reader;
  const records = recordReader(client, caller);
  const lists = listProviders(client, caller, options.clock);
  const accounts = accountReader(client, caller, reader);
  const checkToken = tokenChecker({ client, caller, zones: reader, accounts, lists });
  return {
    dns: {
      zones: (names, signal) => inOurErrors(zones(names, signal)),
      zone: async (id, signal) => {
        const found = await inOurErrors(zone(id, signal));
        if (found !== undefined) return found;
        throw new DdnsError(
          "ZONE_NOT_FOUND",
          `Cloudflare's answer for zone ${id} holds no zone. Check the zone id.`,
        );
      },
      records: (...args) => inOurErrors(records(...args)),
      apply: (zone, changes, signal, progress = () => {}) => {
        const read = () => records(zone, [], signal);
        return inOurErrors(applyInBatches({ client, caller, zone, signal, read, progress }, changes));
      },
    },
    lists: {
      waf: guarded(lists.waf),
      "zero-trust": guarded(lists["zero-trust"]),
      location: guarded(lists.location),
    },
    accountIds: (signal) => inOurErrors(accounts.accountIds(signal)),
    checkToken: (signal) => inOurErrors(checkToken(signal)),
    requests: () => ledger.requests,
    outcomes: () => ledger.outcomes,
    close,
  };
}

function guarded(provider: ListProvider): ListProvider {
  const { create } = provider;
  return {
    lists: (...args) => inOurErrors(provider.lists(...args)),
    ...(create === undefined ? {} : { create: (...args) => inOurErrors(create(...args)) }),
    items: (...args) => inOurErrors(provider.items(...args)),
    write: (...args) => inOurErrors(provider.write(...args)),
  };
}

/** Nothing but DdnsError leaves this folder; an error nobody foresaw keeps no message, which could hold a secret. */
async function inOurErrors<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (thrown) {
    if (thrown instanceof CloudflareRejection) throw thrown.failure.error;
    if (thrown instanceof DdnsError) throw thrown;
    const kind = thrown instanceof Error ? thrown.name : "error";
    throw new DdnsError(
      "RESPONSE_MALFORMED",
      `Cloudflare's answer could not be read (${kind}). It will be tried again.`,
    );
  }
}
