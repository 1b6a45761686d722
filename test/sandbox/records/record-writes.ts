/** Answers for the four writes to a record, on whatever copy of a zone's records they are given. */

import { isDeepStrictEqual } from "node:util";
import { placeholder } from "../placeholders.ts";
import { ApiError, refusal } from "../server/envelope.ts";
import { nextId, type State, timestamp, type Zone } from "../state.ts";
import { checkConflicts } from "./record-conflicts.ts";
import { type Fields, type RawFields, readFields } from "./record-rules.ts";
import type { SandboxRecord, ZoneRecords } from "./zone-records.ts";

/** Where a write happens: `records` is the zone's own or a batch's copy of them. */
export interface Place {
  state: State;
  zone: Zone;
  records: ZoneRecords;
}

const writable = [
  "type",
  "name",
  "content",
  "ttl",
  "proxied",
  "comment",
  "tags",
  "settings",
  "priority",
  "data",
] as const;

export function createRecord(place: Place, body: RawFields): SandboxRecord {
  return explained(place, () => {
    const fields = readFields(body, place.zone, place.state.switches);
    checkConflicts(fields, place, place.state.switches);
    return store(place, fields, undefined);
  });
}

/** PUT: what the body does not name goes back to its default. */
export function putRecord(place: Place, id: string, body: RawFields): SandboxRecord {
  return explained(place, () => overwrite(place, existing(place, id), body));
}

/** PATCH: what the body does not name stays. */
export function patchRecord(place: Place, id: string, body: RawFields): SandboxRecord {
  return explained(place, () => {
    const former = existing(place, id);
    const merged: Record<string, unknown> = {};
    for (const field of writable) {
      const sent = body[field];
      merged[field] = sent === undefined ? former[field] : sent;
    }
    if (body["settings"] !== undefined) {
      merged["settings"] = Object.assign({}, former.settings, body["settings"]);
    }
    // content computed from former data would win over content sent now, and the other way round
    if (body["data"] !== undefined && body["content"] === undefined) merged["content"] = undefined;
    if (body["comment"] === null) merged["comment"] = nullComment(place, former);
    return overwrite(place, former, merged);
  });
}

export function deleteRecord(place: Place, id: string): SandboxRecord {
  const former = existing(place, id);
  place.records.delete(former);
  return former;
}

export function existing(place: Place, id: unknown): SandboxRecord {
  const record = typeof id === "string" ? place.records.get(id) : undefined;
  if (record === undefined)
    throw refusal(place.state.switches.unknownRecord, 81044, "Record does not exist.");
  return record;
}

function overwrite(place: Place, former: SandboxRecord, raw: RawFields): SandboxRecord {
  const { switches } = place.state;
  const fields = readFields(raw, place.zone, switches);
  if (fields.type !== former.type && switches.typeChange === "refused") {
    throw refusal(
      400,
      placeholder.typeChange,
      "Editing types after a record has been created is not allowed.",
    );
  }
  // a twin from older data is no obstacle to a record that stays where it is
  const isMoved = (["name", "type", "content"] as const).some((field) => fields[field] !== former[field]);
  if (isMoved) checkConflicts(fields, { ...place, self: former.id }, switches);
  return store(place, fields, former);
}

function store(place: Place, fields: Fields, former: SandboxRecord | undefined): SandboxRecord {
  const record = stamped(place.state, fields, former);
  place.records.put(record);
  return record;
}

/** The record with its id and times; the times of comment and tags appear only while there are any. */
export function stamped(
  state: State,
  fields: Fields,
  former: SandboxRecord | undefined,
  id = former?.id ?? nextId(state),
): SandboxRecord {
  const now = timestamp(state);
  const commented = fields.comment === former?.comment ? former.comment_modified_on : now;
  const tagged = isDeepStrictEqual(fields.tags, former?.tags) ? former?.tags_modified_on : now;
  const { name, type, content, proxiable, proxied, ttl, settings, comment, tags, ...special } = fields;
  return {
    id,
    name,
    type,
    content,
    proxiable,
    proxied,
    ttl,
    settings,
    meta: {},
    comment,
    tags,
    ...special,
    created_on: former?.created_on ?? now,
    modified_on: now,
    ...(comment !== null && commented !== undefined ? { comment_modified_on: commented } : {}),
    ...(tags.length > 0 && tagged !== undefined ? { tags_modified_on: tagged } : {}),
  };
}

function nullComment(place: Place, former: SandboxRecord): string | null {
  switch (place.state.switches.nullComment) {
    case "clears":
      return null;
    case "kept":
      return former.comment;
    case "refused":
      throw refusal(400, placeholder.nullComment, "DNS record comment must be a string.");
  }
}

/** Before 2024-10 a validation error came wrapped in 1004; conflicts (81xxx) never did. */
function explained<T>(place: Place, write: () => T): T {
  try {
    return write();
  } catch (error) {
    const [first] = error instanceof ApiError ? error.errors : [];
    const isValidation = first !== undefined && first.code >= 9000 && first.code < 10_000;
    if (!isValidation || place.state.switches.validationErrors === "unwrapped") throw error;
    throw new ApiError(400, [{ code: 1004, message: "DNS Validation Error", error_chain: [first] }]);
  }
}
