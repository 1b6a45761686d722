/** Answers for listings that are none: what each of these faults makes of the right answer. */

import { createHash } from "node:crypto";
import { type Answer, isObject, json } from "./envelope.ts";

export type MalformedKind =
  /** `result` is the fault's `result`; without one the key is missing. */
  | "result"
  /** Every row's `id` is the fault's `id`; without one the key is missing. */
  | "row-ids"
  /** The rows stand in an array within the array. */
  | "nested-rows"
  /** A million pages are promised, whatever there is. */
  | "lying-pages"
  /** The first page again, whichever is asked for, and always one more to come. */
  | "page-ignored"
  /** The cursor to the next page leads to this one. */
  | "cursor-repeats"
  /** Page after page of rows that nobody has seen, without end. */
  | "endless-pages";

export interface Malformed {
  kind: MalformedKind;
  result?: unknown;
  id?: unknown;
}

type Envelope = Record<string, unknown>;

const changes: Record<MalformedKind, (envelope: Envelope, fault: Malformed, asked: URLSearchParams) => void> =
  {
    result: (envelope, fault) => replace(envelope, "result", fault),
    "row-ids": (envelope, fault) => {
      for (const row of rowsOf(envelope)) replace(row, "id", fault);
    },
    "nested-rows": (envelope) => {
      envelope["result"] = [envelope["result"]];
    },
    "lying-pages": (envelope) => promise(envelope, { total_pages: 1_000_000, total_count: 1_000_000_000 }),
    "page-ignored": (envelope, _fault, asked) => promiseMore(envelope, asked, nextCursor(asked)),
    "cursor-repeats": (envelope, _fault, asked) => promiseMore(envelope, asked, "the-same-again"),
    "endless-pages": (envelope, _fault, asked) => {
      const place = asked.get("page") ?? asked.get("cursor") ?? "1";
      // the first page is as it should be
      if (place !== "1") for (const row of rowsOf(envelope)) rename(row, place);
      promiseMore(envelope, asked, nextCursor(asked));
    },
  };

export function isMalformed(fault: { kind: string }): fault is Malformed {
  return fault.kind in changes;
}

/** What the handler is asked in place of `query`: these faults answer every page with the first. */
export function queryBehind(fault: { kind: string } | undefined, query: URLSearchParams): URLSearchParams {
  if (fault?.kind !== "page-ignored" && fault?.kind !== "cursor-repeats" && fault?.kind !== "endless-pages") {
    return query;
  }
  const first = new URLSearchParams(query);
  for (const key of ["page", "cursor"]) first.delete(key);
  return first;
}

/** The right answer, bent; a refusal stays as it is. */
export function malformed(fault: Malformed, answer: Answer, asked: URLSearchParams): Answer {
  const envelope: unknown = JSON.parse(answer.body.toString());
  if (!isObject(envelope) || envelope["success"] !== true) return answer;
  changes[fault.kind](envelope, fault, asked);
  return { ...answer, body: json(answer.status, envelope).body };
}

function replace(object: Envelope, key: "result" | "id", fault: Malformed): void {
  if (key in fault) object[key] = fault[key];
  else delete object[key];
}

function rowsOf({ result }: Envelope): Envelope[] {
  return Array.isArray(result) ? result.filter(isObject) : [];
}

/** A listing without pages promises none. */
function promise(envelope: Envelope, told: object): void {
  const info = envelope["result_info"];
  if (isObject(info)) envelope["result_info"] = { ...info, ...told };
}

/** One page more than was asked for, in whichever way the listing counts. */
function promiseMore(envelope: Envelope, asked: URLSearchParams, after: string): void {
  const page = Number(asked.get("page") ?? 1);
  const { cursors } = isObject(envelope["result_info"]) ? envelope["result_info"] : {};
  const counted = { page, total_pages: page + 1, total_count: 1_000_000_000 };
  promise(envelope, cursors === undefined ? counted : { cursors: { after } });
}

function nextCursor(asked: URLSearchParams): string {
  return `${asked.get("cursor") ?? ""}n`;
}

/** By what rows are told apart: their id, or the value of an item that has none. */
function rename(row: Envelope, place: string): void {
  const known = String(row["id"] ?? row["value"]);
  const fresh = createHash("sha256").update(`${place} ${known}`).digest("hex");
  if ("id" in row) row["id"] = fresh.slice(0, 32);
  else row["value"] = `2001:db8:${fresh.slice(0, 4)}:${fresh.slice(4, 8)}::`;
}
