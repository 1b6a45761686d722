/** Finds the ids of the Cloudflare accounts that a token sees: those of its zones, else those it may list (T10). */

import type { Zone } from "../../core/types.ts";
import { type Caller, CloudflareRejection } from "./caller.ts";
import type { CloudflareClient } from "./client.ts";
import { everyPage, textOf } from "./listing.ts";
import type { zoneReader } from "./zones.ts";

const ACCOUNTS_A_PAGE = 50;

export function accountReader(
  client: CloudflareClient,
  caller: Caller,
  { zones }: ReturnType<typeof zoneReader>,
) {
  /** Empty where Cloudflare does not tell: then only a person knows which account is meant. */
  async function accountIds(signal: AbortSignal): Promise<readonly string[]> {
    const seen = await zones([], signal).catch(nothingIfRefused);
    const ofZones = accountsOf(seen);
    return ofZones.length > 0 ? ofZones : listAll(signal);
  }

  /** A token of an account, and one without the permission, are refused here whatever else they may do. */
  async function listAll(signal: AbortSignal): Promise<readonly string[]> {
    const task = "list the accounts of this token";
    const all = await everyPage({ task, key: "id" }, ACCOUNTS_A_PAGE, (page) =>
      caller.call({ task, kind: "read" }, signal, (inner) =>
        client.accounts.list({ page, per_page: ACCOUNTS_A_PAGE }, { signal: inner }),
      ),
    ).catch(nothingIfRefused);
    return all.map((entry) => textOf(entry, "id", task));
  }

  return { accountIds, listAll };
}

export function accountsOf(zones: readonly Zone[]): readonly string[] {
  return [...new Set(zones.map(({ accountId }) => accountId).filter((id) => id !== ""))];
}

const REFUSALS: readonly string[] = ["PERMISSION_DENIED", "AUTH_REJECTED", "BAD_INPUT", "ZONE_NOT_FOUND"];

function nothingIfRefused(thrown: unknown): readonly [] {
  if (thrown instanceof CloudflareRejection && REFUSALS.includes(thrown.failure.error.code)) return [];
  throw thrown;
}
