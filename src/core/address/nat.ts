/** What stands between a home and the internet, told from its router's own word (D10). */

import type { NatEvidence, NatVerdict } from "../types.ts";
import { bitsOf } from "./bits.ts";
import { classify } from "./class.ts";
import { covers, parsePrefix, prefixOf } from "./prefix.ts";

/** Besides 100.64.0.0/10 the addresses of DS-Lite (RFC 6333): behind both, a carrier's NAT does the translation. */
const CARRIER = ["100.64.0.0/10", "192.0.0.0/29"].flatMap((text) => parsePrefix(text) ?? []);
const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].flatMap((text) => parsePrefix(text) ?? []);

/**
 *   router           seen          verdict
 *   private          any           double_nat
 *   carrier's, none  any           carrier_nat
 *   global           the same      direct
 *   global           others alone  other_path
 *   all else                       unknown
 */
export function natVerdict({ router, seen = [] }: NatEvidence): NatVerdict {
  if (router === undefined) return "unknown";
  if (router === "none") return "carrier_nat";
  const own = prefixOf(router, 32);
  if (PRIVATE.some((network) => covers(network, own))) return "double_nat";
  if (CARRIER.some((network) => covers(network, own))) return "carrier_nat";
  if (classify(bitsOf(router)) !== undefined || seen.length === 0) return "unknown";
  return seen.includes(router) ? "direct" : "other_path";
}

/** Evidence of several sources as one: the first router that said anything, and all that was seen. Absent where no router was asked. */
export function joinEvidence(all: readonly (NatEvidence | undefined)[]): NatEvidence | undefined {
  const given = all.filter((evidence) => evidence !== undefined);
  if (given.length === 0) return undefined;
  const router = given.find((evidence) => evidence.router !== undefined)?.router;
  const seen = [...new Set(given.flatMap((evidence) => evidence.seen ?? []))];
  return { ...(router === undefined ? {} : { router }), ...(seen.length === 0 ? {} : { seen }) };
}
