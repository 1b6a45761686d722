/** How far a host is away, by its name or address alone: whether what is sent to it in clear leaves the house. */

import { upTo } from "../cut.ts";
import { readBits } from "./bits.ts";
import { classify } from "./class.ts";

/** Names that only resolve at home: without a dot, or under a domain that is set apart for it. */
const AT_HOME = /^[^.]+$|\.(?:local|lan|home|internal|intranet|localdomain|home\.arpa|fritz\.box)$/;

/** Is the host this machine and no other? IPv6 addresses may stand in brackets. */
export function isLoopback(host: string): boolean {
  const bare = bareHost(host);
  return (
    bare === "localhost" ||
    bare.endsWith(".localhost") ||
    bare === "::1" ||
    /^127(?:\.\d{1,3}){3}$/.test(bare)
  );
}

/** Does the way to the host stay in the house, as far as its name tells? */
export function isAtHome(host: string): boolean {
  if (isLoopback(host)) return true;
  const bare = bareHost(host);
  const bits = readBits(upTo(bare, "%"));
  if (bits === undefined) return AT_HOME.test(bare);
  return /private|unique local|link-local|loopback/.test(classify(bits)?.words ?? "");
}

function bareHost(host: string): string {
  return host
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "")
    .toLowerCase();
}
