/** What somebody wrote that can be no name, in words: signs of word processors, a zone's name that stands twice. */

import { quote } from "../parsed.ts";

/** Signs that stand for one of the keyboard in other writing systems and in word processors. */
const LOOKS_LIKE: readonly (readonly [signs: RegExp, meant: string])[] = [
  [/[\u3001\uff0c\ufe50\uff64\u060c]/u, ","],
  [/[\uff1b\u061b\ufe54]/u, ";"],
  [/[\u2010-\u2015\u2212\ufe58]/u, "-"],
];

/** Punctuation that belongs into names of some languages (RFC 5892, contextual rules), and what UTS 46 takes for a full stop. */
const IN_NAMES = /[.*\-_\u00b7\u0375\u05f3\u05f4\u30fb\u3002\uff0e\uff61\uff0d\uff3f\uff0a\ufe61]/u;

/** The sign of the keyboard that `sign` stands for, undefined where it stands for none. */
export function meantSign(sign: string): string | undefined {
  return LOOKS_LIKE.find(([signs]) => signs.test(sign))?.[1];
}

/** The first punctuation mark beyond ASCII that no name has, and what to do; undefined where there is none. */
export function strayPunctuation(name: string): string | undefined {
  for (const sign of name) {
    const isStray = /[\p{P}\u2212]/u.test(sign) && !/\p{ASCII}/u.test(sign) && !IN_NAMES.test(sign);
    if (isStray) return describeSign(sign);
  }
  return undefined;
}

/** `"–" (U+2013) only looks like "-"; write "-"` */
export function describeSign(sign: string): string {
  const code = (sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  const meant = meantSign(sign);
  const shown = `${quote(sign)} (U+${code})`;
  return meant === undefined
    ? `${shown} is no part of a name; take it away`
    : `${shown} only looks like ${quote(meant)}; write ${quote(meant)}`;
}

/** The two labels or more that end a name twice in a row, as in `home.example.org.example.org`. */
export function doubledEnd(name: string): string | undefined {
  const labels = name.split(".");
  for (let count = Math.floor(labels.length / 2); count > 1; count -= 1) {
    const end = labels.slice(-count).join(".");
    if (labels.slice(-2 * count, -count).join(".") === end) return end;
  }
  return undefined;
}
