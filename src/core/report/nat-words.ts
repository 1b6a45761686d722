/** The NAT verdict in words for people: what it means, and the next step where there is one. */

import type { NatVerdict } from "../types.ts";

const WORDS: Readonly<Record<NatVerdict, string>> = {
  direct: "the router has the address that the internet sees, so that connections from outside reach it",
  double_nat:
    "the router stands behind another router, where connections from outside end; forward them there, or make one of the two a bridge",
  carrier_nat:
    "the provider shares one IPv4 address among its customers, and nobody can connect from outside; use IPv6 or a tunnel, or ask the provider for a public address",
  other_path:
    "the internet sees another address than the router's, as with a VPN or several lines; look at which of them the names should lead to",
  unknown: "what the router says does not tell whether connections from outside arrive",
};

/** Half a sentence, without a capital letter and a full stop. */
export function describeNat(verdict: NatVerdict): string {
  return WORDS[verdict];
}
