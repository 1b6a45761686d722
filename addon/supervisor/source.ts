/** The source `supervisor[:<interface>]`: the host's own addresses, which this container cannot see itself. */

import {
  type AddressSource,
  chooseAddresses,
  DdnsError,
  type Detection,
  type IpFamily,
  type SourceSpec,
  upTo,
} from "../../src/index.ts";
import type { HostInterface } from "./answers.ts";
import type { Supervisor } from "./client.ts";

export interface SupervisorSourceOptions {
  readonly supervisor: Pick<Supervisor, "network">;
  /** Hears, at each detection, of what nobody can tell: which of several addresses is the one that lasts. */
  readonly warn?: (text: string) => void;
}

/** Without an interface: the one that carries the default route. */
export function supervisorSource(
  spec: Extract<SourceSpec, { readonly kind: "supervisor" }>,
  { supervisor, warn }: SupervisorSourceOptions,
): AddressSource {
  const name = spec.interface === undefined ? "supervisor" : `supervisor:${spec.interface}`;
  return {
    name,
    async detect(family, signal) {
      try {
        const interfaces = await supervisor.network(signal);
        return choose(interfaces, spec.interface, { family, source: name, warn });
      } catch (error) {
        const reason = error instanceof DdnsError ? error.message : "the Supervisor could not be asked";
        return { status: "unavailable", reason, source: name };
      }
    },
  };
}

interface Choice {
  readonly family: IpFamily;
  readonly source: string;
  readonly warn: ((text: string) => void) | undefined;
}

function choose(
  interfaces: readonly HostInterface[],
  wanted: string | undefined,
  { family, source, warn }: Choice,
): Detection {
  const unavailable = (reason: string): Detection => ({ status: "unavailable", reason, source });
  const found =
    wanted === undefined
      ? (interfaces.find(({ primary }) => primary) ?? interfaces.find(({ connected }) => connected))
      : interfaces.find(({ name }) => name === wanted);
  if (found === undefined) {
    const names = interfaces.map(({ name }) => name).join(", ") || "none";
    return unavailable(
      wanted === undefined
        ? "the host has no connected network interface"
        : `the host has no network interface ${wanted}; it has: ${names}`,
    );
  }
  // The size of the network says nothing about what is ours.
  const texts = (family === 4 ? found.ipv4 : found.ipv6).map((text) => ({ text: upTo(text, "/") }));
  const choice = chooseAddresses(texts, family, { stable: false, globalOnly: true });
  if (!choice.ok) return unavailable(`interface ${found.name} of the host has ${choice.what}`);
  if (choice.addresses.length > 1) {
    const all = choice.addresses.map(({ address }) => address).join(", ");
    warn?.(
      `${source}: interface ${found.name} has several IPv${family} addresses (${all}), and Supervisor does not tell which of them is on its way out; all are published, and a detection filter can leave some out`,
    );
  }
  return { status: "known", addresses: choice.addresses, source };
}
