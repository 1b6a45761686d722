/** The addresses of this machine's interfaces, and when they change. */

import { isDeepStrictEqual } from "node:util";
import type { InterfaceAddress } from "../../../core/address/interface-choice.ts";
import type { IpFamily } from "../../../core/types.ts";
import type { SourceContext } from "../context.ts";
import { readFlagTable } from "./address-flags.ts";

type NetworkInterfaces = SourceContext["networkInterfaces"];

/** Node reports no changes of interfaces, so they are compared this often, milliseconds. */
const POLL_MS = 2000;

/** Calls `onChange` when any interface has other addresses than before; answers with the function that stops it. Keeps no process alive. */
export function watchInterfaces(read: NetworkInterfaces, onChange: () => void): () => void {
  let seen = readOrNothing(read);
  const poll = setInterval(() => {
    const now = readOrNothing(read);
    if (isDeepStrictEqual(now, seen)) return;
    seen = now;
    onChange();
  }, POLL_MS).unref();
  return () => clearInterval(poll);
}

/** Some systems refuse to name their interfaces; a timer must not fail for that. */
function readOrNothing(read: NetworkInterfaces): ReturnType<NetworkInterfaces> {
  try {
    return read();
  } catch {
    return {};
  }
}

/** One interface as it is now. */
export interface InterfaceView {
  readonly name: string;
  /** Of one family. */
  readonly addresses: readonly InterfaceAddress[];
  /** The system tells which addresses are temporary or deprecated; for IPv4 there is nothing to tell. */
  readonly toldFlags: boolean;
}

/** Every interface that has an address, with those of the family. */
export async function viewInterfaces(
  { networkInterfaces, procNet }: Pick<SourceContext, "networkInterfaces" | "procNet">,
  family: IpFamily,
): Promise<readonly InterfaceView[]> {
  const flags = family === 4 ? () => ({}) : await readFlagTable(procNet);
  return Object.entries(readOrNothing(networkInterfaces)).map(([name, entries = []]) => ({
    name,
    addresses: entries
      .filter((entry) => entry.family === `IPv${family}`)
      .map(({ address: text }) => ({ text, ...flags?.(name, text) })),
    toldFlags: flags !== undefined,
  }));
}
