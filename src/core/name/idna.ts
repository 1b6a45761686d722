/** International names by UTS 46, with a short way for plain ASCII, which nearly every name is. */

import { toASCII, toUnicode } from "tr46";

export interface IdnaOptions {
  readonly checkBidi?: boolean;
  readonly checkHyphens?: boolean;
  readonly checkJoiners?: boolean;
  readonly useSTD3ASCIIRules?: boolean;
  readonly transitionalProcessing?: boolean;
}

/** Letters, digits and hyphens, none of them where a rule of UTS 46 could speak against it; Punycode has to be decoded. */
const PLAIN = /^(?!.*(^|\.)(-|..--))(?!.*-(\.|$))[A-Za-z0-9.-]+$/;

/** As `toASCII` of tr46: the ASCII form in lower case, null where a rule is broken. For plain names the tables stay unread. */
export function toAscii(name: string, options: IdnaOptions): string | null {
  return PLAIN.test(name) ? name.toLowerCase() : toASCII(name, options);
}

/** The Unicode form, as far as there is one. */
export function toUnicodeForm(name: string, options: IdnaOptions): string {
  return PLAIN.test(name) ? name : toUnicode(name, options).domain;
}
