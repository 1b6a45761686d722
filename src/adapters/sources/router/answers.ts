/** Makes Detections of what a router said: only globally routable addresses, else the reason with the NAT verdict (D2, D10). */

import { parseAddress, parseAnyAddress } from "../../../core/address/address.ts";
import { describeClass } from "../../../core/address/class.ts";
import { natVerdict } from "../../../core/address/nat.ts";
import { prefixOf } from "../../../core/address/prefix.ts";
import { foreignText } from "../../../core/foreign-text.ts";
import type { Address, DelegatedPrefix, Detection, NatEvidence } from "../../../core/types.ts";
import type { Ipv4Answer, Ipv6Answer } from "./upnp/connection.ts";

/** Whose answer it is, and how it is judged. */
export interface Hearing {
  /** Name of the source. */
  readonly source: string;
  /** IP address of the router. */
  readonly router: string;
  readonly rejectCloudflare: boolean;
}

const WAYS_OUT = "use IPv6 or a tunnel, or ask the provider for a public IPv4 address";

export function ipv4Detection(answer: Ipv4Answer | undefined, hearing: Hearing): Detection {
  const { source, router } = hearing;
  const without = (reason: string, nat: NatEvidence = {}): Detection => ({ ...silence(source, reason), nat });
  if (answer === undefined)
    return without(
      `${router} answers neither NAT-PMP nor UPnP; switch one of them on in the router, or name another one with router:<host>`,
    );
  if (answer.kind === "refused")
    return without(`${router} does not tell its address; allow NAT-PMP or UPnP in the router`);
  if (answer.kind === "none")
    return answer.down
      ? without(`the router ${router} says that its line is not connected`)
      : without(
          `the router ${router} has no public IPv4 address (carrier_nat): the provider shares one among its customers, and nobody can connect from outside; ${WAYS_OUT}`,
          { router: "none" },
        );
  const own = parseAnyAddress(answer.address);
  if (own === undefined || own.includes(":"))
    return without(`the router ${router} answers ${foreignText(answer.address)}, which is no IPv4 address`);
  const judged = parseAddress(own, 4, "network", hearing);
  return judged.ok
    ? { status: "known", addresses: [{ address: judged.value }], source, nat: { router: own } }
    : without(refusal(own, judged.reason, router), { router: own });
}

function silence(source: string, reason: string): Extract<Detection, { readonly status: "unavailable" }> {
  return { status: "unavailable", source, reason, code: "DETECTION_FAILED" };
}

function refusal(own: Address, reason: string, router: string): string {
  const found = `the router ${router} has the address ${own}, which is ${describeClass(own) ?? "its own"}`;
  switch (natVerdict({ router: own })) {
    case "double_nat":
      return `${found} (double_nat): it stands behind another router, where connections from outside end; forward them there, or make one of the two a bridge`;
    case "carrier_nat":
      return `${found} (carrier_nat): nobody can connect from outside; ${WAYS_OUT}`;
    default:
      return `the router ${router} answers ${reason}`;
  }
}

/** The router's own IPv6 address, and the network delegated to this home, which serves host IDs alone. */
export function ipv6Detection(answer: Ipv6Answer | undefined, hearing: Hearing): Detection {
  const { source, router } = hearing;
  if (answer === undefined)
    return silence(
      source,
      `${router} does not answer UPnP; allow status information over UPnP in the router, or name another one with router:<host>`,
    );
  if (answer.kind === "refused")
    return silence(source, `${router} does not tell its IPv6 address over UPnP; only a FRITZ!Box does`);
  if (answer.kind === "none") return silence(source, `the router ${router} has no IPv6 address`);
  // Some versions write the length behind the address as well.
  const judged = parseAddress(answer.address.replace(/\/\d{1,3}$/, ""), 6, "network", hearing);
  if (!judged.ok) return silence(source, `the router ${router} answers ${judged.reason}`);
  const delegated = answer.prefix === undefined ? undefined : readDelegated(answer.prefix);
  return {
    status: "known",
    addresses: [{ address: judged.value }],
    source,
    ...(delegated === undefined ? {} : { delegated: [delegated] }),
  };
}

/** Shorter ones are given to providers, and a longer one holds no network of a home. */
const LENGTHS = { shortest: 20, longest: 64 } as const;

/**
 *   text                       length   read as
 *   2001:db8:8406:7600::       56       2001:db8:8406:7600::/56
 *   2001:db8:8406:7600::/56    56       the same
 *   2001:db8:8406:7600::/56    64       nothing: they differ
 */
export function readDelegated(prefix: {
  readonly text: string;
  readonly length: string;
}): DelegatedPrefix | undefined {
  const [, text = "", behind] = /^([0-9a-f:.]{2,45})(?:\/(\d{1,3}))?$/i.exec(prefix.text) ?? [];
  const beside = /^\d{1,3}$/.test(prefix.length) ? Number(prefix.length) : undefined;
  const length = behind === undefined ? beside : Number(behind);
  const address = parseAddress(text, 6, "network");
  if (!address.ok || length === undefined || length < LENGTHS.shortest || length > LENGTHS.longest)
    return undefined;
  if (beside !== undefined && beside !== 0 && beside !== length) return undefined;
  const network = prefixOf(address.value, length);
  return { address: network.slice(0, network.indexOf("/")) as Address, prefixLength: length };
}
