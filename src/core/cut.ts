/** Cuts texts in one pass: a regular expression for the end of a text begins anew at each sign that looks like it. */

/** What stands before the first `sign`; all where there is none. */
export function upTo(text: string, sign: string): string {
  const at = text.indexOf(sign);
  return at < 0 ? text : text.slice(0, at);
}

/** `text` without the `signs` at its end. */
export function withoutTrailing(text: string, signs: string): string {
  let end = text.length;
  while (end > 0 && signs.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
