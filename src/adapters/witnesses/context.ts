/** Where witnesses are, and how long they are listened to. */

import { lookup } from "node:dns/promises";
import type { LookupFunction } from "node:net";
import type { Clock } from "../../ports.ts";

export interface WitnessPlaces {
  /** IP addresses of a name server by its host name, the likeliest first; rejects where it has none. */
  readonly resolve: (host: string) => Promise<readonly string[]>;
  /** Port of name servers. */
  readonly port: number;
  /** URLs of resolvers that take RFC 8484, of different operators. */
  readonly resolvers: readonly string[];
  /** Replaces the system's name resolution for these URLs, for tests. */
  readonly lookup?: LookupFunction;
  /** Milliseconds to wait for one answer: half a question, which is asked over UDP and then over TCP. */
  readonly patienceMs: number;
}

export interface WitnessContext extends WitnessPlaces {
  readonly clock: Clock;
}

/** Three operators, so that none is believed alone: Cloudflare's own resolver may know its zones sooner than the world does. */
const RESOLVERS = [
  "https://dns.google/dns-query",
  "https://doh.sandbox.opendns.com/dns-query",
  "https://cloudflare-dns.com/dns-query",
];

/** The world's own places. */
export const WORLD: WitnessPlaces = {
  resolve: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
  port: 53,
  resolvers: RESOLVERS,
  patienceMs: 2000,
};
