/** Finds zones: one listing of all that the token sees, or a walk up the suffixes where it may not list (Z1). */

import { asciiName, zoneCandidates } from "../../core/name/fqdn.ts";
import type { Fqdn, Zone } from "../../core/types.ts";
import { type Caller, CloudflareRejection } from "./caller.ts";
import type { CloudflareClient } from "./client.ts";
import { type Entry, everyPage, textOf } from "./listing.ts";
import { NEEDS } from "./refusal/advice.ts";

const ZONES_A_PAGE = 50;
/** After so many refusals and nothing else, asking for further names only hammers. */
const ENOUGH_REFUSALS = 10;
const FREE_BATCH_LIMIT = 200;
const PAID_BATCH_LIMIT = 3500;
const PAID_PLANS: readonly string[] = ["pro", "business", "enterprise"];

export function zoneReader(client: CloudflareClient, caller: Caller) {
  /** Rejects with the refusal where the token may neither list zones nor ask for any of these names (T10). */
  async function zones(names: readonly Fqdn[], signal: AbortSignal): Promise<readonly Zone[]> {
    const listed = await list("list the zones of this token", {}, signal).catch(refusedAsValue);
    if (listed instanceof CloudflareRejection) return walk(names, listed, signal);
    return listed.length > 0 ? listed : walk(names, undefined, signal);
  }

  /**
   * One request for each distinct suffix, the shortest first, since these are zones most often. To a token for single
   * zones a refusal about listing means "not this one"; where nothing but refusals comes, the token lacks something.
   */
  async function walk(
    names: readonly Fqdn[],
    refusal: CloudflareRejection | undefined,
    signal: AbortSignal,
  ): Promise<readonly Zone[]> {
    const candidates = [...new Set(names.flatMap(zoneCandidates))].sort((a, b) => labels(a) - labels(b));
    const found: Zone[] = [];
    let refusals = 0;
    let answers = 0;
    for (const name of candidates) {
      const hits = await list(`look up the zone ${name}`, { name }, signal).catch(refusedAsValue);
      if (!(hits instanceof CloudflareRejection)) {
        answers += 1;
        found.push(...hits.filter((zone) => zone.name === name));
      } else if (answers === 0 && (++refusals >= ENOUGH_REFUSALS || !hits.failure.mayNotListZones)) {
        throw hits;
      }
    }
    if (refusal !== undefined && answers === 0) throw refusal;
    return found;
  }

  async function list(
    task: string,
    query: { readonly name?: string },
    signal: AbortSignal,
  ): Promise<readonly Zone[]> {
    const all = await everyPage({ task, key: "id" }, ZONES_A_PAGE, (page) =>
      caller.call({ task, kind: "read", needs: NEEDS.zones }, signal, (inner) =>
        client.zones.list({ ...query, page, per_page: ZONES_A_PAGE }, { signal: inner }),
      ),
    );
    return all.flatMap((entry) => readZone(entry, task));
  }

  async function zone(id: string, signal: AbortSignal): Promise<Zone | undefined> {
    const task = `read the zone ${id}`;
    const found: unknown = await caller.call({ task, kind: "read", needs: NEEDS.zones }, signal, (inner) =>
      client.zones.get({ zone_id: id }, { signal: inner }),
    );
    return readZone(Object(found), task)[0];
  }

  return { zones, zone };
}

/** Denied outright, or by the text about `zone.list`: either way single names may still be asked for. */
function refusedAsValue(thrown: unknown): CloudflareRejection {
  if (!(thrown instanceof CloudflareRejection)) throw thrown;
  const { mayNotListZones, error } = thrown.failure;
  if (mayNotListZones || error.code === "PERMISSION_DENIED") return thrown;
  throw thrown;
}

/** Cloudflare gives zone names in Unicode and record names in Punycode; we compare in ASCII. */
function readZone(zone: Entry, task: string): readonly Zone[] {
  const id = textOf(zone, "id", task);
  const name = asciiName(textOf(zone, "name", task));
  if (name === undefined) return [];
  const { status, account, plan: plans } = zone;
  const nameServers = nameServersIn(zone["name_servers"]);
  const formerNameServers = nameServersIn(zone["original_name_servers"]);
  const { id: accountId } = Object(account) as Entry;
  const { legacy_id: plan } = Object(plans) as Entry;
  return [
    {
      id,
      name,
      status: typeof status === "string" ? status : "active",
      ...(nameServers.length === 0 ? {} : { nameServers }),
      ...(formerNameServers.length === 0 ? {} : { formerNameServers }),
      accountId: typeof accountId === "string" ? accountId : "",
      batchLimit: typeof plan === "string" && PAID_PLANS.includes(plan) ? PAID_BATCH_LIMIT : FREE_BATCH_LIMIT,
    },
  ];
}

/** Names of hosts alone: they are looked up and shown. */
function nameServersIn(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((host: unknown) =>
    typeof host === "string" ? (asciiName(host.replace(/\.$/, "")) ?? []) : [],
  );
}

function labels(name: string): number {
  return name.split(".").length;
}
