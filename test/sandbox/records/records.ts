/** Answers for the routes of single DNS records and their listing. */

import { type Call, id, type Route, readObject } from "../server/call.ts";
import { pageOf, refusal, success, wholeNumber } from "../server/envelope.ts";
import type { Permission } from "../server/permissions.ts";
import { visibleZone } from "../zones.ts";
import { runBatch } from "./batch.ts";
import { filterRecords, sortRecords } from "./record-filters.ts";
import { createRecord, deleteRecord, existing, type Place, patchRecord, putRecord } from "./record-writes.ts";

const all = "/zones/:id/dns_records";
const one = "/zones/:id/dns_records/:id";

export const recordRoutes: readonly Route[] = [
  route("GET", all, "dns:read", listRecords),
  route("POST", all, "dns:edit", (call, place) => success(createRecord(place, readObject(call)))),
  route("POST", `${all}/batch`, "dns:edit", (call, place) => success(runBatch(place, readObject(call)))),
  route("GET", one, "dns:read", (call, place) => success(existing(place, recordId(call)))),
  route("PATCH", one, "dns:edit", (call, place) =>
    success(patchRecord(place, recordId(call), readObject(call))),
  ),
  route("PUT", one, "dns:edit", (call, place) => success(putRecord(place, recordId(call), readObject(call)))),
  route("DELETE", one, "dns:edit", (call, place) => success({ id: deleteRecord(place, recordId(call)).id })),
];

function route(
  method: string,
  path: string,
  needed: Permission,
  handle: (call: Call, place: Place) => ReturnType<Route["handle"]>,
): Route {
  return {
    method,
    path,
    service: "records",
    needs: [needed],
    scope: checkZone,
    handle: (call) => {
      const zone = visibleZone(call);
      return handle(call, { state: call.state, zone, records: zone.records });
    },
  };
}

function checkZone(call: Call): void {
  const { name } = visibleZone(call);
  if (/\.(cf|ga|gq|ml|tk)$/.test(name)) {
    throw refusal(403, 1038, "You cannot use this API for domains with a .cf, .ga, .gq, .ml, or .tk TLD.");
  }
}

function recordId(call: Call): string {
  return id(call, 1).toLowerCase();
}

function listRecords({ query }: Call, place: Place): ReturnType<Route["handle"]> {
  const exact = query.get("match") === "any" ? null : (query.get("name.exact") ?? query.get("name"));
  // the commonest question is for one name, and the index knows it
  const candidates = exact === null ? place.records.all() : place.records.named(exact.toLowerCase());
  const found = sortRecords(filterRecords(candidates, query), query);
  const page = wholeNumber(query.get("page"), 1, 1, Number.MAX_SAFE_INTEGER);
  const { rows, info } = pageOf(found, page, wholeNumber(query.get("per_page"), 100, 1, 5_000_000));
  return success(rows, { info });
}
