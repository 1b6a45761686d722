/** Tells from the bytes of JSON whether it would fill memory or hold up the process once it is parsed. */

/** Short texts cannot do harm, whatever they hold. */
const HARMLESS_BYTES = 256 * 1024;
/** A page of 5,000 records with all their fields holds a fifth of this. */
const MOST_VALUES = 500_000;
const DEEPEST = 64;

const [QUOTE, BACKSLASH, COMMA] = [...Buffer.from('"\\,')];
const [BRACE, END_BRACE, BRACKET, END_BRACKET] = [...Buffer.from("{}[]")];

/** Does `json` hold more values, or nest them deeper, than any honest answer? 16 MB are looked through in some 50 ms. */
export function isUnreasonable(json: Buffer): boolean {
  if (json.length <= HARMLESS_BYTES) return false;
  let values = 0;
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at];
    if (byte === QUOTE) at = endOfString(json, at);
    else if (byte === COMMA) values++;
    else if (byte === BRACE || byte === BRACKET) {
      values++;
      depth++;
    } else if (byte === END_BRACE || byte === END_BRACKET) depth--;
    if (values > MOST_VALUES || depth > DEEPEST) return true;
  }
  return false;
}

/** The place of the quotation mark that ends the string which begins at `start`. */
function endOfString(json: Buffer, start: number): number {
  for (let at = start + 1; at < json.length; at++) {
    if (json[at] === BACKSLASH) at++;
    else if (json[at] === QUOTE) return at;
  }
  return json.length;
}
