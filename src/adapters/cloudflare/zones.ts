/** Finds zones: one listing of all that the token sees, or a walk up the suffixes where it may not list (Z1). */

import { asciiName, zoneCandidates } from "../../core/name/fqdn.ts";
import type { Fqdn, Zone } from "../../core/types.ts";
import { type Caller, CloudflareRejection } from "./caller.ts";
import type { CloudflareClient } from "./client.ts";
import { everyPage } from "./pages.ts";

const ZONES_A_PAGE = 50;
const FREE_BATCH_LIMIT = 200;
const PAID_BATCH_LIMIT = 3500;
const PAID_PLANS: readonly string[] = ["pro", "business", "enterprise"];

/** The fields of a zone that we read; everything else may be missing or null. */
interface ApiZone {
  readonly id: string;
  readonly name: string;
  readonly status?: unknown;
  readonly account?: { readonly id?: unknown } | null;
  readonly plan?: { readonly legacy_id?: unknown } | null;
}

export function zoneReader(client: CloudflareClient, caller: Caller) {
  async function zones(names: readonly Fqdn[], signal: AbortSignal): Promise<readonly Zone[]> {
    const listed = await listAll(signal).catch((thrown: unknown) => {
      if (thrown instanceof CloudflareRejection && mayWalk(thrown)) return [];
      throw thrown;
    });
    return listed.length > 0 ? listed : walk(names, signal);
  }

  function listAll(signal: AbortSignal): Promise<readonly Zone[]> {
    return list("list the zones of this token", {}, signal);
  }

  /** One request for each distinct suffix, the shortest first, since these are zones most often. */
  async function walk(names: readonly Fqdn[], signal: AbortSignal): Promise<readonly Zone[]> {
    const candidates = [...new Set(names.flatMap(zoneCandidates))].sort((a, b) => labels(a) - labels(b));
    const found: Zone[] = [];
    for (const name of candidates) {
      const hits = await list(`look up the zone ${name}`, { name }, signal).catch((thrown: unknown) => {
        if (thrown instanceof CloudflareRejection && thrown.failure.mayNotListZones) return [];
        throw thrown;
      });
      found.push(...hits.filter((zone) => zone.name === name));
    }
    return found;
  }

  async function list(
    task: string,
    query: { readonly name?: string },
    signal: AbortSignal,
  ): Promise<readonly Zone[]> {
    const all = await everyPage<ApiZone>(ZONES_A_PAGE, (page) =>
      caller.call({ task, kind: "read" }, signal, (inner) =>
        client.zones.list({ ...query, page, per_page: ZONES_A_PAGE }, { signal: inner }),
      ),
    );
    return all.flatMap(readZone);
  }

  async function zone(id: string, signal: AbortSignal): Promise<Zone | undefined> {
    const found: ApiZone = await caller.call({ task: `read the zone ${id}`, kind: "read" }, signal, (inner) =>
      client.zones.get({ zone_id: id }, { signal: inner }),
    );
    return readZone(found)[0];
  }

  return { zones, zone };
}

/** Denied outright, or by the text about `zone.list`: either way single names may still be asked for. */
function mayWalk({ failure }: CloudflareRejection): boolean {
  return failure.mayNotListZones || failure.error.code === "PERMISSION_DENIED";
}

/** Cloudflare gives zone names in Unicode and record names in Punycode; we compare in ASCII. */
function readZone(zone: ApiZone): readonly Zone[] {
  const name = asciiName(zone.name);
  if (name === undefined) return [];
  const plan = zone.plan?.legacy_id;
  return [
    {
      id: zone.id,
      name,
      status: typeof zone.status === "string" ? zone.status : "active",
      accountId: typeof zone.account?.id === "string" ? zone.account.id : "",
      batchLimit: typeof plan === "string" && PAID_PLANS.includes(plan) ? PAID_BATCH_LIMIT : FREE_BATCH_LIMIT,
    },
  ];
}

function labels(name: string): number {
  return name.split(".").length;
}
