/** The lists of an account, one provider for each kind. */

import type { Clock, ListProviders } from "../../../ports.ts";
import type { Caller } from "../caller.ts";
import type { CloudflareClient } from "../client.ts";
import { locationProvider } from "./location/provider.ts";
import { wafProvider } from "./waf/provider.ts";
import { zeroTrustProvider } from "./zero-trust/provider.ts";

export function listProviders(client: CloudflareClient, caller: Caller, clock: Clock): ListProviders {
  return {
    waf: wafProvider(client, caller, clock),
    "zero-trust": zeroTrustProvider(client, caller),
    location: locationProvider(client, caller),
  };
}
