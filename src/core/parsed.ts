/** The result of reading text: a value with warnings, or what is wrong with the text. */

import { visible } from "./foreign-text.ts";
import { redactedStart } from "./secret.ts";

/** `reason` and `warnings` are for people; they name what is wrong and what is accepted, not the setting that holds the text. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly reason: string };

/** A good result. */
export function parsed<T>(value: T, warnings: readonly string[] = []): Parsed<T> {
  return { ok: true, value, warnings };
}

/** A refusal. */
export function refused(reason: string): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason };
}

const LONGEST_QUOTE = 80;

/** `text` in quotation marks on one line, secrets redacted, cut where it is long: it may be a whole page that came instead of an address. */
export function quote(text: string): string {
  const start = redactedStart(text, LONGEST_QUOTE);
  const cut = text.length > LONGEST_QUOTE ? `${start}…` : start;
  // JSON escapes line ends and most control characters, `visible` the rest, so that no text can forge a log line.
  return visible(JSON.stringify(cut));
}
