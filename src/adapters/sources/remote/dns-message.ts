/** The two DNS messages of `cloudflare.doh` in wire format (RFC 1035, section 4): one question, one answer. */

import { encodeName, readName, uint16 } from "../../dns-wire.ts";

const NAME = "whoami.cloudflare";
const TYPE_TXT = 16;
const CLASS_CH = 3;

/** The question for `whoami.cloudflare` TXT, class CH; `id` is 0 to 65535. */
export function encodeQuestion(id: number): Buffer {
  return Buffer.concat([uint16(id, 0x0100, 1, 0, 0, 0), encodeName(NAME), uint16(TYPE_TXT, CLASS_CH)]);
}

/** The one text in the answer to question `id`, or why there is none. */
export function decodeAnswer(
  message: Buffer,
  id: number,
): { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string } {
  try {
    const text = readText(message, id);
    return text.trim() === "" ? { ok: false, reason: "the answer is empty" } : { ok: true, text };
  } catch (error) {
    return { ok: false, reason: error instanceof Refusal ? error.message : "the answer is no DNS message" };
  }
}

class Refusal extends Error {}

/** Throws Refusal, or RangeError where the message ends too early. */
function readText(message: Buffer, id: number): string {
  if (message.readUInt16BE(0) !== id) throw new Refusal("the answer belongs to another question");
  const flags = message.readUInt16BE(2);
  if ((flags & 0xf800) !== 0x8000) throw new Refusal("this is not an answer");
  if ((flags & 0x0200) !== 0) throw new Refusal("the answer is truncated");
  if ((flags & 0x000f) !== 0) throw new Refusal(`the server refuses with DNS code ${flags & 0x000f}`);
  if (message.readUInt16BE(6) !== 1) throw new Refusal("the answer does not hold exactly one record");

  let at = 12;
  for (let questions = message.readUInt16BE(4); questions > 0; questions--)
    at = readName(message, at).end + 4;
  const { name, end } = readName(message, at);
  const [type, dnsClass] = [message.readUInt16BE(end), message.readUInt16BE(end + 2)];
  if (name !== NAME || type !== TYPE_TXT || dnsClass !== CLASS_CH)
    throw new Refusal("the record is not the one that was asked for");

  const start = end + 10;
  const length = message.readUInt8(start);
  if (message.readUInt16BE(end + 8) !== length + 1) throw new Refusal("the record is not one single text");
  if (start + 1 + length > message.length) throw new RangeError();
  // Some resolvers put quotes around the text (checked 2026-03).
  return message.toString("latin1", start + 1, start + 1 + length).replace(/^"(.*)"$/, "$1");
}
