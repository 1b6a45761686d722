/** The addresses of this machine's interfaces, and when they change. */

import { isDeepStrictEqual } from "node:util";
import type { IpFamily } from "../../../core/types.ts";
import type { SourceContext } from "../context.ts";
import { nonEmpty, type ReadAddresses } from "../detections.ts";
import { readOneAddress } from "../remote/address-text.ts";

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

/** All addresses of one interface and family, as the system writes them; undefined where there is no such interface. */
export function addressesOf(
  read: NetworkInterfaces,
  wanted: string,
  family: IpFamily,
): readonly string[] | undefined {
  const all = readOrNothing(read);
  if (!Object.hasOwn(all, wanted)) return undefined;
  return all[wanted]?.filter((entry) => entry.family === `IPv${family}`).map(({ address }) => address);
}

/** The interfaces that have an address. */
export function interfaceNames(read: NetworkInterfaces): readonly string[] {
  return Object.keys(readOrNothing(read));
}

/** Those that may be published: never loopback, link-local or multicast (D2). */
export function readUsable(texts: readonly string[], family: IpFamily, wanted: string): ReadAddresses {
  const read = texts.map((text) =>
    readOneAddress(text, { family, origin: "interface", rejectCloudflare: false }),
  );
  const usable = read.filter((one) => one.ok);
  const addresses = nonEmpty(usable.flatMap((one) => one.addresses));
  return addresses === undefined
    ? { ok: false, reason: `interface ${wanted} has no IPv${family} address that can be published` }
    : { ok: true, addresses, warnings: usable.flatMap((one) => one.warnings) };
}
