/** Checks WEB_PASSWORD by HTTP Basic (any user name will do) and WEB_READ_KEY as a bearer token. */

import { createHash, timingSafeEqual } from "node:crypto";
import type { Secret } from "../../../../src/index.ts";

/** Sent with a 401, so that the browser asks. */
export const BASIC_CHALLENGE = 'Basic realm="Cloudflare DDNS", charset="UTF-8"';

/** True where the Authorization header carries the password. */
export function hasPassword(authorization: string | undefined, password: Secret): boolean {
  const encoded = /^basic +([a-z0-9+/=_-]+) *$/i.exec(authorization ?? "")?.[1];
  if (encoded === undefined) return false;
  const credentials = Buffer.from(encoded, "base64").toString("utf8");
  const colon = credentials.indexOf(":");
  return colon >= 0 && isSame(credentials.slice(colon + 1), password);
}

/** True where the Authorization header is the key as a bearer token. */
export function isReadKey(authorization: string, key: Secret): boolean {
  const token = /^bearer +(\S+) *$/i.exec(authorization)?.[1];
  return token !== undefined && isSame(token, key);
}

/** Digests have one length whatever was sent, so the comparison takes the same time for every guess. */
function isSame(text: string, secret: Secret): boolean {
  return timingSafeEqual(digest(text), digest(secret.reveal()));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text, "utf8").digest();
}
