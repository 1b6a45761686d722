/** Finds the zone of each record set, reusing what is known. */

import { asDdnsError, DdnsError } from "../../core/errors.ts";
import { asciiName, isInZone } from "../../core/name/fqdn.ts";
import { zoneCaution, zoneOf } from "../../core/name/zone-of.ts";
import type { RecordTarget } from "../../core/plan/target.ts";
import type { DnsRecord, Fqdn, RecordSetKey, Zone } from "../../core/types.ts";
import type { Account } from "../account.ts";
import type { CycleContext } from "../context.ts";
import { withinUnit } from "../context.ts";

/** Where a record set lives. */
export interface Place {
  readonly key: RecordSetKey;
  readonly zone: Zone;
}

/** Zones as they were last seen in this cycle, whether or not that is remembered beyond it. */
export type Readings = Map<Zone, readonly DnsRecord[]>;

const ALL = "all";

/** The place of each target, or why it has none. Never rejects. */
export async function locate(
  account: Account,
  targets: readonly RecordTarget[],
  context: CycleContext,
): Promise<ReadonlyMap<RecordTarget, Place | DdnsError>> {
  const places = new Map<RecordTarget, Place | DdnsError>();
  const named = targets.flatMap((target) => (target.owner.kind === "name" ? [target.owner.name] : []));
  const zones = named.length === 0 ? [] : await zonesFor(account, [...new Set(named)], context);
  const byId = new Map<string, Zone | DdnsError>();
  for (const target of targets) {
    const { owner, type } = target;
    if (owner.kind === "name") {
      const zone = zones instanceof DdnsError ? zones : zoneOf(owner.name, zones);
      places.set(target, zone instanceof DdnsError ? zone : { key: { name: owner.name, type }, zone });
      continue;
    }
    const zone = byId.get(owner.zoneId) ?? (await zoneById(account, owner.zoneId, context));
    byId.set(owner.zoneId, zone);
    places.set(target, zone instanceof DdnsError ? zone : placeIn(zone, owner.label, target));
  }
  cautionOnce(places, context);
  return places;
}

async function zonesFor(
  account: Account,
  names: readonly Fqdn[],
  context: CycleContext,
): Promise<readonly Zone[] | DdnsError> {
  const { cache } = account;
  const known = context.fresh ? undefined : cache.zones.get(ALL);
  const unknown = names.filter((name) => known === undefined || zoneOf(name, known) instanceof DdnsError);
  const worthAsking = unknown.filter((name) => context.fresh || cache.misses.get(name) === undefined);
  if (known !== undefined && worthAsking.length === 0) return known;
  try {
    const found = await withinUnit(context, (signal) =>
      account.dns.zones(known === undefined ? names : worthAsking, signal),
    );
    const zones = [...new Map([...(known ?? []), ...found].map((zone) => [zone.id, zone])).values()];
    cache.zones.put(ALL, zones);
    for (const name of names) if (zoneOf(name, zones) instanceof DdnsError) cache.misses.put(name, true);
    return zones;
  } catch (thrown) {
    return asDdnsError(
      thrown,
      new DdnsError("UNAVAILABLE", "The zones could not be listed. It will be tried again."),
    );
  }
}

async function zoneById(account: Account, id: string, context: CycleContext): Promise<Zone | DdnsError> {
  const [known] = (context.fresh ? undefined : account.cache.zones.get(id)) ?? [];
  if (known !== undefined) return known;
  try {
    const zone = await withinUnit(context, (signal) => account.dns.zone(id, signal));
    account.cache.zones.put(id, [zone]);
    return zone;
  } catch (thrown) {
    return asDdnsError(
      thrown,
      new DdnsError("UNAVAILABLE", `The zone ${id} could not be read. It will be tried again.`),
    );
  }
}

function placeIn(zone: Zone, label: string, target: RecordTarget): Place | DdnsError {
  const isApex = label === "" || label === "@";
  const written = isApex ? undefined : asciiName(label);
  if (written !== undefined && isInZone(written, zone.name))
    return new DdnsError(
      "BAD_INPUT",
      `"${label}" holds the name of its zone ${zone.name}, to which it belongs anyway; write ${written === zone.name ? `"@"` : `"${written.slice(0, -zone.name.length - 1)}"`} in the settings.`,
    );
  const name = isApex ? zone.name : asciiName(`${label}.${zone.name}`);
  return name === undefined
    ? new DdnsError(
        "BAD_INPUT",
        `"${label}" is no name inside the zone ${zone.name}. Correct it in the settings.`,
      )
    : { key: { name, type: target.type }, zone };
}

function cautionOnce(places: ReadonlyMap<RecordTarget, Place | DdnsError>, context: CycleContext): void {
  const zones = [...places.values()].flatMap((place) => (place instanceof DdnsError ? [] : [place.zone]));
  for (const text of new Set(zones.map(zoneCaution))) if (text !== undefined) context.notice(text);
}

/** Forgets a zone that may be gone, and where names live. */
export function forgetZone(account: Account, zoneId: string): void {
  account.cache.zones.clear();
  account.cache.misses.clear();
  account.cache.records.drop(zoneId);
}
