/** `local.iface:` and `local.iface.stable:`: the addresses of one interface that may stand for the home. */

import { chooseAddresses } from "../../../core/address/interface-choice.ts";
import type { SourceSpec } from "../../../core/source/spec.ts";
import type { AddressSource } from "../../../ports.ts";
import type { SourceContext } from "../context.ts";
import { unavailable } from "../detections.ts";
import { viewInterfaces, watchInterfaces } from "./interfaces.ts";

/** Somebody named the interface on purpose, so an address that is not global counts where no other is there (a VPN tunnel). */
export function localIfaceSource(
  { interface: wanted, stable }: Extract<SourceSpec, { readonly kind: "local.iface" }>,
  name: string,
  context: SourceContext,
): AddressSource {
  return {
    name,
    async detect(family) {
      const interfaces = await viewInterfaces(context, family);
      const found = interfaces.find((view) => view.name === wanted);
      if (found === undefined) {
        const present = interfaces.map((view) => view.name).join(", ") || "none";
        return unavailable(name, `there is no interface ${wanted} with an address (there are: ${present})`);
      }
      if (stable && !found.toldFlags) {
        context.warn(
          `${name}: this system does not tell which addresses are temporary, so all of the interface count`,
        );
      }
      const choice = chooseAddresses(found.addresses, family, { stable, globalOnly: false });
      if (!choice.ok) return unavailable(name, `interface ${wanted} has ${choice.what}`);
      for (const warning of choice.warnings) context.warn(`${name}: ${warning}`);
      return { status: "known", addresses: choice.addresses, source: name };
    },
    watch: (_family, onChange) => watchInterfaces(context.networkInterfaces, onChange),
  };
}
