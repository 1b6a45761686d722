/** The witnesses behind their port. */

import type { Clock, Witnesses } from "../../ports.ts";
import { askAuthority } from "./authority.ts";
import { type WitnessPlaces, WORLD } from "./context.ts";
import { askResolver } from "./resolver.ts";

export type { WitnessPlaces } from "./context.ts";

/** `places`: where tests have theirs. */
export function openWitnesses(clock: Clock, places: WitnessPlaces = WORLD): Witnesses {
  const context = { ...places, clock };
  return {
    authorities: (servers, key, signal) =>
      Promise.all(servers.map((server) => askAuthority(context, server, key, signal))),
    publics: (key, signal) =>
      Promise.all(places.resolvers.map((resolver) => askResolver(context, resolver, key, signal))),
  };
}
