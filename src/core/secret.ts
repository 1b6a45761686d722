/** Texts that must never be printed: every way of turning one into text but one gives a placeholder, and all of them are known. */

const PLACEHOLDER = "[redacted]";
/** What is shorter may be a word that a message needs, unless it mixes letters and digits, which words do not. */
const SHORTEST = 8;
const SHORTEST_MIXTURE = 5;
/** From this length on no text holds a secret by chance, so it is found inside other words too. */
const UNMISTAKABLE = 16;

/** The spellings of every secret that was made. Each stays known: what has been a secret once is never printed. */
const known = new Set<string>();
let knownPattern: RegExp | undefined;

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
  const before = known.size;
  for (const spelling of spellingsOf(value)) known.add(spelling);
  if (known.size > before) knownPattern = undefined;
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
  return redactBefore(text.slice(0, length + longestKnown()), length);
}

function redactBefore(text: string, end: number): string {
  knownPattern ??= patternOf(known);
  const parts: string[] = [];
  let from = 0;
  for (const found of text.matchAll(knownPattern)) {
    if (found.index >= end) break;
    parts.push(text.slice(from, found.index), PLACEHOLDER);
    from = found.index + found[0].length;
  }
  return parts.join("") + text.slice(from, Math.max(from, end));
}

function longestKnown(): number {
  let longest = 0;
  for (const { length } of known) longest = Math.max(longest, length);
  return longest;
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

/** The longest first, so that a secret which begins with another one goes whole. */
function patternOf(spellings: ReadonlySet<string>): RegExp {
  const alternatives = [...spellings].sort((a, b) => b.length - a.length).map(spelled);
  return new RegExp(alternatives.length === 0 ? "$.^" : alternatives.join("|"), "giu");
}

/** Not inside of a word, though right behind a character that a URL writes as `%3D`. */
function spelled(spelling: string): string {
  const literal = spelling.replace(/[$()*+./?[\\\]^{|}]/g, "\\$&");
  if (spelling.length >= UNMISTAKABLE) return literal;
  return String.raw`(?:(?<![\p{L}\p{N}])|(?<=%[\da-f]{2}))${literal}(?![\p{L}\p{N}])`;
}
