/** The two DNS messages of `cloudflare.doh`: the question who we are, and the one text that answers it. */

import { type DnsAnswer, decodeAnswer, encodeQuestion } from "../../dns-message.ts";

const WHOAMI = { name: "whoami.cloudflare", type: "TXT", class: "CH" } as const;

/** The question for `whoami.cloudflare` TXT, class CH; `id` is 0 to 65535. */
export function askWhoami(id: number): Buffer {
  return encodeQuestion({ ...WHOAMI, id, recursive: true, extended: false });
}

/** The one text in the answer to question `id`, or why there is none. */
export function readWhoami(
  message: Buffer,
  id: number,
): { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string } {
  const answer = decodeAnswer(message);
  if (answer === undefined) return { ok: false, reason: "the answer is no DNS message" };
  const reason = refusal(answer, id);
  if (reason !== undefined) return { ok: false, reason };
  const [record] = answer.records;
  const { name, type, class: dnsClass } = WHOAMI;
  if (record?.type !== type || record.name !== name || record.class !== dnsClass)
    return { ok: false, reason: "the record is not the one that was asked for" };
  const [text, second] = [record.data].flat();
  if (text === undefined || second !== undefined)
    return { ok: false, reason: "the record is not one single text" };
  // Some resolvers put quotes around the text (checked 2026-03).
  const bare = text.toString("latin1").replace(/^"(.*)"$/, "$1");
  return bare.trim() === "" ? { ok: false, reason: "the answer is empty" } : { ok: true, text: bare };
}

function refusal(answer: DnsAnswer, id: number): string | undefined {
  if (answer.id !== id) return "the answer belongs to another question";
  if (!answer.isAnswer) return "this is not an answer";
  if (answer.truncated) return "the answer is truncated";
  if (answer.code !== 0) return `the server refuses with DNS code ${answer.code}`;
  return answer.records.length === 1 ? undefined : "the answer does not hold exactly one record";
}
