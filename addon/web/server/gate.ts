/** Decides, before any route is looked at, whether a request is answered at all. */

import type { Secret } from "../../../src/index.ts";
import { refusal } from "./answers.ts";
import { BASIC_CHALLENGE, hasPassword } from "./basic-auth.ts";
import { isOwnHost } from "./host-header.ts";
import { originRefusal } from "./origin.ts";
import type { PeerRights } from "./peer.ts";

/** Behind Home Assistant's ingress, or on an address of its own. */
export type WebMode =
  | { readonly kind: "ingress"; readonly port: number; readonly peer: string }
  | {
      readonly kind: "standalone";
      readonly host: string;
      readonly port: number;
      readonly password: Secret | undefined;
    };

/** What the gate looks at. */
export interface GateRequest {
  readonly method: string;
  readonly path: string;
  readonly header: (name: string) => string | undefined;
  /** What the raw peer may see; standalone always `all`. */
  readonly rights: PeerRights;
}

/** The refusal, or undefined where the request may pass. `machineName` as the system tells it. */
export function gateRefusal(request: GateRequest, mode: WebMode, machineName: string): Response | undefined {
  const { header, path, rights } = request;
  const health = path === "/healthz";
  if (rights !== "all" && !(rights === "health" && health))
    return refusal(403, "FORBIDDEN", "Only Home Assistant's ingress is served here.");
  // Probes know neither password nor name, and learn one word.
  if (health) return undefined;

  if (mode.kind === "standalone") {
    if (!isOwnHost(header("host"), mode.host, machineName))
      return refusal(
        403,
        "FOREIGN_HOST",
        "This name is not known to be the dashboard's. Open it by its IP address, or by the host in WEB_ADDRESS.",
      );
    if (mode.password !== undefined && !hasPassword(header("authorization"), mode.password))
      return refusal(401, "PASSWORD_NEEDED", "The password set by WEB_PASSWORD is needed.", {
        "WWW-Authenticate": BASIC_CHALLENGE,
      });
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
