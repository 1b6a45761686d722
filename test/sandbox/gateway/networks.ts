/** Answers for networks as a location keeps them: always with their length, host bits masked. */

import ipaddr from "ipaddr.js";
import { canonicalIPv4, canonicalIPv6 } from "../addresses.ts";

export interface Cidr {
  family: 4 | 6;
  length: number;
  text: string;
}

/** An address is a network of its full length; what is neither is undefined. */
export function readCidr(text: string): Cidr | undefined {
  const [address = "", length, ...rest] = text.split("/");
  const family = canonicalIPv4(address) === undefined ? 6 : 4;
  if (rest.length > 0 || (family === 6 && canonicalIPv6(address) === undefined)) return undefined;
  const full = family === 4 ? 32 : 128;
  const bits = length === undefined ? full : /^\d{1,3}$/.test(length) ? Number(length) : -1;
  if (bits < 0 || bits > full) return undefined;
  const kind = family === 4 ? ipaddr.IPv4 : ipaddr.IPv6;
  return { family, length: bits, text: `${kind.networkAddressFromCIDR(`${address}/${bits}`)}/${bits}` };
}

/** Whether one of the two lies within the other. */
export function overlaps(one: string, other: string): boolean {
  const [a, aLength] = ipaddr.parseCIDR(one);
  const [b, bLength] = ipaddr.parseCIDR(readCidr(other)?.text ?? other);
  return a.kind() === b.kind() && a.match(b, Math.min(aLength, bLength));
}
