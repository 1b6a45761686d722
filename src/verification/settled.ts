/** How long caches may hold what was there before. */

import type { DnsRecord } from "../core/types.ts";

/** What Cloudflare makes of TTL 1, and of every proxied name, seconds. */
const AUTOMATIC_TTL = 300;
/** For so long resolvers remember that there is no such name, where Cloudflare's SOA records tell them (RFC 2308), seconds. */
const NEGATIVE_TTL = 1800;

/** Resolvers count whole seconds, so that they keep an answer up to one longer (seen with unbound 1.17). */
const SLACK = 2;

/** Seconds; 0 where there is nothing to wait for. `created`: a set is new, so that somebody may have asked too early. */
export function settledAfter(held: readonly DnsRecord[], created: boolean): number {
  const ttls = held.map(({ ttl, proxied }) => (ttl === 1 || proxied ? AUTOMATIC_TTL : ttl));
  const longest = Math.max(0, ...ttls, ...(created ? [NEGATIVE_TTL] : []));
  return longest === 0 ? 0 : longest + SLACK;
}
