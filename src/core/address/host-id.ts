/** Host IDs: the bits below the prefix of an IPv6 address, and the addresses they make. */

import { type Parsed, parsed, quote, refused } from "../parsed.ts";
import type { Address, HostId, KnownDetection } from "../types.ts";
import { compareAddresses, familyOf } from "./address.ts";
import { bitsOf, isMapped, readBits, WIDTH, writeBits } from "./bits.ts";

const ACCEPTED = "a host ID is preserve, an IPv6 address such as ::1, or mac(00-11-22-33-44-55)";
const MAC = /^[0-9a-f]{2}([-:])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}$/i;
/** Modified EUI-64 fills exactly this many bits (RFC 4291, appendix A). */
const EUI64_PREFIX = 64;

/** `preserve`, an IPv6 literal, or `mac(…)` around six octets. */
export function parseHostId(text: string): Parsed<HostId> {
  const trimmed = text.trim();
  if (trimmed === "preserve") return parsed({ kind: "preserve" });
  const mac = /^mac\s*\((.*)\)$/s.exec(trimmed)?.[1];
  if (mac !== undefined) return parseMac(mac.trim());
  const bits = readBits(trimmed);
  if (bits === undefined) return refused(`${quote(trimmed)} is not a host ID; ${ACCEPTED}`);
  if (bits.family === 4 || isMapped(bits)) {
    return refused(`${quote(trimmed)} is an IPv4 address, and IPv4 has no host IDs; ${ACCEPTED}`);
  }
  return parsed({ kind: "literal", literal: writeBits(bits) });
}

/** The canonical text; `parseHostId` reads it back. */
export function formatHostId(hostId: HostId): string {
  switch (hostId.kind) {
    case "preserve":
      return "preserve";
    case "literal":
      return hostId.literal;
    case "mac":
      return `mac(${hostId.mac})`;
  }
}

/** Do both hold the same host IDs, in whatever order and number? */
export function hostIdsEqual(a: readonly HostId[], b: readonly HostId[]): boolean {
  const left = new Set(a.map(formatHostId));
  const right = new Set(b.map(formatHostId));
  return left.size === right.size && [...left].every((hostId) => right.has(hostId));
}

/**
 * The address with the bits below the prefix taken from the host ID.
 *
 *   detected 2001:db8:1:2:aaaa:bbbb:cccc:dddd/64
 *   preserve                 the same address
 *   ::1                      2001:db8:1:2::1
 *   mac(00-11-22-33-44-55)   2001:db8:1:2:211:22ff:fe33:4455, only with a /64
 *
 * Refused where a set bit of the literal lies inside the prefix. IPv4 addresses stay as they are.
 */
export function applyHostId(address: Address, prefixLength: number, hostId: HostId): Parsed<Address> {
  const detected = bitsOf(address);
  if (hostId.kind === "preserve" || detected.family === 4) return parsed(address);
  if (hostId.kind === "mac" && prefixLength !== EUI64_PREFIX) {
    return refused(
      `host ID ${formatHostId(hostId)} needs a prefix of exactly /${EUI64_PREFIX}, but ${address} has /${prefixLength}; write the host ID as an IPv6 address instead`,
    );
  }
  const kept = Math.min(Math.max(Math.trunc(prefixLength), 0), WIDTH[6]);
  const hostBits = BigInt(WIDTH[6] - kept);
  const lower = hostId.kind === "mac" ? interfaceId(hostId.mac) : bitsOf(hostId.literal).bits;
  if (lower >> hostBits !== 0n) {
    const longest = WIDTH[6] - lower.toString(2).length;
    return refused(
      `host ID ${formatHostId(hostId)} reaches into the prefix of ${address}/${prefixLength}; it fits prefixes up to /${longest}`,
    );
  }
  return parsed(writeBits({ family: 6, bits: ((detected.bits >> hostBits) << hostBits) | lower }));
}

/**
 * Every detected address with every host ID, once each, in numeric order. `defaultPrefixLength` counts where the source
 * named no length. Where networks are delegated to the home, host IDs are put into these instead; `preserve` keeps to
 * what was detected. One misfit refuses all: publishing the rest would remove the addresses that the misfit stands for.
 * No host ID at all means `preserve`.
 */
export function deriveAddresses(
  { addresses, delegated }: Pick<KnownDetection, "addresses" | "delegated">,
  defaultPrefixLength: number,
  hostIds: readonly HostId[],
): Parsed<readonly [Address, ...Address[]]> {
  const derived = new Set<Address>();
  const isKept = hostIds.length === 0 || hostIds.some(({ kind }) => kind === "preserve");
  for (const { address } of addresses) if (isKept || familyOf(address) === 4) derived.add(address);
  if (delegated?.length === 0 && hostIds.some(({ kind }) => kind !== "preserve"))
    return refused(
      "no network delegated to the home is left by the detection filter, so host IDs have no place",
    );
  const networks = delegated ?? addresses.filter(({ address }) => familyOf(address) === 6);
  for (const hostId of hostIds.filter(({ kind }) => kind !== "preserve")) {
    for (const { address, prefixLength = defaultPrefixLength } of networks) {
      const made = applyHostId(address, prefixLength, hostId);
      if (!made.ok) return made;
      derived.add(made.value);
    }
  }
  const [first = addresses[0].address, ...others] = [...derived].sort(compareAddresses);
  return parsed([first, ...others]);
}

function parseMac(text: string): Parsed<HostId> {
  if (!MAC.test(text)) {
    return refused(
      `${quote(text)} is not a MAC address; write six octets with one separator, as in mac(00-11-22-33-44-55)`,
    );
  }
  const mac = text.toLowerCase().replaceAll(":", "-");
  return parsed({ kind: "mac", mac }, macOddities(mac));
}

function macOddities(mac: string): readonly string[] {
  const isGroup = (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
  const oddity =
    mac === "00-00-00-00-00-00"
      ? "is all zeros"
      : mac === "ff-ff-ff-ff-ff-ff"
        ? "is the broadcast address"
        : isGroup
          ? "is a multicast address"
          : undefined;
  return oddity === undefined ? [] : [`MAC address ${mac} ${oddity}, which no interface has`];
}

/** Modified EUI-64: ff:fe in the middle, the universal/local bit flipped. */
function interfaceId(mac: string): bigint {
  const bits = BigInt(`0x${mac.replaceAll("-", "")}`);
  const widened = ((bits >> 24n) << 40n) | (0xfffen << 24n) | (bits & 0xffffffn);
  return widened ^ (1n << 57n);
}
