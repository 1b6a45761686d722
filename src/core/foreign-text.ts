/** Makes text that somebody else wrote harmless where it enters (T7): one line, short, and without a secret of ours. */

import { redactedStart } from "./secret.ts";

const LONGEST = 200;

/** Control and format characters, which may move a terminal or turn the direction of writing, and both line separators. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}]/gu;

/**
 * `text` as it may stand in a message, log line or topic: characters that cannot be seen as escapes, known secrets
 * redacted, cut at 200 characters with `…` behind. Costs the same however long the text is. Renderers still escape for
 * their own target (HTML, Markdown, mentions).
 */
export function foreignText(text: string): string {
  const words = text.trim();
  const shown: string[] = [];
  let room = LONGEST;
  for (const character of redactedStart(words, LONGEST)) {
    const seen = visible(character);
    room -= seen.length;
    if (room < 0) break;
    shown.push(seen);
  }
  return shown.join("") + (room < 0 || words.length > LONGEST ? "…" : "");
}

/** `text` on one line, with what cannot be seen as escapes: `\n`, `\u001b`, `\u{e0001}`. */
export function visible(text: string): string {
  return text.replace(UNSEEN, escapeOf);
}

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escapeOf(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return SHORT[character] ?? (code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`);
}
