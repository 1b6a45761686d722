/** Texts that must never be printed: every way of turning one into text but one gives a placeholder, and all of them are known. */

const PLACEHOLDER = "[redacted]";
/** What is shorter may be a word that a message needs, unless it mixes letters and digits, which words do not. */
const SHORTEST = 8;
const SHORTEST_MIXTURE = 5;
/** From this length on no text holds a secret by chance, so it is found inside other words too. */
const UNMISTAKABLE = 16;

/**
 * The folded spellings of every secret that was made, by their first characters, the longest first. Each stays known:
 * what has been a secret once is never printed. A text is walked through once, however many there are.
 */
const known = new Map<string, readonly string[]>();
let longestKnown = 0;

/** Holds a secret; only `reveal` gives it back. Inspecting, joining and JSON show a placeholder. Making one makes it known. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
    keepSecret(value);
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return PLACEHOLDER;
  }

  toJSON(): string {
    return PLACEHOLDER;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return PLACEHOLDER;
  }
}

/** Makes `value` known as a secret without holding it: a part of one, or what somebody answered a secret with. */
export function keepSecret(value: string): void {
  for (const spelling of spellingsOf(value).map(folded)) {
    const start = spelling.slice(0, SHORTEST_MIXTURE);
    const alike = known.get(start) ?? [];
    if (alike.includes(spelling)) continue;
    known.set(
      start,
      [...alike, spelling].sort((a, b) => b.length - a.length),
    );
    longestKnown = Math.max(longestKnown, spelling.length);
  }
}

/**
 * `text` with a placeholder where a known secret stands as a whole; short words, and the beginning of a longer one, are
 * left, since a message may mean them.
 */
export function redact(text: string): string {
  return redactBefore(text, text.length);
}

/** The first `length` characters of `text`, redacted; a secret that goes on beyond them is found as well. */
export function redactedStart(text: string, length: number): string {
  return redactBefore(text.slice(0, length + longestKnown), length);
}

function redactBefore(text: string, end: number): string {
  const searched = folded(text);
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < end; at++) {
    const found = known
      .get(searched.slice(at, at + SHORTEST_MIXTURE))
      ?.find((spelling) => searched.startsWith(spelling, at) && standsAlone(searched, at, spelling.length));
    if (found === undefined) continue;
    parts.push(text.slice(from, at), PLACEHOLDER);
    from = at + found.length;
    at = from - 1;
  }
  return parts.join("") + text.slice(from, Math.max(from, end));
}

/** In lower case, each character by itself and only where it keeps its length, so that places in both texts are the same. */
function folded(text: string): string {
  if (!/[^\p{ASCII}]/u.test(text)) return text.toLowerCase();
  return text.replace(/\p{Lu}/gu, (letter) => {
    const lower = letter.toLowerCase();
    return lower.length === letter.length ? lower : letter;
  });
}

/** A secret as it stands in prose, in a URL and in JSON, and the telling pieces of one that is a URL or a file of several. */
function spellingsOf(value: string): readonly string[] {
  // Half a character pair has no spelling in a URL.
  const text = value.trim().replace(/\p{Surrogate}/gu, "\ufffd");
  const pieces = text.split(/[^\w-]+/).filter((piece) => piece.length >= UNMISTAKABLE && isMixture(piece));
  return [text, ...pieces]
    .flatMap((part) => [part, encodeURIComponent(part), JSON.stringify(part).slice(1, -1)])
    .filter(
      (spelling) =>
        spelling.length >= SHORTEST || (spelling.length >= SHORTEST_MIXTURE && isMixture(spelling)),
    );
}

function isMixture(text: string): boolean {
  return /\d/.test(text) && /\p{L}/u.test(text);
}

/** Not inside of a word, though right behind a character that a URL writes as `%3D`. */
function standsAlone(text: string, start: number, length: number): boolean {
  if (length >= UNMISTAKABLE) return true;
  const before = text.slice(Math.max(0, start - 3), start);
  const after = text.slice(start + length, start + length + 2);
  return (!/[\p{L}\p{N}]$/u.test(before) || /%[\da-f]{2}$/.test(before)) && !/^[\p{L}\p{N}]/u.test(after);
}
