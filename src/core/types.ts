/** The vocabulary: the values that travel through one cycle. */

import type { DdnsError } from "./errors.ts";

/** IP family. */
export type IpFamily = 4 | 6;

export const FAMILIES: readonly IpFamily[] = [4, 6];

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** Canonical text of an address (RFC 5952 for IPv6), never zoned, made by `parseAddress`. */
export type Address = Branded<"Address">;

/** Full owner name in ASCII (Punycode), lower case, without final dot; a wildcard keeps `*.`. Made by `parseFqdn`. */
export type Fqdn = Branded<"Fqdn">;

/** Prefix in canonical text, host bits zero: `203.0.113.7/32`, `2001:db8:1:2::/64`. Made by `prefixOf` or `parsePrefix`. */
export type Prefix = Branded<"Prefix">;

export type RecordType = "A" | "AAAA";

/** An address as a source observed it; `prefixLength` is absent unless the source named one (then host bits are kept). */
export interface DetectedAddress {
  readonly address: Address;
  readonly prefixLength?: number;
}

/** Never empty, so that "no address" cannot be said by accident. */
export type DetectedAddresses = readonly [DetectedAddress, ...DetectedAddress[]];

/** A network delegated to the home, host bits kept or not: host IDs are put into it, and nothing else. */
export interface DelegatedPrefix {
  readonly address: Address;
  readonly prefixLength: number;
}

/** One of several lines behind one name (`all`), and what it said. */
export interface Line {
  /** Its source as it may be shown; tells the lines of one name apart, also in the state. */
  readonly name: string;
  /** Empty where the line is silent. */
  readonly addresses: readonly DetectedAddress[];
  readonly delegated?: readonly DelegatedPrefix[];
  /** Why there is no address; absent where the line answered. */
  readonly silence?: string;
}

export const NAT_VERDICTS = ["direct", "double_nat", "carrier_nat", "other_path", "unknown"] as const;

/**
 * How a home stands to the internet. `direct`: the router's address is the one that the internet sees · `double_nat`:
 * another router stands before it · `carrier_nat`: the provider shares one address among customers · `other_path`: what
 * the internet sees is another address, as behind a VPN or with several lines · `unknown`: nothing of that can be said.
 */
export type NatVerdict = (typeof NAT_VERDICTS)[number];

/** What was heard about the home's IPv4 address, and from whom. */
export interface NatEvidence {
  /** The address that the router says it has on its outer side; `none` where it says that it has none; absent where it said nothing. */
  readonly router?: Address | "none";
  /** What public sources saw in the same question. */
  readonly seen?: readonly Address[];
}

/** A known answer. */
export interface KnownDetection {
  readonly status: "known";
  readonly addresses: DetectedAddresses;
  readonly source: string;
  /** Absent: the source names none. Empty: the filter left none of those it named. */
  readonly delegated?: readonly DelegatedPrefix[];
  /** From `all` alone. Where one of them is silent the answer is partial: it may add, it must not remove. */
  readonly lines?: readonly Line[];
  /** ISO 8601, UTC: when somebody told it; absent where the source was asked just now. */
  readonly toldAt?: string;
  /** Where a router was asked for an IPv4 address: what tells how the home stands to the internet. */
  readonly nat?: NatEvidence;
}

/** What one source knows about one IP family. */
export type Detection =
  | KnownDetection
  | {
      readonly status: "unavailable";
      readonly reason: string;
      readonly source: string;
      readonly code?: "DETECTION_FAILED" | "NO_AGREEMENT";
      readonly nat?: NatEvidence;
      /** This home seems not to have the family at all (D3): told once, no failure. Set by the engine in its report alone. */
      readonly absent?: true;
      /** Some lines of `all` are silent, the others were published (D5). Set by the engine in its report alone. */
      readonly partial?: true;
    }
  /** Only `static.empty` says this. */
  | { readonly status: "clear" }
  /** Only `none` says this; also the state of a family that nothing uses. */
  | { readonly status: "unmanaged" };

/** The bits below the prefix: kept as detected, given as a literal, or made from a MAC address. */
export type HostId =
  | { readonly kind: "preserve" }
  /** `literal`: canonical IPv6 text. */
  | { readonly kind: "literal"; readonly literal: Address }
  /** `mac`: six octets, lower case, hyphens. */
  | { readonly kind: "mac"; readonly mac: string };

