/** Questions for addresses and their answers in the wire format of DNS (RFC 1035, section 4). */

import { parseAnyAddress } from "../../core/address/address.ts";
import type { Address, RecordSetKey } from "../../core/types.ts";
import { encodeName, readName, uint16 } from "../dns-wire.ts";

const TYPES = { A: 1, AAAA: 28 } as const;
const TYPE_CNAME = 5;
const CLASS_IN = 1;
const LONGEST_CHAIN = 16;

export interface AddressAnswer {
  /** Response code: 0 no error, 2 SERVFAIL, 3 no such name, 5 REFUSED, … */
  readonly code: number;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  /** At the name itself, or at the end of its aliases. */
  readonly addresses: readonly Address[];
  /** Seconds, the shortest on the way; null without an address. */
  readonly ttl: number | null;
}

/** One question; `id` is 0 to 65535, `recursive` asks the other side to look further. */
export function encodeAddressQuestion(id: number, { name, type }: RecordSetKey, recursive: boolean): Buffer {
  const flags = recursive ? 0x0100 : 0;
  return Buffer.concat([uint16(id, flags, 1, 0, 0, 0), encodeName(name), uint16(TYPES[type], CLASS_IN)]);
}

/** The answer to exactly this question; undefined for anything else, however it is made. */
export function decodeAddressAnswer(
  message: Buffer,
  id: number,
  key: RecordSetKey,
): AddressAnswer | undefined {
  try {
    return readAnswer(message, id, key);
  } catch {
    return undefined;
  }
}

interface Row {
  readonly name: string;
  readonly type: number;
  readonly ttl: number;
  readonly start: number;
  readonly length: number;
}

/** Throws RangeError where the message ends too early. */
function readAnswer(message: Buffer, id: number, key: RecordSetKey): AddressAnswer | undefined {
  const flags = message.readUInt16BE(2);
  const isAnswer = message.readUInt16BE(0) === id && (flags & 0xf800) === 0x8000;
  if (!isAnswer || message.readUInt16BE(4) !== 1) return undefined;
  const asked = readName(message, 12);
  const isOurs = asked.name === key.name && message.readUInt16BE(asked.end) === TYPES[key.type];
  if (!isOurs || message.readUInt16BE(asked.end + 2) !== CLASS_IN) return undefined;
  const head = {
    code: flags & 0x000f,
    authoritative: (flags & 0x0400) !== 0,
    truncated: (flags & 0x0200) !== 0,
  };
  if (head.truncated) return { ...head, addresses: [], ttl: null };
  const rows = readRows(message, asked.end + 4, message.readUInt16BE(6));
  return { ...head, ...follow(message, rows, key) };
}

function readRows(message: Buffer, start: number, count: number): readonly Row[] {
  const rows: Row[] = [];
  let at = start;
  for (let left = count; left > 0; left--) {
    const { name, end } = readName(message, at);
    const length = message.readUInt16BE(end + 8);
    at = end + 10 + length;
    if (at > message.length) throw new RangeError();
    if (message.readUInt16BE(end + 2) === CLASS_IN)
      rows.push({
        name,
        type: message.readUInt16BE(end),
        ttl: message.readUInt32BE(end + 4),
        start: end + 10,
        length,
      });
  }
  return rows;
}

/** Walks the aliases from the name that was asked for to the addresses. */
function follow(
  message: Buffer,
  rows: readonly Row[],
  { name, type }: RecordSetKey,
): Pick<AddressAnswer, "addresses" | "ttl"> {
  const ttls: number[] = [];
  let at: string = name;
  for (let steps = 0; steps < LONGEST_CHAIN; steps++) {
    const alias = rows.find((row) => row.name === at && row.type === TYPE_CNAME);
    if (alias === undefined) break;
    ttls.push(alias.ttl);
    at = readName(message, alias.start).name;
  }
  const found = rows.filter((row) => row.name === at && row.type === TYPES[type]);
  const addresses = found.map(({ start, length }) =>
    readAddress(message.subarray(start, start + length), type),
  );
  if (addresses.length === 0) return { addresses: [], ttl: null };
  return {
    addresses: [...new Set(addresses)].sort(),
    ttl: Math.min(...ttls, ...found.map(({ ttl }) => ttl)),
  };
}

function readAddress(bytes: Buffer, type: RecordSetKey["type"]): Address {
  if (bytes.length !== (type === "A" ? 4 : 16)) throw new RangeError();
  const text = type === "A" ? bytes.join(".") : (bytes.toString("hex").match(/.{4}/g) ?? []).join(":");
  const address = parseAnyAddress(text);
  if (address === undefined) throw new RangeError();
  return address;
}
