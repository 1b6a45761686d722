/** Names: from whatever people write to the one ASCII form that is kept and compared, and back for showing. */

import { readBits } from "../address/bits.ts";
import { withoutTrailing } from "../cut.ts";
import { type Parsed, parsed, quote, refused } from "../parsed.ts";
import type { Fqdn } from "../types.ts";
import { toAscii, toUnicodeForm } from "./idna.ts";
import { doubledEnd, strayPunctuation } from "./unfit.ts";

/** UTS 46, non-transitional. DNS lengths are checked here, with a reason that names the label. */
const STRICT = {
  checkBidi: true,
  checkHyphens: true,
  checkJoiners: true,
  useSTD3ASCIIRules: true,
  transitionalProcessing: false,
} as const;

const LONGEST_LABEL = 63;
const LONGEST_NAME = 253;
/** Longer text cannot shrink to a name; it is not worth converting. */
const LONGEST_TEXT = 4 * LONGEST_NAME;

/** UTS 46 takes these for a full stop, also `．` and `｡`. */
const OTHER_DOTS = /[\u3002\uff0e\uff61]/g;
const WILDCARD = /^[*\uff0a\ufe61]\./;

/** A full name of at least two labels, or `*.` and such a name. Dots at the ends are dropped. */
export function parseFqdn(text: string): Parsed<Fqdn> {
  const name = parseName(text);
  if (!name.ok) return name;
  const shown = quote(text.trim());
  const rest = withoutStar(name.value);
  if (!rest.includes(".")) {
    return refused(`${shown} is not a full name; write it with its zone, such as home.example.org`);
  }
  const doubled = doubledEnd(rest);
  if (doubled !== undefined)
    return refused(`${shown} ends with ${quote(doubled)} twice; write the name of the zone once`);
  return parsed(name.value as Fqdn, adviceOn(shown, rest));
}

function adviceOn(shown: string, name: string): readonly string[] {
  if (readBits(name)?.family === 4) return [`${shown} looks like an IPv4 address, not like a name`];
  return name.includes("_")
    ? [
        `${shown} holds an underscore: it is kept right, but no host has such a name, and some programs refuse it`,
      ]
    : [];
}

/** A name that may have one label, as the arguments of is() and sub(); `.` alone is the root and stays `.`. */
export function parseSuffix(text: string): Parsed<string> {
  return text.trim().replace(OTHER_DOTS, ".") === "." ? parsed(".") : parseName(text);
}

/** The name for people: Unicode where that leads back to the same name, else ASCII. */
export function displayName(fqdn: Fqdn): string {
  const rest = withoutStar(fqdn);
  const star = fqdn.slice(0, fqdn.length - rest.length);
  const shown = toUnicodeForm(rest, STRICT);
  return toName(shown) === rest ? star + shown : fqdn;
}

/** The names that may be the apex of the zone of `fqdn`: its suffixes, longest first, down to two labels. */
export function zoneCandidates(fqdn: Fqdn): Fqdn[] {
  const labels = withoutStar(fqdn).split(".");
  return labels.slice(0, -1).map((_, index) => labels.slice(index).join(".") as Fqdn);
}

/** Is `fqdn` the apex or a name below it? */
export function isInZone(fqdn: Fqdn, apex: Fqdn): boolean {
  return fqdn === apex || fqdn.endsWith(`.${apex}`);
}

/** The ASCII form of a name that Cloudflare reports, which may hold underscores and more; undefined where there is none. */
export function asciiName(text: string): Fqdn | undefined {
  const ascii = toAscii(text, {}) ?? (/^[\x21-\x7e]+$/.test(text) ? text.toLowerCase() : "");
  const name = ascii.replace(/\.$/, "");
  return name === "" ? undefined : (name as Fqdn);
}

function parseName(text: string): Parsed<string> {
  const shown = quote(text.trim());
  const dotted = text.trim().replace(OTHER_DOTS, ".").replace(/^\.+/, "");
  if (dotted.length > LONGEST_TEXT) return refused(tooLong(shown));
  const rest = dotted.replace(WILDCARD, "");
  const star = rest === dotted ? "" : "*.";
  if (rest.replaceAll(".", "") === "") {
    return refused(`${shown} holds no name; write one such as home.example.org`);
  }
  if (rest.includes("*")) {
    return refused(`${shown} has a star where none can be; a wildcard is written *.example.org`);
  }
  const stray = strayPunctuation(rest);
  if (stray !== undefined) return refused(`${shown} is not a name: ${stray}`);
  const ascii = toName(rest);
  if (ascii === null) return refused(`${shown} is not a name; ${whyNot(rest)}`);
  // Ignored characters may have hidden the dots in front.
  const name = withoutTrailing(star === "" ? ascii.replace(/^\.+/, "") : ascii, ".");
  const labels = name.split(".");
  if (labels.includes("")) return refused(`${shown} has an empty label, as between two dots`);
  const long = labels.find((label) => label.length > LONGEST_LABEL);
  if (long !== undefined) {
    return refused(
      `the label ${quote(long)} of ${shown} has ${long.length} characters in ASCII; DNS allows ${LONGEST_LABEL}`,
    );
  }
  return star.length + name.length > LONGEST_NAME ? refused(tooLong(shown)) : parsed(star + name);
}

/** The strict ASCII form; underscores are taken, and judged by no rule but that of letters. */
function toName(text: string): string | null {
  const isStrict = !text.includes("_");
  if (!isStrict && toAscii(text.replaceAll("_", "x"), STRICT) === null) return null;
  return toAscii(text, isStrict ? STRICT : { ...STRICT, useSTD3ASCIIRules: false });
}

function tooLong(shown: string): string {
  return `${shown} is longer than the ${LONGEST_NAME} characters that DNS allows for a name`;
}

/** The rule that a name breaks, for its reader. */
function whyNot(name: string): string {
  if (name.includes("://")) return "write the name alone, without https:// and path";
  if (/^[\x20-\x7e]*$/.test(name) && /[^A-Za-z0-9.-]/.test(name))
    return "a name holds letters, digits and hyphens, with dots between its labels";
  if (/(^|\.)-|-(\.|$)/.test(name)) return "no label may begin or end with a hyphen";
  if (/(^|\.)xn--/i.test(name))
    return "a label that begins with xn-- must be the ASCII form of an international label";
  if (/(^|\.)[^.]{2}--/.test(name)) return "no label may have hyphens as third and fourth character";
  return "it breaks the rules for international names (UTS 46)";
}

function withoutStar(name: string): string {
  return name.startsWith("*.") ? name.slice(2) : name;
}
