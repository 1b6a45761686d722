/** Which URLs a source may ask. Pure code has no URL class; what passes here, that class can read. */

import { readBits } from "../address/bits.ts";
import { toAscii } from "../name/idna.ts";
import { type Parsed, parsed, refused } from "../parsed.ts";

const ACCEPTED = "an absolute URL such as https://ip.example.org/path is accepted";
const SHAPE = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#\\]*)(?:$|[/?#])/;
/** What follows the last `@` of the authority. */
const HOST_AND_PORT = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/;

/** An absolute http or https URL with a host. No reason repeats the URL: it may hold a password or a key. */
export function checkUrl(url: string): Parsed<string> {
  if (/[\s\p{Cc}]/u.test(url)) return refused(`the URL holds blanks or control characters; ${ACCEPTED}`);
  const [, scheme, authority = ""] = SHAPE.exec(url) ?? [];
  const [, host, port] = HOST_AND_PORT.exec(authority.slice(authority.lastIndexOf("@") + 1)) ?? [];
  if (scheme === undefined || host === undefined)
    return refused(`this is not an absolute URL with a host; ${ACCEPTED}`);
  if (!/^https?$/i.test(scheme)) return refused("the URL is neither http:// nor https://");
  if (host === "") return refused(`the URL names no host; ${ACCEPTED}`);
  if (!isHost(host)) return refused(`the host of the URL is neither a name nor an address; ${ACCEPTED}`);
  if (port !== undefined && Number(port) > 65_535) return refused("the port of the URL is above 65535");
  return parsed(url, /^http$/i.test(scheme) ? [PLAIN] : []);
}

const PLAIN =
  "a URL with http:// is asked without encryption, so anyone on the way can change the answer; use https://";

/** The host rules of the URL standard, a little stricter: an IPv4 address is four decimal numbers. */
export function isHost(host: string): boolean {
  if (host.startsWith("[")) return readBits(host.slice(1, -1))?.family === 6;
  const ascii = toAscii(host, { checkBidi: true, checkJoiners: true });
  if (ascii === null || /[\s\p{Cc}"#%/:<>?@[\\\]^`{|}]/u.test(ascii)) return false;
  const labels = ascii.replace(/\.$/, "").split(".");
  // A last label that is a number makes it an address, which then must be one.
  return /^(\d+|0x[0-9a-f]*)$/.test(labels.at(-1) ?? "")
    ? readBits(ascii)?.family === 4
    : !labels.includes("");
}
