/** Decides by the raw TCP peer what a connection of the app's ingress port may ask for. */

import { peerAddress } from "../../../doorstep/peer-address.ts";

/** `all`: the Supervisor's proxy. `health`: the image's own HEALTHCHECK. `nothing`: anybody else. */
export type PeerRights = "all" | "health" | "nothing";

/**
 * What the other end of the socket may see. `remoteAddress` is the socket's own, never a header: whoever reaches
 * the port from another container could write any header, but not another source address.
 */
export function peerRights(remoteAddress: string | undefined, ingressPeer: string): PeerRights {
  const address = peerAddress(remoteAddress);
  if (address === undefined) return "nothing";
  if (address === ingressPeer) return "all";
  return address === "127.0.0.1" || address === "::1" ? "health" : "nothing";
}
