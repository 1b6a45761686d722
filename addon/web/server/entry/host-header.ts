/**
 * Decides which Host headers are answered when the dashboard stands alone.
 *
 * Why at all: DNS rebinding. A foreign page at `evil.example` can let its own name resolve to 127.0.0.1 or 192.168.x.x
 * a moment later; its requests then count as same-origin in the browser, reach this server and can read the answers.
 * Such a request always carries the foreign name in Host. A literal address cannot be rebound, nor can `localhost` or
 * a name only this machine answers to, so these pass and every other name is refused.
 */

import { isIP } from "node:net";

const WILDCARDS: readonly string[] = ["", "0.0.0.0", "::", "[::]"];

/** True where the Host header names this server; `boundHost` as in WEB_ADDRESS, `machineName` as the system tells it. */
export function isOwnHost(header: string | undefined, boundHost: string, machineName: string): boolean {
  const name = hostName(header);
  if (name === undefined) return false;
  if (isIP(name) !== 0 || name === "localhost") return true;
  if (name === withoutDot(boundHost)) return true;
  if (!WILDCARDS.includes(boundHost)) return false;
  const machine = withoutDot(machineName);
  if (machine === "") return false;
  // `<machine>.local` is answered by multicast DNS alone; no public name server can point it anywhere.
  const short = machine.split(".")[0] ?? machine;
  return name === machine || name === short || name === `${short}.local`;
}

/** The name or address of a Host header without port and brackets, lower case; undefined where it is not one. */
function hostName(header: string | undefined): string | undefined {
  if (header === undefined || header === "" || /[/\\@?#\s]/.test(header)) return undefined;
  const url = `http://${header}`;
  return URL.canParse(url) ? withoutDot(new URL(url).hostname.replace(/^\[|\]$/g, "")) : undefined;
}

function withoutDot(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}
