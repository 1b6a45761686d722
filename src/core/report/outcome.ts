/** One word for what became of a record set or list, and its changes as reports show them. */

import type { DdnsError } from "../errors.ts";
import type { Change, Outcome, ReportedChange } from "../types.ts";
import type { CycleReport, ReportedError } from "./report.ts";

/**
 *   changes made        managed before   managed left   outcome
 *   none                –                –              unchanged
 *   creations only      no               –              created
 *   deletions only      –                no             deleted
 *   anything else       –                –              updated
 */
export function outcomeOf(
  changes: readonly { readonly action: Change["action"] }[],
  before: number,
  left: number,
): Outcome {
  if (changes.length === 0) return "unchanged";
  if (before === 0 && changes.every(({ action }) => action === "create")) return "created";
  if (left === 0 && changes.every(({ action }) => action === "delete")) return "deleted";
  return "updated";
}

/** `id` is the record's own; a creation has one only once it was made. */
export function reportedChange(change: Change, id: string | null): ReportedChange {
  switch (change.action) {
    case "create":
      return { action: "create", id, from: null, to: change.content };
    case "delete":
      return { action: "delete", id, from: change.from, to: null };
    case "update":
      return {
        action: "update",
        id,
        from: change.from,
        to: change.content ?? change.from,
        ...(change.attributes === undefined ? {} : { attributes: change.attributes }),
      };
  }
}

/** An error as reports show it. */
export function reportedError({ code, message, retryAfterMs, answer }: DdnsError): ReportedError {
  return {
    code,
    message,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(answer === undefined ? {} : { answer }),
  };
}

/** Is anything at Cloudflare different after the cycle? Also where something else of it failed. */
export function hasChanged({ records, lists }: Pick<CycleReport, "records" | "lists">): boolean {
  return (
    records.some(({ changes }) => changes.length > 0) ||
    lists.some(({ outcome, added, removed }) => outcome === "created" || added.length + removed.length > 0)
  );
}
