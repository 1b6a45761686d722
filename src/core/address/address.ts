/** Reads addresses and decides which of them may be published (D2). */

import { type Parsed, parsed, quote, refused } from "../parsed.ts";
import type { Address, DetectedAddress, IpFamily } from "../types.ts";
import { type AddressBits, bitsOf, isMapped, readBits, unmapped, writeBits } from "./bits.ts";
import { type AddressClass, classify, isCloudflare } from "./class.ts";
import { isPrefixLength, PREFIX_LENGTH_LIMITS } from "./prefix.ts";

/** Who says so: a remote party, the user, or this machine's own interfaces. */
export type AddressOrigin = "network" | "written" | "interface";

/** How strictly addresses from the network are judged. */
export interface AddressOptions {
  /** Refuse Cloudflare's own ranges where the network names them; default true. */
  readonly rejectCloudflare?: boolean;
}

const EXAMPLE: Readonly<Record<IpFamily, string>> = {
  4: "an IPv4 address is four decimal numbers such as 198.51.100.7",
  6: "an IPv6 address looks like 2001:db8::7",
};

/**
 * One address of the family, in canonical form.
 *
 *   origin               globally routable   Cloudflare's   private and the like   loopback, link-local, multicast, …
 *   network              yes                 refused        refused                refused
 *   written, interface   yes                 yes            yes, with a warning    refused
 *
 * An IPv4-mapped IPv6 address is unwrapped where IPv4 is meant and the user wrote it, and refused everywhere else.
 */
export function parseAddress(
  text: string,
  family: IpFamily,
  origin: AddressOrigin,
  options: AddressOptions = {},
): Parsed<Address> {
  const shown = quote(text.trim());
  const read = readFamily(text.trim(), family, origin);
  return read.ok ? judge(read.value, shown, origin, options) : read;
}

/** Like `parseAddress`, with a prefix length behind a slash or none. Host bits are kept; the length of an unwrapped IPv4-mapped address shrinks by 96. */
export function parseDetectedAddress(
  text: string,
  family: IpFamily,
  origin: AddressOrigin,
  options: AddressOptions = {},
): Parsed<DetectedAddress> {
  const trimmed = text.trim();
  const slash = trimmed.indexOf("/");
  if (slash < 0) {
    const address = parseAddress(trimmed, family, origin, options);
    return address.ok ? parsed({ address: address.value }, address.warnings) : address;
  }
  const addressText = trimmed.slice(0, slash);
  const address = parseAddress(addressText, family, origin, options);
  if (!address.ok) return address;
  const written = trimmed.slice(slash + 1);
  const unwrapped = family === 4 && addressText.includes(":") ? 96 : 0;
  const prefixLength =
    !/\s$/.test(addressText) && /^(0|[1-9]\d{0,2})$/.test(written) ? Number(written) - unwrapped : Number.NaN;
  if (!isPrefixLength(family, prefixLength)) {
    const [shortest, longest] = PREFIX_LENGTH_LIMITS[family];
    return refused(
      `the prefix length of ${quote(trimmed)} is not accepted; Cloudflare takes /${shortest + unwrapped} to /${longest + unwrapped} here`,
    );
  }
  return parsed({ address: address.value, prefixLength }, address.warnings);
}

/** Canonical form of any well-formed address without zone, whatever its class: for the contents of records. */
export function parseAnyAddress(text: string): Address | undefined {
  const bits = readBits(text.trim());
  return bits && writeBits(bits);
}

/** The family of an address. */
export function familyOf(address: Address): IpFamily {
  return address.includes(":") ? 6 : 4;
}

/** Orders by value, IPv4 before IPv6. */
export function compareAddresses(a: Address, b: Address): number {
  const left = bitsOf(a);
  const right = bitsOf(b);
  if (left.family !== right.family) return left.family - right.family;
  return left.bits < right.bits ? -1 : left.bits > right.bits ? 1 : 0;
}

function readFamily(text: string, family: IpFamily, origin: AddressOrigin): Parsed<AddressBits> {
  if (text === "") return refused(`there is no address; ${EXAMPLE[family]}`);
  const bits = readBits(text);
  if (bits === undefined) {
    return text.includes("%") && readBits(text.slice(0, text.indexOf("%"))) !== undefined
      ? refused(
          `${quote(text)} has a zone, which only means something on one machine; leave out the % and what follows`,
        )
      : refused(`${quote(text)} is not an address; ${EXAMPLE[family]}`);
  }
  if (family === 4 && origin === "written" && isMapped(bits)) return parsed(unmapped(bits));
  if (bits.family !== family) {
    return refused(`${quote(text)} is an IPv${bits.family} address where IPv${family} is meant`);
  }
  return parsed(bits);
}

/** Whoever writes an address that is set apart for documentation knows that it is an example. */
function isExample({ words }: AddressClass): boolean {
  return words.startsWith("for documentation");
}

function judge(
  bits: AddressBits,
  shown: string,
  origin: AddressOrigin,
  options: AddressOptions,
): Parsed<Address> {
  const address = writeBits(bits);
  const found = classify(bits);
  if (found?.unusable) {
    return refused(
      `${shown} is ${found.words}, which cannot be reached from elsewhere; such an address is never published`,
    );
  }
  if (origin !== "network") {
    return parsed(
      address,
      found && !isExample(found)
        ? [`${shown} is ${found.words}: it cannot be reached from the whole internet`]
        : [],
    );
  }
  if (found !== undefined) {
    return refused(
      `${shown} is ${found.words}; from the network only globally routable addresses are accepted`,
    );
  }
  if (options.rejectCloudflare !== false && isCloudflare(address)) {
    return refused(
      `${shown} belongs to Cloudflare itself: a proxy or WARP answered instead of your own connection`,
    );
  }
  return parsed(address);
}
