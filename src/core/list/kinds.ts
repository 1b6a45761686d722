/** The kinds of lists: one row says all that anybody but the adapter of a kind has to know about it. */

import type { IpFamily } from "../types.ts";

/** What holds prefixes at Cloudflare. */
export type ListKind = "waf" | "zero-trust" | "location";

export interface ListTraits {
  readonly kind: ListKind;
  /** In sentences: "the WAF list home_ips". */
  readonly noun: string;
  /** Above several of them. */
  readonly heading: string;
  /** Field of reports, of `check --json` and of the state file. */
  readonly field: "wafLists" | "zeroTrustLists" | "dnsLocations";
  /** In keys of topics and entities. */
  readonly entity: "waf" | "zero_trust" | "location";
  /** The setting that names lists of this kind. */
  readonly setting: "WAF_LISTS" | "ZERO_TRUST_LISTS" | "ZERO_TRUST_LOCATIONS";
  /** Shortest and longest prefix that it can hold; a family without a row is left alone. */
  readonly holds: Readonly<Partial<Record<IpFamily, readonly [shortest: number, longest: number]>>>;
  /** Which names Cloudflare takes, and the same in words. */
  readonly names: { readonly pattern: RegExp; readonly words: string };
  /** Additions and removals in one request: always, or only where every item is ours, by replacing all. */
  readonly exchange: "one-request" | "one-request-if-wholly-ours";
  /** How items are told apart that are ours: by their comment, or by what the state remembers. */
  readonly owned: "by-comment" | "by-memory";
  /** Made where it is missing. */
  readonly isCreated: boolean;
  /** The listing of all lists holds the items too, so that reading again means listing again. */
  readonly listedWithItems: boolean;
  /** As Cloudflare's dashboard names it. */
  readonly permission: string;
}

/** In the order in which reports show them. */
export const LIST_KINDS: readonly ListTraits[] = [
  {
    kind: "waf",
    noun: "WAF list",
    heading: "WAF lists",
    field: "wafLists",
    entity: "waf",
    setting: "WAF_LISTS",
    holds: { 4: [8, 32], 6: [12, 128] },
    names: {
      pattern: /^[a-z0-9_]{1,50}$/,
      words: "it has 1 to 50 lower-case letters, digits and underscores",
    },
    exchange: "one-request-if-wholly-ours",
    owned: "by-comment",
    isCreated: true,
    listedWithItems: false,
    permission: "Account > Account Filter Lists > Edit",
  },
  {
    kind: "zero-trust",
    noun: "Zero Trust list",
    heading: "Zero Trust lists",
    field: "zeroTrustLists",
    entity: "zero_trust",
    setting: "ZERO_TRUST_LISTS",
    holds: { 4: [8, 32], 6: [12, 128] },
    names: {
      pattern: /^[^\p{Cc}\p{Cf}/,{}]{1,100}$/u,
      words: "it has 1 to 100 characters, and no slash, comma or brace",
    },
    exchange: "one-request",
    owned: "by-comment",
    isCreated: true,
    listedWithItems: false,
    permission: "Account > Zero Trust > Edit",
  },
  {
    kind: "location",
    noun: "DNS location",
    heading: "DNS locations",
    field: "dnsLocations",
    entity: "location",
    setting: "ZERO_TRUST_LOCATIONS",
    holds: { 4: [24, 32] },
    names: {
      pattern: /^[^\p{Cc}\p{Cf}/,{}]{1,100}$/u,
      words: "it has 1 to 100 characters, and no slash, comma or brace",
    },
    exchange: "one-request",
    owned: "by-memory",
    isCreated: false,
    listedWithItems: true,
    permission: "Account > Zero Trust > Edit",
  },
];

const BY_KIND = new Map(LIST_KINDS.map((traits) => [traits.kind, traits]));

/** The row of a kind. */
export function traitsOf(kind: ListKind): ListTraits {
  return BY_KIND.get(kind) as ListTraits;
}
