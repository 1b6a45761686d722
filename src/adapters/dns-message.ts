/** DNS messages as we ask and hear them, in the wire format that the library dns-packet knows: one question, one answer. */

import { type Answer, decode, encode } from "dns-packet";

export interface DnsQuestion {
  /** 0 to 65535. */
  readonly id: number;
  /** ASCII, without final dot. */
  readonly name: string;
  readonly type: "A" | "AAAA" | "NS" | "TXT";
  readonly class: "IN" | "CH";
  /** Asks the other side to look further. */
  readonly recursive: boolean;
  /** Tells that we understand EDNS(0) (RFC 6891): larger answers over UDP, and reasons for errors. */
  readonly extended: boolean;
}

export interface DnsAnswer {
  readonly id: number;
  /** False for a question, or for another kind of message than a plain query's answer. */
  readonly isAnswer: boolean;
  /** Response code: 0 no error, 2 SERVFAIL, 3 no such name, 5 REFUSED, … */
  readonly code: number;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly question: { readonly name: string; readonly type: string; readonly class: string } | undefined;
  /** Names are in lower case. Empty where the message is truncated. */
  readonly records: readonly Answer[];
  /** Extended errors (RFC 8914), by their codes. */
  readonly reasons: readonly number[];
}

/** Goes through every network unfragmented (DNS flag day 2020). */
const LARGEST_UDP_ANSWER = 1232;
const RECURSION_DESIRED = 0x0100;
const EXTENDED_ERROR = 15;

const EDNS = {
  type: "OPT",
  name: ".",
  udpPayloadSize: LARGEST_UDP_ANSWER,
  extendedRcode: 0,
  ednsVersion: 0,
  flags: 0,
  flag_do: false,
  options: [],
} satisfies Answer;

export function encodeQuestion({
  id,
  name,
  type,
  class: dnsClass,
  recursive,
  extended,
}: DnsQuestion): Buffer {
  return encode({
    type: "query",
    id,
    flags: recursive ? RECURSION_DESIRED : 0,
    questions: [{ name, type, class: dnsClass }],
    additionals: extended ? [EDNS] : [],
  });
}

/** What a message says; undefined where it is no whole DNS message, however it is made. */
export function decodeAnswer(message: Buffer): DnsAnswer | undefined {
  try {
    return readAnswer(message);
  } catch {
    return undefined;
  }
}

/** Throws what the library throws, and RangeError where the message is shorter or longer than it says. */
function readAnswer(message: Buffer): DnsAnswer {
  const flags = message.readUInt16BE(2);
  const truncated = (flags & 0x0200) !== 0;
  const readable = truncated ? upToQuestion(message) : message;
  const { id = 0, questions = [], answers = [], additionals = [] } = decode(readable);
  // The library takes what reaches beyond the end for something shorter.
  if (!truncated && decode.bytes !== message.length) throw new RangeError();
  const [question, second] = questions;
  return {
    id,
    isAnswer: (flags & 0xf800) === 0x8000,
    code: flags & 0x000f,
    authoritative: (flags & 0x0400) !== 0,
    truncated,
    question:
      question === undefined || second !== undefined
        ? undefined
        : { name: question.name.toLowerCase(), type: question.type, class: question.class ?? "IN" },
    records: answers.map((record) => ({ ...record, name: record.name.toLowerCase() })),
    reasons: additionals.flatMap(reasonsIn),
  };
}

/** A message that was cut may end in the middle of a record. */
function upToQuestion(message: Buffer): Buffer {
  return Buffer.concat([message.subarray(0, 6), Buffer.alloc(6), message.subarray(12)]);
}

function reasonsIn(record: Answer): readonly number[] {
  if (record.type !== "OPT" || !("options" in record)) return [];
  return record.options.flatMap(
    ({ code, data }: { readonly code: number; readonly data?: Buffer | undefined }) =>
      code === EXTENDED_ERROR && data !== undefined && data.length >= 2 ? [data.readUInt16BE(0)] : [],
  );
}
