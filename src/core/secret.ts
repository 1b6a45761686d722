/** A text that must never be printed: every way of turning it into text but one gives a placeholder. */

const PLACEHOLDER = "[redacted]";

/** Holds a secret; only `reveal` gives it back. Inspecting, joining and JSON show a placeholder. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
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

/** `text` with every occurrence of the secrets replaced; secrets shorter than four characters would hit ordinary words and are left. */
export function redact(text: string, secrets: readonly Secret[]): string {
  let redacted = text;
  for (const secret of secrets) {
    const value = secret.reveal();
    if (value.length >= 4)
      redacted = redacted.replaceAll(value, PLACEHOLDER).replaceAll(encodeURIComponent(value), PLACEHOLDER);
  }
  return redacted;
}
