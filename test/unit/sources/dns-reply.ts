/** Writes DNS answers as the shared cases spell them out. */

export interface DnsReply {
  readonly id: "same" | "other";
  readonly qr: boolean;
  readonly tc: boolean;
  readonly rcode: number;
  readonly answers: readonly {
    readonly name: string;
    readonly type: string;
    readonly class: string;
    readonly data: readonly string[];
  }[];
}

const TYPES: Readonly<Record<string, number>> = { A: 1, CNAME: 5, TXT: 16 };
const CLASSES: Readonly<Record<string, number>> = { IN: 1, CH: 3 };

/** The answer to `question`; the question itself is repeated, as servers do. */
export function encodeDnsReply(question: Buffer, { id, qr, tc, rcode, answers }: DnsReply): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(id === "same" ? question.readUInt16BE(0) : question.readUInt16BE(0) ^ 1, 0);
  head.writeUInt16BE((qr ? 0x8000 : 0) | (tc ? 0x0200 : 0) | 0x0180 | rcode, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(answers.length, 6);
  return Buffer.concat([head, question.subarray(12), ...answers.map(encodeRecord)]);
}

function encodeRecord({ name, type, class: dnsClass, data }: DnsReply["answers"][number]): Buffer {
  const labels = name
    .split(".")
    .filter((label) => label !== "")
    .map(encodeText);
  const rdata = Buffer.concat(data.map(encodeText));
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(TYPES[type] ?? 0, 0);
  fixed.writeUInt16BE(CLASSES[dnsClass] ?? 0, 2);
  fixed.writeUInt16BE(rdata.length, 8);
  return Buffer.concat([...labels, Buffer.of(0), fixed, rdata]);
}

function encodeText(text: string): Buffer {
  return Buffer.from([text.length, ...Buffer.from(text)]);
}
