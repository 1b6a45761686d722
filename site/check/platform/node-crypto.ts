/** Stands in the place of `node:crypto`, as far as anything that is bundled asks for it: signatures of notifications. */

import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";

/** As Node's, of the empty message and in base64. */
export function createHmac(_algorithm: "sha256", key: string): { digest(encoding: "base64"): string } {
  const mac = hmac(sha256, utf8ToBytes(key), new Uint8Array());
  return { digest: () => btoa(String.fromCharCode(...mac)) };
}
