/** Answers for the batch: one transaction in the order deletes, patches, puts, posts; the offender stays unnamed. */

import { placeholder } from "../placeholders.ts";
import { isObject, refusal } from "../server/envelope.ts";
import { zoneLimits } from "../server/limits.ts";
import type { RawFields } from "./record-rules.ts";
import { createRecord, deleteRecord, existing, type Place, patchRecord, putRecord } from "./record-writes.ts";
import type { SandboxRecord } from "./zone-records.ts";

const order = ["deletes", "patches", "puts", "posts"] as const;
type Kind = (typeof order)[number];

/** Runs on a copy that replaces the zone's records only when every operation succeeded. */
export function runBatch(place: Place, body: Record<string, unknown>): Record<string, unknown> {
  const lists = order.map((kind) => ({ kind, operations: readList(body[kind]) }));
  checkLimit(
    place,
    lists.reduce((sum, { operations }) => sum + (operations?.length ?? 0), 0),
  );
  const draft = { ...place, records: place.records.copy() };
  const result: Record<string, unknown> = {};
  for (const { kind, operations } of lists) {
    const done = operations?.map((operation) => run(draft, kind, operation)) ?? absent(place);
    if (done !== undefined) result[kind] = done;
  }
  place.zone.records = draft.records;
  return result;
}

function run(draft: Place, kind: Kind, operation: RawFields): SandboxRecord {
  if (kind === "posts") return createRecord(draft, operation);
  const { id } = existing(draft, operation["id"]);
  switch (kind) {
    case "deletes":
      return deleteRecord(draft, id);
    case "patches":
      return patchRecord(draft, id, operation);
    case "puts":
      return putRecord(draft, id, operation);
  }
}

function readList(value: unknown): readonly RawFields[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value) && value.every(isObject)) return value;
  throw refusal(400, placeholder.batchShape, "Batch operations must be lists of objects.");
}

function checkLimit({ state, zone }: Place, operations: number): void {
  const limit = zoneLimits(zone).batch;
  if (operations <= limit) return;
  const { status, code } = state.switches.batchOverLimit;
  throw refusal(status, code, `Batch of ${operations} operations exceeds the limit of ${limit}.`);
}

function absent({ state }: Place): [] | null | undefined {
  return { empty: [] as [], null: null, missing: undefined }[state.switches.absentBatchLists];
}
