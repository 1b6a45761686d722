/** Addresses as numbers: the one place where the text of an address is read and written. */

import ipaddr from "ipaddr.js";
import type { Address, IpFamily } from "../types.ts";

/** An address as an unsigned number of 32 or 128 bits. */
export interface AddressBits {
  readonly family: IpFamily;
  readonly bits: bigint;
}

/** Number of bits of an address. */
export const WIDTH: Readonly<Record<IpFamily, number>> = { 4: 32, 6: 128 };

const V4_IN_V6 = 0xffffn;
/** Characters of the longest address there is, in full and with a dotted tail; expressions never meet more. */
const LONGEST = 45;
const DOTTED_TAIL = /:(\d+\.\d+\.\d+\.\d+)$/;

/** Four decimal numbers without leading zeros, or any spelling of an IPv6 address that RFC 4291 allows; no zone, no brackets, no blanks. */
export function readBits(text: string): AddressBits | undefined {
  if (text.length > LONGEST) return undefined;
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) {
    return { family: 4, bits: fromBytes(ipaddr.IPv4.parse(text).toByteArray()) };
  }
  const plain = withoutDottedTail(text);
  // ipaddr.js accepts zones, which have no place in DNS.
  if (plain === undefined || plain.includes("%") || !ipaddr.IPv6.isValid(plain)) return undefined;
  return { family: 6, bits: fromBytes(ipaddr.IPv6.parse(plain).toByteArray()) };
}

/** Canonical text: RFC 5952 for IPv6, with the last 32 bits in hexadecimal always. */
export function writeBits(address: AddressBits): Address {
  const bytes = toBytes(address);
  const text =
    address.family === 4
      ? new ipaddr.IPv4(bytes).toString()
      : // The constructor takes sixteen octets too.
        new ipaddr.IPv6(bytes).toRFC5952String();
  return text as Address;
}

/** The bits of an address that is known to be good. */
export function bitsOf(address: Address): AddressBits {
  const bits = readBits(address);
  if (bits === undefined) throw new TypeError("an Address that parseAddress did not make");
  return bits;
}

/** Is it an IPv4-mapped IPv6 address (`::ffff:203.0.113.7`)? */
export function isMapped(address: AddressBits): boolean {
  return address.family === 6 && address.bits >> 32n === V4_IN_V6;
}

/** The IPv4 address inside an IPv4-mapped one. */
export function unmapped(address: AddressBits): AddressBits {
  return { family: 4, bits: address.bits & 0xffffffffn };
}

/**
 * The text with a dotted IPv4 tail in hexadecimal; undefined where the tail is not four plain decimal numbers.
 * ipaddr.js reads `::1.2.3.4` as `::ffff:1.2.3.4`, and takes octal and hexadecimal numbers in the tail.
 */
function withoutDottedTail(text: string): string | undefined {
  if (!text.includes(".")) return text;
  const tail = DOTTED_TAIL.exec(text)?.[1];
  if (tail === undefined || !ipaddr.IPv4.isValidFourPartDecimal(tail)) return undefined;
  const bits = fromBytes(ipaddr.IPv4.parse(tail).toByteArray());
  const head = text.slice(0, text.length - tail.length);
  return `${head}${(bits >> 16n).toString(16)}:${(bits & 0xffffn).toString(16)}`;
}

function fromBytes(bytes: readonly number[]): bigint {
  return bytes.reduce((bits, byte) => (bits << 8n) | BigInt(byte), 0n);
}

function toBytes(address: AddressBits): number[] {
  const count = WIDTH[address.family] / 8;
  return Array.from({ length: count }, (_, index) =>
    Number((address.bits >> BigInt(8 * (count - 1 - index))) & 0xffn),
  );
}
