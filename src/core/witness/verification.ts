/** What a verification found, in the words of `verify --json`. */

import type { Address, Fqdn, RecordType } from "../types.ts";

/** What one who was asked said about one record set. */
export interface Testimony {
  /** Host name of the name server or resolver. */
  readonly name: string;
  readonly kind: "authoritative" | "public";
  /** Empty where the name or the type does not exist, and where there is an error. */
  readonly answer: readonly Address[];
  /** Seconds; the shortest of the answer, null without one. */
  readonly ttl: number | null;
  /** Why nothing is known of what it would say; null for an answer. */
  readonly error: string | null;
  /** Why the signatures of the zone do not hold, where it refuses the name for that; absent otherwise. */
  readonly dnssec?: string;
}

export type Published = "yes" | "no" | "unknown";

export interface RecordVerification {
  readonly name: Fqdn;
  readonly type: RecordType;
  readonly published: Published;
  readonly witnesses: readonly Testimony[];
  /** For people: what differs and the next step; null where all is right. */
  readonly reason: string | null;
}

export interface ZoneVerification {
  readonly zone: Fqdn;
  /** Whether the world is led to Cloudflare's name servers at all. */
  readonly delegation: "cloudflare" | "elsewhere" | "unknown";
  /** Those that Cloudflare gave the zone. */
  readonly nameServers: readonly string[];
  /** Those that the world is led to instead, as far as that is known; absent where it is led to Cloudflare. */
  readonly ledTo?: readonly string[];
  /** Resolvers that validate refuse the zone's names; absent otherwise. */
  readonly dnssec?: "broken";
}

export interface Verification {
  /** Every record set is published, and no zone is delegated elsewhere. */
  readonly ok: boolean;
  readonly zones: readonly ZoneVerification[];
  readonly records: readonly RecordVerification[];
  /** Seconds after which no cache may hold what was there before; 0 where there is nothing to wait for. */
  readonly settledAfter: number;
}