/** Seconds; 1 = automatic. */
export type Ttl = number;

/** What is kept on update unless enforced. */
export interface RecordAttributes {
  readonly ttl: Ttl;
  readonly proxied: boolean;
  readonly comment: string;
  readonly tags: readonly string[];
}

export type EnforceableAttribute = "proxied" | "ttl" | "comment";

export interface RecordSetKey {
  readonly name: Fqdn;
  readonly type: RecordType;
}

/** A record as Cloudflare holds it, of any type. */
export interface DnsRecord extends RecordAttributes {
  readonly id: string;
  readonly name: Fqdn;
  readonly type: string;
  readonly content: string;
}

/** An A or AAAA record whose content was read as an address. */
export interface AddressRecord extends RecordAttributes {
  readonly id: string;
  readonly name: Fqdn;
  readonly type: RecordType;
  readonly content: Address;
}

export interface Zone {
  readonly id: string;
  /** ASCII name of the apex. */
  readonly name: Fqdn;
  readonly status: string;
  /** Host names that Cloudflare gave the zone; absent where it names none. */
  readonly nameServers?: readonly string[];
  /** Host names that the zone had when it came to Cloudflare; absent where Cloudflare does not say. */
  readonly formerNameServers?: readonly string[];
  /** Cloudflare account id, empty where unknown. */
  readonly accountId: string;
  /** Operations one batch may hold: 200, or 3500 where the plan is known to allow it. */
  readonly batchLimit: number;
}

/** What is wanted for one record set or list. */
export type Intent<Target> =
  | { readonly kind: "preserve" }
  | { readonly kind: "abort"; readonly reason: string; readonly code: "DETECTION_FAILED" | "NO_AGREEMENT" }
  | { readonly kind: "clear" }
  | { readonly kind: "set"; readonly targets: readonly [Target, ...Target[]]; readonly given?: Given }
  /** Some lines of the home are silent: what the others give is added, only `movable` contents may make way for it, and nothing is removed. */
  | {
      readonly kind: "extend";
      readonly targets: readonly [Target, ...Target[]];
      readonly movable: readonly string[];
      readonly given: Given;
    };

/** By content: the lines of the home that it is published for. Only where there are several (`all`). */
export type Given = Readonly<Record<string, readonly string[]>>;

/** One step of a plan for DNS. `update` names only the fields that change. */
export type Change =
  | {
      readonly action: "create";
      readonly key: RecordSetKey;
      readonly content: Address;
      readonly attributes: RecordAttributes;
    }
  | {
      readonly action: "update";
      readonly key: RecordSetKey;
      readonly id: string;
      readonly from: Address;
      readonly content?: Address;
      readonly attributes?: Partial<Pick<RecordAttributes, EnforceableAttribute>>;
    }
  | { readonly action: "delete"; readonly key: RecordSetKey; readonly id: string; readonly from: Address };

/** A change as reports show it. `from`/`to` are contents; an attribute-only update has equal ends. */
export interface ReportedChange {
  readonly action: "create" | "update" | "delete";
  readonly id: string | null;
  readonly from: Address | null;
  readonly to: Address | null;
  /** Names of attributes that this change sets, for people. */
  readonly attributes?: Partial<Pick<RecordAttributes, EnforceableAttribute>>;
}

export type Outcome = "created" | "updated" | "deleted" | "unchanged" | "skipped" | "failed";

/** What became of one change. */
export type ChangeResult =
  | { readonly status: "applied"; readonly record?: DnsRecord; readonly id: string }
  | { readonly status: "failed"; readonly error: DdnsError }
  /** Refused because the zone is no longer what the plan was made for: read again, plan again. */
  | { readonly status: "stale"; readonly error: DdnsError }
  /** Sent, and its answer lost: it may or may not have been applied (T4). */
  | { readonly status: "unconfirmed"; readonly error: DdnsError };

/** True where the comment of a record or list item says that it is ours. */
export type OwnershipSelector = { readonly pattern: string; readonly matches: (comment: string) => boolean };
