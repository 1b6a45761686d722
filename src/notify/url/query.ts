/** Reads the parameters of a notification URL: each at most once, in any case, and knows which were left unread. */

import type { UrlText } from "./url-text.ts";

const TRUE = /^(?:yes|true|1|on)$/i;
const FALSE = /^(?:no|false|0|off)$/i;

/** The parameters of one URL. What cannot be read or done is gathered, in words without the value. */
export class NotificationQuery {
  readonly problems: string[] = [];
  /** What is asked for and known, but cannot be done here. */
  readonly beyondUs: string[] = [];
  readonly #url: UrlText;
  readonly #known = new Set<string>();

  constructor(url: UrlText) {
    this.#url = url;
  }

  /** The value under the first of `names` that is there and not empty. */
  text(...names: readonly string[]): string | undefined {
    return this.#find(names)?.value;
  }

  /** Values separated by commas, `+` taken as itself (addresses of mail have them). */
  list(...names: readonly string[]): readonly string[] {
    const text = this.#find(names)?.literal ?? "";
    return text
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== "");
  }

  flag(name: string, fallback: boolean): boolean {
    const text = this.text(name);
    if (text === undefined || TRUE.test(text)) return text === undefined ? fallback : true;
    if (!FALSE.test(text)) this.problems.push(`${name} must be yes or no`);
    return false;
  }

  /** A whole number between the two bounds. */
  number(name: string, least: number, greatest: number): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = /^-?[0-9]{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= greatest) return value;
    this.problems.push(`${name} must be a whole number from ${least} to ${greatest}`);
    return undefined;
  }

  /** The word among `words` that is there, in any case. */
  word<Word extends string>(name: string, words: readonly Word[], fallback: Word): Word {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const found = words.find((word) => word.toLowerCase() === text.toLowerCase());
    if (found === undefined) this.problems.push(`${name} must be one of ${words.join(", ")}`);
    return found ?? fallback;
  }

  /** Those of `names` that are there, by name. */
  fields(names: readonly string[]): Readonly<Record<string, string>> {
    return Object.fromEntries(
      names.flatMap((name) => {
        const value = this.text(name);
        return value === undefined ? [] : [[name, value]];
      }),
    );
  }

  /** Takes note of parameters that are known, but mean nothing for what we send. */
  passOver(...names: readonly string[]): void {
    this.#find(names);
  }

  /** A warning where parameters were never asked for. It counts them: a name in the wrong place may be a secret. */
  warnings(): readonly string[] {
    const count = this.#url.parameters.filter(({ name }) => !this.#known.has(name.toLowerCase())).length;
    if (count === 0) return [];
    const known = [...this.#known].sort().join(", ");
    return [
      `${this.#url.scheme}: ${count} parameter${count === 1 ? "" : "s"} not known and ignored; known are ${known}`,
    ];
  }

  #find(names: readonly string[]): UrlText["parameters"][number] | undefined {
    for (const name of names) this.#known.add(name.toLowerCase());
    for (const name of names) {
      const found = this.#url.parameters.find((parameter) => parameter.name.toLowerCase() === name);
      if (found !== undefined && found.value !== "") return found;
    }
    return undefined;
  }
}
