/** Takes out of texts what in a URL is a secret, and what looks like a Cloudflare token. */

const TOKEN_LIKE = /\bcf(?:ut|at|k|oat)_[A-Za-z0-9_-]+/g;
const USER_INFO = /((?<![a-z0-9+.-])[a-z0-9+.-]+:\/\/)[^\s/?#"]*@/gi;
/** A URL whose user and password were cut off with the rest of a long text. */
const CUT_USER_INFO = /((?<![a-z0-9+.-])[a-z0-9+.-]+:\/\/)[^\s/?#"]*\u2026/gi;
/** `https:user:password@host`: no URL, but written by somebody who meant one. */
const OPAQUE = /\b(?:https?|wss?|mqtts?):(?!\/\/)/i;
/** A URL ends here at the latest. */
const WORD = /[^\s"]+/g;

/** `text` without user, password and query of the URLs in it, and without anything that looks like a Cloudflare token. */
export function redactUrls(text: string): string {
  return text
    .replace(USER_INFO, "$1[redacted]@")
    .replace(WORD, withoutOpaqueUser)
    .replace(CUT_USER_INFO, "$1[redacted]…")
    .replace(WORD, withoutQueries)
    .replace(TOKEN_LIKE, "[redacted]");
}

function withoutOpaqueUser(word: string): string {
  const scheme = OPAQUE.exec(word);
  const start = scheme === null ? word.length : scheme.index + scheme[0].length;
  const end = word.lastIndexOf("@");
  return end < start ? word : `${word.slice(0, start)}[redacted]${word.slice(end)}`;
}

/** From left to right in one pass: the length of a text is up to whoever sent it. */
function withoutQueries(word: string): string {
  const scheme = /(?<![a-z0-9+.-])[0-9+.-]*[a-z][a-z0-9+.-]*:/gi;
  let shown = "";
  let at = 0;
  while (at < word.length) {
    scheme.lastIndex = at;
    const mark = scheme.test(word) ? word.indexOf("?", scheme.lastIndex) : -1;
    if (mark < 0) break;
    const query = /[^#)\\]*/y;
    query.lastIndex = mark + 1;
    const isEmpty = query.exec(word)?.[0] === "";
    shown += word.slice(at, mark + 1) + (isEmpty ? "" : "[redacted]");
    at = Math.max(mark + 1, query.lastIndex);
  }
  return shown + word.slice(at);
}
