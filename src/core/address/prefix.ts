/** Prefixes: the networks that items of WAF lists and detection filters name. */

import type { Address, DetectedAddress, IpFamily, Prefix } from "../types.ts";
import { bitsOf, readBits, WIDTH, writeBits } from "./bits.ts";

/** Shortest and longest prefix that Cloudflare takes as an item of a list (checked 2026-03). */
export const PREFIX_LENGTH_LIMITS: Readonly<Record<IpFamily, readonly [shortest: number, longest: number]>> =
  {
    4: [8, 32],
    6: [12, 128],
  };

/** What an address without a length stands for where nobody says otherwise: a host, or the network that a home's IPv6 addresses share. */
export const DEFAULT_PREFIX_LENGTHS: Readonly<Record<IpFamily, number>> = { 4: 32, 6: 64 };

/** May a list item of the family have this prefix length? */
export function isPrefixLength(family: IpFamily, length: number): boolean {
  const [shortest, longest] = PREFIX_LENGTH_LIMITS[family];
  return Number.isInteger(length) && length >= shortest && length <= longest;
}

/** The network of that length which holds the address; host bits become zero. A length outside the address's width is moved to its end. */
export function prefixOf(address: Address, length: number): Prefix {
  const { family, bits } = bitsOf(address);
  const kept = Math.min(Math.max(Math.trunc(length), 0), WIDTH[family]);
  const hostBits = BigInt(WIDTH[family] - kept);
  return `${writeBits({ family, bits: (bits >> hostBits) << hostBits })}/${kept}` as Prefix;
}

/** What was named: the network of a length, or the one address. */
export function networkOf({ address, prefixLength }: DetectedAddress): Prefix {
  return prefixOf(address, prefixLength ?? WIDTH[bitsOf(address).family]);
}

/** `address/length` or a bare address, which is a network of one; host bits become zero. Any length that the family allows. */
export function parsePrefix(text: string): Prefix | undefined {
  const match = /^([^/]*)(?:\/(0|[1-9]\d{0,2}))?$/.exec(text.trim());
  const bits = match?.[1] === undefined ? undefined : readBits(match[1]);
  if (bits === undefined) return undefined;
  const width = WIDTH[bits.family];
  const length = match?.[2] === undefined ? width : Number(match[2]);
  return length > width ? undefined : prefixOf(writeBits(bits), length);
}

/** The number behind the slash. */
export function prefixLengthOf(prefix: Prefix): number {
  return split(prefix).length;
}

/** The family of the prefix. */
export function prefixFamily(prefix: Prefix): IpFamily {
  return prefix.includes(":") ? 6 : 4;
}

/** Is every address of `inner` in `outer`? */
export function covers(outer: Prefix, inner: Prefix): boolean {
  const wide = split(outer);
  const narrow = split(inner);
  if (wide.family !== narrow.family || wide.length > narrow.length) return false;
  const hostBits = BigInt(WIDTH[wide.family] - wide.length);
  return wide.bits >> hostBits === narrow.bits >> hostBits;
}

/** Both halves of a network; of a single address, itself alone. */
export function halvesOf(prefix: Prefix): readonly Prefix[] {
  const { family, bits, length } = split(prefix);
  if (length === WIDTH[family]) return [prefix];
  const upper = writeBits({ family, bits: bits | (1n << BigInt(WIDTH[family] - length - 1)) });
  return [addressText(prefix), upper].map((address) => prefixOf(address, length + 1));
}

/** Orders by family, then by address, then the wider one first. */
export function comparePrefixes(a: Prefix, b: Prefix): number {
  const left = split(a);
  const right = split(b);
  if (left.family !== right.family) return left.family - right.family;
  if (left.bits !== right.bits) return left.bits < right.bits ? -1 : 1;
  return left.length - right.length;
}

/** The prefix as Cloudflare shows a list item: a network of one address without its length. */
export function formatListIp(prefix: Prefix): string {
  const { family, length } = split(prefix);
  return length === WIDTH[family] ? addressText(prefix) : prefix;
}

function split(prefix: Prefix): {
  readonly family: IpFamily;
  readonly bits: bigint;
  readonly length: number;
} {
  const address = addressText(prefix);
  return { ...bitsOf(address), length: Number(prefix.slice(address.length + 1)) };
}

function addressText(prefix: Prefix): Address {
  // A Prefix is made of an Address; this takes it out again.
  return prefix.slice(0, prefix.indexOf("/")) as Address;
}
