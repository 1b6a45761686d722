/** The source `supervisor[:<interface>]`: the host's own addresses, which this container cannot see itself. */

import {
  type AddressSource,
  DdnsError,
  type DetectedAddress,
  type Detection,
  type IpFamily,
  parseAddress,
  type SourceSpec,
} from "../../src/index.ts";
import type { HostInterface } from "./answers.ts";
import type { Supervisor } from "./client.ts";

export interface SupervisorSourceOptions {
  readonly supervisor: Pick<Supervisor, "network">;
  /** Hears of addresses that cannot be reached from the internet, at each detection. */
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
  const usable = (family === 4 ? found.ipv4 : found.ipv6)
    // The size of the network says nothing about what is ours.
    .map((text) => parseAddress(text.replace(/\/.*$/, ""), family, "interface"))
    // Link-local and its like are on every interface; they are passed over.
    .filter((address) => address.ok);
  for (const { warnings } of usable) for (const warning of warnings) warn?.(`${source}: ${warning}`);
  const [first, ...rest] = usable.map(({ value }): DetectedAddress => ({ address: value }));
  return first === undefined
    ? unavailable(`interface ${found.name} of the host has no IPv${family} address that may be published`)
    : { status: "known", addresses: [first, ...rest], source };
}
