/** Answers for the forms of a name: ASCII for comparing and records, Unicode for zones. */

import tr46 from "tr46";

/** Lower case, Punycode, without the trailing dot; undefined if no such name can exist in DNS. */
export function asciiName(name: string): string | undefined {
  const folded = name.toLowerCase().replace(/\.$/, "");
  // tr46 costs 20 µs a name, which a listing of thousands would feel
  const ascii = /^[a-z0-9_.*-]*$/.test(folded) ? folded : (tr46.toASCII(folded) ?? "");
  if (!/^[\x21-\x7e]+$/.test(ascii) || ascii.length > 255) return undefined;
  return ascii.split(".").every((label) => label.length > 0 && label.length <= 63) ? ascii : undefined;
}

export function unicodeName(ascii: string): string {
  return ascii.includes("xn--") ? tr46.toUnicode(ascii).domain : ascii;
}

/** The owner name a record gets: `@` is the apex, and a name outside the zone gets the zone appended, silently. */
export function recordName(name: string, zone: string): string | undefined {
  if (name === "@") return zone;
  const ascii = asciiName(name);
  if (ascii === undefined) return undefined;
  return ascii === zone || ascii.endsWith(`.${zone}`) ? ascii : asciiName(`${ascii}.${zone}`);
}
