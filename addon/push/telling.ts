/** What a request tells: at most one address of each family and a prefix, judged like every answer from the network (D2). */

import {
  type Address,
  type DelegatedPrefix,
  familyOf,
  type IpFamily,
  isPrefixLength,
  parseAddress,
  parseAnyAddress,
  upTo,
} from "../../src/index.ts";
import type { Asked } from "./http/request.ts";

/** Never empty; what is absent was not told, which clears nothing. */
export interface Telling {
  readonly ipv4?: Address;
  readonly ipv6?: Address;
  /** Serves host IDs alone. */
  readonly prefix?: DelegatedPrefix;
}

/** What was told of one family. */
export function toldOf({ ipv4, ipv6 }: Telling, family: IpFamily): Address | undefined {
  return family === 4 ? ipv4 : ipv6;
}

export type ReadTelling =
  | {
      readonly ok: true;
      readonly telling: Telling;
      /** Why something that was told is passed over. */
      readonly passedOver: readonly string[];
    }
  /** `reason` is for the log and holds nothing that was told but addresses. */
  | { readonly ok: false; readonly reason: string };

export interface TellingOptions {
  /** The other end of the connection, as the socket names it. */
  readonly peer: string;
  readonly rejectCloudflare: boolean;
}

const UNREADABLE = "something was told as an address that is none";
/** The usual size of one network at home, for a prefix told without its length. */
const LAN_PREFIX_LENGTH = 64;

export function readTelling(
  { addresses, prefixes }: Pick<Asked, "addresses" | "prefixes">,
  { peer, rejectCloudflare }: TellingOptions,
): ReadTelling {
  const told = addresses.map((text) => parseAnyAddress(text.replace(/\/\d{1,3}$/, "")));
  const networks = prefixes.map(readPrefix);
  if (told.includes(undefined) || networks.includes(undefined)) return { ok: false, reason: UNREADABLE };

  const observed = addresses.length === 0 ? [parseAnyAddress(bare(peer))] : told;
  const passedOver: string[] = [];
  const judged = (address: Address, family: IpFamily): Address | undefined => {
    const verdict = parseAddress(address, family, "network", { rejectCloudflare });
    if (!verdict.ok) passedOver.push(verdict.reason);
    return verdict.ok ? verdict.value : undefined;
  };
  const only = (family: IpFamily): Address | "several" | undefined => {
    const ofFamily = new Set(
      observed.flatMap((address) => (address !== undefined && familyOf(address) === family ? [address] : [])),
    );
    const [first] = ofFamily;
    if (ofFamily.size > 1) return "several";
    return first === undefined ? undefined : judged(first, family);
  };

  const [ipv4, ipv6] = [only(4), only(6)];
  if (ipv4 === "several" || ipv6 === "several")
    return { ok: false, reason: "several addresses of one family were told" };
  if (ipv4 === undefined && ipv6 === undefined) {
    const why = passedOver[0] ?? "no address was told";
    return {
      ok: false,
      reason:
        addresses.length === 0 ? `no address was told, and that of the sender does not do: ${why}` : why,
    };
  }
  const distinct = new Map(networks.flatMap((network) => (network ? [[key(network), network]] : [])));
  if (distinct.size > 1) return { ok: false, reason: "several prefixes were told" };
  const [network] = distinct.values();
  const prefix = network !== undefined && judged(network.address, 6) !== undefined ? network : undefined;
  return {
    ok: true,
    telling: {
      ...(ipv4 === undefined ? {} : { ipv4 }),
      ...(ipv6 === undefined ? {} : { ipv6 }),
      ...(prefix === undefined ? {} : { prefix }),
    },
    passedOver,
  };
}

function readPrefix(text: string): DelegatedPrefix | undefined {
  const [, addressText = "", lengthText] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const address = parseAnyAddress(addressText);
  const prefixLength = lengthText === undefined ? LAN_PREFIX_LENGTH : Number(lengthText);
  const fits = address !== undefined && familyOf(address) === 6 && isPrefixLength(6, prefixLength);
  return fits ? { address, prefixLength } : undefined;
}

function key({ address, prefixLength }: DelegatedPrefix): string {
  return `${address}/${prefixLength}`;
}

/** A socket that serves both families names IPv4 peers in IPv6, and link-local ones with their interface. */
function bare(peer: string): string {
  return upTo(peer.replace(/^::ffff:(?=\d+\.)/i, ""), "%");
}
