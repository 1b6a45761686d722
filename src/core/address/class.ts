/** Which addresses mean something to the whole internet, and what the others are. */

import type { Address } from "../types.ts";
import { type AddressBits, bitsOf, readBits, WIDTH } from "./bits.ts";

/** What an address is when it is not globally routable. */
export interface AddressClass {
  /** In words: `private (RFC 1918)`. */
  readonly words: string;
  /** Never published, not even where the user wrote it (D2). */
  readonly unusable: boolean;
}

type Range = AddressBits & { readonly length: number };
type ClassRow = readonly [ranges: string, words: string | undefined, unusable?: "unusable"];

/**
 * IANA's registries of special-purpose addresses, IPv4 and IPv6. The first row that holds an address
 * counts; a row without words is a part that is globally reachable inside a block that is not.
 */
const CLASS_ROWS: readonly ClassRow[] = [
  ["0.0.0.0/32", "the unspecified address", "unusable"],
  ["0.0.0.0/8", 'in "this network" (RFC 791)'],
  ["10.0.0.0/8 172.16.0.0/12 192.168.0.0/16", "private (RFC 1918)"],
  ["100.64.0.0/10", "shared by a carrier-grade NAT (RFC 6598)"],
  ["127.0.0.0/8", "loopback", "unusable"],
  ["169.254.0.0/16", "link-local (RFC 3927)", "unusable"],
  ["192.0.0.9/32 192.0.0.10/32", undefined],
  ["192.0.0.0/24", "reserved for protocols (RFC 6890)"],
  ["192.0.2.0/24 198.51.100.0/24 203.0.113.0/24", "for documentation (RFC 5737)"],
  ["192.88.99.0/24", "a 6to4 relay (RFC 7526)"],
  ["198.18.0.0/15", "for benchmarks (RFC 2544)"],
  ["224.0.0.0/4", "multicast", "unusable"],
  ["255.255.255.255/32", "the broadcast address", "unusable"],
  ["240.0.0.0/4", "reserved (RFC 1112)"],

  ["::/128", "the unspecified address", "unusable"],
  ["::1/128", "loopback", "unusable"],
  ["::ffff:0:0/96", "an IPv4-mapped address", "unusable"],
  ["64:ff9b::/96 64:ff9b:1::/48", "a translated IPv4 address (NAT64)"],
  ["100::/64", "discard-only (RFC 6666)"],
  ["100:0:0:1::/64", "a dummy prefix (RFC 9780)"],
  ["2001::/32", "a Teredo tunnel (RFC 4380)"],
  [
    "2001:1::1/128 2001:1::2/128 2001:1::3/128 2001:3::/32 2001:4:112::/48 2001:20::/28 2001:30::/28",
    undefined,
  ],
  ["2001:2::/48", "for benchmarks (RFC 5180)"],
  ["2001::/23", "reserved for protocols (RFC 2928)"],
  ["2001:db8::/32 3fff::/20", "for documentation (RFC 3849, RFC 9637)"],
  ["2002::/16", "a 6to4 tunnel (RFC 3056)"],
  ["5f00::/16", "a segment routing identifier (RFC 9602)"],
  ["fc00::/7", "unique local (RFC 4193)"],
  ["fe80::/10", "link-local (RFC 4291)", "unusable"],
  ["fec0::/10", "site-local (RFC 3879)"],
  ["ff00::/8", "multicast", "unusable"],
  // Whatever is left, RFC 4291 reserves; global unicast addresses are given out from here alone.
  ["2000::/3", undefined],
  ["::/0", "outside the global unicast range 2000::/3"],
];

/** `https://www.cloudflare.com/ips/`, unchanged since 2023-09-28. */
const CLOUDFLARE =
  "173.245.48.0/20 103.21.244.0/22 103.22.200.0/22 103.31.4.0/22 141.101.64.0/18 108.162.192.0/18 " +
  "190.93.240.0/20 188.114.96.0/20 197.234.240.0/22 198.41.128.0/17 162.158.0.0/15 104.16.0.0/13 " +
  "104.24.0.0/14 172.64.0.0/13 131.0.72.0/22 " +
  "2400:cb00::/32 2606:4700::/32 2803:f800::/32 2405:b500::/32 2405:8100::/32 2a06:98c0::/29 2c0f:f248::/32";

const CLASSES = CLASS_ROWS.map(([ranges, words, unusable]) => ({
  ranges: readRanges(ranges),
  found: words === undefined ? undefined : { words, unusable: unusable !== undefined },
}));
const CLOUDFLARE_RANGES = readRanges(CLOUDFLARE);

/** The class of an address; undefined when it is globally routable. */
export function classify(address: AddressBits): AddressClass | undefined {
  return CLASSES.find((row) => row.ranges.some((range) => holds(range, address)))?.found;
}

/** The class in words, such as `private (RFC 1918)`; undefined when the address is globally routable. */
export function describeClass(address: Address): string | undefined {
  return classify(bitsOf(address))?.words;
}

/** Is the address one of Cloudflare's own, at which no home can be? */
export function isCloudflare(address: Address): boolean {
  const bits = bitsOf(address);
  return CLOUDFLARE_RANGES.some((range) => holds(range, bits));
}

function holds(range: Range, address: AddressBits): boolean {
  const hostBits = BigInt(WIDTH[range.family] - range.length);
  return range.family === address.family && range.bits >> hostBits === address.bits >> hostBits;
}

function readRanges(text: string): readonly Range[] {
  return text.split(" ").flatMap((range) => {
    const [address = "", length = ""] = range.split("/");
    const bits = readBits(address);
    return bits === undefined ? [] : [{ ...bits, length: Number(length) }];
  });
}
