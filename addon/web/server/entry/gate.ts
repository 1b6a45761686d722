/** Decides, before any route is looked at, whether a request is answered at all. */

import { refusal } from "../answers.ts";
import { isOwnHost } from "./host-header.ts";
import type { Keys, Lock } from "./lock.ts";
import { originRefusal } from "./origin.ts";
import type { PeerRights } from "./peer.ts";

/** Behind Home Assistant's ingress, or on an address of its own. */
export type WebMode =
  | { readonly kind: "ingress"; readonly port: number; readonly peer: string }
  | ({ readonly kind: "standalone"; readonly host: string; readonly port: number } & Keys);

/** What the gate looks at. */
export interface GateRequest {
  readonly method: string;
  readonly path: string;
  readonly header: (name: string) => string | undefined;
  /** What the raw peer may see; standalone always `all`. */
  readonly rights: PeerRights;
  /** The raw peer's address. */
  readonly peer: string;
  /** Aborts where nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** What the gate knows besides the request; `machineName` as the system tells it. */
export interface GateKeeper {
  readonly mode: WebMode;
  readonly machineName: string;
  readonly lock: Lock;
}

/** The refusal, or undefined where the request may pass. */
export async function gateRefusal(
  request: GateRequest,
  { mode, machineName, lock }: GateKeeper,
): Promise<Response | undefined> {
  const { header, path, rights } = request;
  const health = path === "/healthz";
  if (rights !== "all" && !(rights === "health" && health))
    return refusal(403, "FORBIDDEN", "Only Home Assistant's ingress is served here.");
  // Probes know neither password nor name, and learn one word.
  if (health) return undefined;

  if (mode.kind === "standalone") {
    const { peer, signal } = request;
    const authorization = header("authorization");
    const isOwn = isOwnHost(header("host"), mode.host, machineName);
    // Whoever shows the read key is no page of somebody else's; Prometheus asks by whatever name it found.
    if (!isOwn && !/^bearer /i.test(authorization ?? "")) return foreignHost();
    const unlocked = await lock({ path, authorization, peer, signal });
    if (unlocked.kind === "refused") return unlocked.answer;
    if (unlocked.kind === "key") return undefined;
    if (!isOwn) return foreignHost();
  }
  // The page may be linked to from anywhere; nothing else may be used from elsewhere. Named by what is let through,
  // since the router decodes paths and `/%61pi/update` would slip past a list of what is not.
  if (path === "/") return undefined;
  const foreign = originRefusal({
    changes: request.method !== "GET" && request.method !== "HEAD",
    origin: header("origin"),
    fetchSite: header("sec-fetch-site"),
    host: header("host"),
    contentType: header("content-type"),
    hostIsBrowsers: mode.kind === "standalone",
  });
  return foreign === undefined ? undefined : refusal(403, "FOREIGN_ORIGIN", foreign);
}

function foreignHost(): Response {
  return refusal(
    403,
    "FOREIGN_HOST",
    "This name is not known to be the dashboard's. Open it by its IP address, or by the host in WEB_ADDRESS.",
  );
}
