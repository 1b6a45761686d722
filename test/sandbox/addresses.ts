/** Answers for what Cloudflare makes of addresses and prefixes: reading, canonical text, and which may be proxied. */

import ipaddr from "ipaddr.js";

export const cloudflareRanges = {
  ipv4: [
    "173.245.48.0/20",
    "103.21.244.0/22",
    "103.22.200.0/22",
    "103.31.4.0/22",
    "141.101.64.0/18",
    "108.162.192.0/18",
    "190.93.240.0/20",
    "188.114.96.0/20",
    "197.234.240.0/22",
    "198.41.128.0/17",
    "162.158.0.0/15",
    "104.16.0.0/13",
    "104.24.0.0/14",
    "172.64.0.0/13",
    "131.0.72.0/22",
  ],
  ipv6: [
    "2400:cb00::/32",
    "2606:4700::/32",
    "2803:f800::/32",
    "2405:b500::/32",
    "2405:8100::/32",
    "2a06:98c0::/29",
    "2c0f:f248::/32",
  ],
};

const privateTargets = [
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "127.0.0.0/8",
  "fc00::/7",
  "fe80::/10",
  "::1/128",
].map(toRange);

const refusedTargets = [
  ...cloudflareRanges.ipv4,
  ...cloudflareRanges.ipv6,
  "1.1.1.0/24",
  "1.0.0.0/24",
  "0.0.0.0/8",
].map(toRange);

function toRange(cidr: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  return ipaddr.parseCIDR(cidr);
}

/** Four decimal parts and nothing else: `1.1`, `010.0.0.1` and blanks are refused, as Cloudflare does. */
export function canonicalIPv4(text: string): string | undefined {
  return ipaddr.IPv4.isValidFourPartDecimal(text) && ipaddr.IPv4.isValid(text) ? text : undefined;
}

/** RFC 5952 text, or undefined; a zoned address is no content for a record. */
export function canonicalIPv6(text: string): string | undefined {
  if (text.includes("%") || !ipaddr.IPv6.isValid(text)) return undefined;
  return formatIPv6(ipaddr.IPv6.parse(text).parts);
}

export function isMapped(canonical: string): boolean {
  return canonical.startsWith("::ffff:") && canonical.includes(".");
}

/** Whether Cloudflare's proxy could reach the address at all (`proxiable`). */
export function isProxiableAddress(canonical: string): boolean {
  return !isWithin(canonical, privateTargets);
}

/** Whether a proxied record may point there: reachable, and not Cloudflare itself. */
export function isAllowedTarget(canonical: string): boolean {
  return isProxiableAddress(canonical) && !isWithin(canonical, refusedTargets);
}

/** Whether the address lies in one of `allowed`, each an address or a CIDR. */
export function isListed(address: string, allowed: readonly string[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  return isWithin(
    address,
    allowed.map((entry) =>
      toRange(entry.includes("/") ? entry : `${entry}/${entry.includes(":") ? 128 : 32}`),
    ),
  );
}

function isWithin(address: string, ranges: readonly [ipaddr.IPv4 | ipaddr.IPv6, number][]): boolean {
  const parsed = ipaddr.process(address);
  return ranges.some(
    ([network, length]) => network.kind() === parsed.kind() && parsed.match(network, length),
  );
}

export type PrefixReading =
  | { ok: true; prefix: string; sortKey: string }
  | { ok: false; reason: "not-an-address" | "length-v4" | "length-v6" };

/** An address or CIDR as a list keeps it: host bits masked, full length dropped, RFC 5952 text. */
export function readPrefix(text: string): PrefixReading {
  const [address = "", length, ...rest] = text.split("/");
  const isIPv4 = canonicalIPv4(address) !== undefined;
  if (rest.length > 0 || (!isIPv4 && canonicalIPv6(address) === undefined)) return notAnAddress;
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return notAnAddress;
  const [least, full] = isIPv4 ? [8, 32] : [12, 128];
  const bits = length === undefined ? full : Number(length);
  if (bits < least || bits > full) return { ok: false, reason: isIPv4 ? "length-v4" : "length-v6" };
  const bytes = ipaddr.parse(address).toByteArray().map(maskedTo(bits));
  const network = isIPv4 ? bytes.join(".") : formatIPv6(new ipaddr.IPv6(bytes).parts);
  const order = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return {
    ok: true,
    prefix: bits === full ? network : `${network}/${bits}`,
    sortKey: `${isIPv4 ? 4 : 6}${order}/${String(bits).padStart(3, "0")}`,
  };
}

const notAnAddress: PrefixReading = { ok: false, reason: "not-an-address" };

function maskedTo(bits: number): (byte: number, index: number) => number {
  return (byte, index) => byte & (0xff << Math.min(8, Math.max(0, 8 * (index + 1) - bits)));
}

/** RFC 5952 sections 4 and 5: the first longest run of two or more zero fields becomes `::`. */
function formatIPv6(parts: readonly number[]): string {
  const fields = parts.map((part) => part.toString(16));
  if (parts.slice(0, 5).every((part) => part === 0) && parts[5] === 0xffff) {
    const [high = 0, low = 0] = parts.slice(6);
    return `::ffff:${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
  }
  let best = { start: 0, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (parts[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  if (best.length < 2) return fields.join(":");
  return `${fields.slice(0, best.start).join(":")}::${fields.slice(best.start + best.length).join(":")}`;
}
