/** What a router says over UPnP about its IPv4 address, its IPv6 address and the prefix delegated to it. */

import type { ConnectionService } from "./description.ts";
import { type Action, ask } from "./soap.ts";

/** `down`: the line is not connected at the moment, so that "no address" means nothing more. `refused`: it does not tell. */
export type Ipv4Answer =
  | { readonly kind: "address"; readonly address: string }
  | { readonly kind: "none"; readonly down: boolean }
  | { readonly kind: "refused" };

/** Texts as the router wrote them. `none`: there is no IPv6 at the moment. */
export type Ipv6Answer =
  | {
      readonly kind: "address";
      readonly address: string;
      readonly prefix?: { readonly text: string; readonly length: string };
    }
  | { readonly kind: "none" }
  | { readonly kind: "refused" };

const NO_ADDRESS: readonly (string | undefined)[] = ["", "0.0.0.0"];

/** Of the first service that has an address; undefined where none answers. */
export async function askIpv4(
  router: string,
  services: readonly ConnectionService[],
  signal: AbortSignal,
): Promise<Ipv4Answer | undefined> {
  let answer: Ipv4Answer | undefined;
  for (const service of services) {
    const told = await ask(router, service, "GetExternalIPAddress", signal);
    if (told.kind === "silent") continue;
    const address = told.kind === "values" ? told.values.get("NewExternalIPAddress") : undefined;
    if (address === undefined) answer ??= { kind: "refused" };
    else if (!NO_ADDRESS.includes(address)) return { kind: "address", address };
    else if (answer?.kind !== "none" || answer.down) {
      answer = { kind: "none", down: await isDown(router, service, signal) };
    }
  }
  return answer;
}

/** Only a router that says that its line is not connected says so: silence is no such word. */
async function isDown(router: string, service: ConnectionService, signal: AbortSignal): Promise<boolean> {
  const told = await ask(router, service, "GetStatusInfo", signal);
  const status = told.kind === "values" ? told.values.get("NewConnectionStatus") : undefined;
  return status !== undefined && status !== "" && status !== "Connected";
}

/** By AVM's actions, which stand in the services of a FRITZ!Box besides the usual ones; undefined where none answers. */
export async function askIpv6(
  router: string,
  services: readonly ConnectionService[],
  signal: AbortSignal,
): Promise<Ipv6Answer | undefined> {
  let answer: Ipv6Answer | undefined;
  for (const service of services) {
    const question = (action: Action) => ask(router, service, action, signal);
    const told = await question("X_AVM_DE_GetExternalIPv6Address");
    if (told.kind === "silent") continue;
    const address = told.kind === "values" ? told.values.get("NewExternalIPv6Address") : undefined;
    if (address === undefined) answer ??= { kind: "refused" };
    else if (told.kind !== "values" || !isHeld(address, told.values)) answer = { kind: "none" };
    else return { kind: "address", address, ...prefixIn(await question("X_AVM_DE_GetIPv6Prefix")) };
  }
  return answer;
}

function prefixIn(told: Awaited<ReturnType<typeof ask>>): Pick<Ipv6Answer & { kind: "address" }, "prefix"> {
  if (told.kind !== "values") return {};
  const text = told.values.get("NewIPv6Prefix") ?? "";
  if (!isHeld(text, told.values)) return {};
  return { prefix: { text, length: told.values.get("NewPrefixLength") ?? "" } };
}

/** Without IPv6 a FRITZ!Box answers with empty texts and zeros. */
function isHeld(text: string, values: ReadonlyMap<string, string>): boolean {
  return text !== "" && text !== "::" && values.get("NewValidLifetime") !== "0";
}
