/** The home's router as the Supervisor knows it: this container's own gateway is only the host. */

import { type Clock, DdnsError } from "../../src/index.ts";
import type { Supervisor } from "./client.ts";

/** The router may be asked every 15 s, and the host hardly ever gets another one. */
const REMEMBERED_MS = 60_000;

/** IPv4 address of the gateway on the interface with the default route. Rejects with DdnsError where the Supervisor does not tell. */
export function hostGateway(
  supervisor: Pick<Supervisor, "network">,
  clock: Pick<Clock, "monotonic">,
): (signal: AbortSignal) => Promise<string> {
  let known: { readonly gateway: string; readonly until: number } | undefined;
  return async (signal) => {
    if (known !== undefined && clock.monotonic() < known.until) return known.gateway;
    const interfaces = await supervisor.network(signal);
    const [primary] = [
      ...interfaces.filter((one) => one.primary),
      ...interfaces.filter((one) => one.connected),
    ].filter(({ gateway }) => gateway !== undefined);
    if (primary?.gateway === undefined)
      throw new DdnsError(
        "DETECTION_FAILED",
        "the Supervisor knows no IPv4 gateway of the host; name the router with router:<host>",
      );
    known = { gateway: primary.gateway, until: clock.monotonic() + REMEMBERED_MS };
    return known.gateway;
  };
}
