/** Questions for addresses and name servers, and what the answers to exactly these say. */

import type { Answer } from "dns-packet";
import { parseAnyAddress } from "../../core/address/address.ts";
import type { Address, RecordSetKey } from "../../core/types.ts";
import { decodeAnswer, encodeQuestion } from "../dns-message.ts";

const LONGEST_CHAIN = 16;

/** What is asked of a witness. */
export type Asked = RecordSetKey | { readonly name: string; readonly type: "NS" };

export interface WitnessAnswer {
  /** Response code: 0 no error, 2 SERVFAIL, 3 no such name, 5 REFUSED, … */
  readonly code: number;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  /** At the name itself, or at the end of its aliases: addresses in canonical form, names in lower case. */
  readonly contents: readonly string[];
  /** Seconds, the shortest on the way; null without contents. */
  readonly ttl: number | null;
  /** Extended errors (RFC 8914). */
  readonly reasons: readonly number[];
}

/** One question; `id` is 0 to 65535, `recursive` asks the other side to look further. */
export function encodeWitnessQuestion(id: number, { name, type }: Asked, recursive: boolean): Buffer {
  return encodeQuestion({ id, name, type, class: "IN", recursive, extended: true });
}

/** The answer to exactly this question; undefined for anything else, however it is made. */
export function decodeWitnessAnswer(message: Buffer, id: number, asked: Asked): WitnessAnswer | undefined {
  const answer = decodeAnswer(message);
  if (answer === undefined || answer.id !== id || !answer.isAnswer) return undefined;
  const { question, code, authoritative, truncated, records, reasons } = answer;
  const isOurs = question?.name === asked.name && question.type === asked.type && question.class === "IN";
  if (!isOurs) return undefined;
  const followed = truncated ? { contents: [], ttl: null } : follow(records, asked);
  return followed && { code, authoritative, truncated, reasons, ...followed };
}

/** Walks the aliases from the name that was asked for to what is there; undefined where that is none of its type. */
function follow(
  records: readonly Answer[],
  { name, type }: Asked,
): Pick<WitnessAnswer, "contents" | "ttl"> | undefined {
  const rows = records.flatMap((record) => rowOf(record) ?? []);
  const ttls: number[] = [];
  let at: string = name;
  for (let steps = 0; steps < LONGEST_CHAIN; steps++) {
    const alias = rows.find((row) => row.name === at && row.type === "CNAME");
    if (alias === undefined) break;
    ttls.push(alias.ttl);
    at = alias.content;
  }
  const found = rows.filter((row) => row.name === at && row.type === type);
  const contents = found.map(({ content }) => (type === "NS" ? content : parseAnyAddress(content)));
  if (!contents.every((content) => content !== undefined)) return undefined;
  if (contents.length === 0) return { contents, ttl: null };
  return { contents: [...new Set(contents)].sort(), ttl: Math.min(...ttls, ...found.map(({ ttl }) => ttl)) };
}

interface Row {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly content: string;
}

function rowOf(record: Answer): Row | undefined {
  if (!("data" in record) || typeof record.data !== "string" || record.class !== "IN") return undefined;
  const { name, type, ttl = 0, data } = record;
  return { name, type, ttl, content: type === "CNAME" || type === "NS" ? data.toLowerCase() : data };
}

/** The contents of an answer to a question for addresses. */
export function addressesIn({ contents }: WitnessAnswer): readonly Address[] {
  return contents.flatMap((content) => parseAnyAddress(content) ?? []);
}
