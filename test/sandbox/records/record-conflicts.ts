/** Answers for what a record may not stand beside: CNAME, NS, its own duplicate, and the zone's quota. */

import { isDeepStrictEqual } from "node:util";
import { placeholder } from "../placeholders.ts";
import { refusal } from "../server/envelope.ts";
import { zoneLimits } from "../server/limits.ts";
import type { Zone } from "../state.ts";
import type { Switches } from "../switches.ts";
import type { Fields } from "./record-rules.ts";
import type { SandboxRecord, ZoneRecords } from "./zone-records.ts";

/** Refuses `fields` if the other records of the zone (all but `self`) do not allow them. */
export function checkConflicts(
  fields: Fields,
  place: { zone: Zone; records: ZoneRecords; self?: string | undefined },
  switches: Switches,
): void {
  const others = place.records.named(fields.name).filter(({ id }) => id !== place.self);
  checkTypes(fields, others, place.zone.name);
  const equal = others.find(({ type, content }) => type === fields.type && content === fields.content);
  if (equal !== undefined) throw duplicate(fields, equal, switches);
  if (place.self === undefined && place.records.size >= zoneLimits(place.zone).records) {
    throw refusal(400, 81045, "Record quota exceeded.");
  }
}

function checkTypes(fields: Fields, others: readonly SandboxRecord[], apex: string): void {
  const isAddress = (type: string) => type === "A" || type === "AAAA";
  if (isAddress(fields.type) && others.some(({ type }) => type === "CNAME")) {
    throw refusal(
      400,
      81054,
      "A CNAME record with that host already exists. For more details, refer to <https://developers.cloudflare.com/dns/manage-dns-records/troubleshooting/records-with-same-name/>.",
    );
  }
  if (fields.type === "CNAME" && others.some(({ type }) => isAddress(type) || type === "CNAME")) {
    throw refusal(400, 81053, "An A, AAAA, or CNAME record with that host already exists.");
  }
  // the apex always has NS records beside others
  if (fields.name !== apex && others.some(({ type }) => (type === "NS") !== (fields.type === "NS"))) {
    throw refusal(400, placeholder.nsConflict, "NS records cannot share a name with other records.");
  }
}

function duplicate(fields: Fields, equal: SandboxRecord, switches: Switches): Error {
  const settings = ({ ttl, proxied, comment, tags, settings }: Fields) => [
    ttl,
    proxied,
    comment,
    tags,
    settings,
  ];
  const identical =
    switches.duplicateRecord === "by-settings"
      ? isDeepStrictEqual(settings(fields), settings(equal))
      : switches.duplicateRecord === "81058";
  return identical
    ? refusal(400, 81058, "An identical record already exists.")
    : refusal(400, 81057, "Record already exists.");
}
