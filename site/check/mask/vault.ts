/** Keeps the secrets of the page: each has a mask that is shown in its place. */

const MASK = /‹hidden (\d+)›/g;
/** What is shorter may be a word that an answer needs. */
const TELLING = 8;

export class Vault {
  readonly #secrets: string[] = [];

  get size(): number {
    return this.#secrets.length;
  }

  /** The mask of a secret; the same for the same. */
  hide(secret: string): string {
    const known = this.#secrets.indexOf(secret);
    return `‹hidden ${known === -1 ? this.#secrets.push(secret) : known + 1}›`;
  }

  /** The text as it was before its secrets were hidden. */
  restore(text: string): string {
    return text.replace(MASK, (mask, number) => this.#secrets[Number(number) - 1] ?? mask);
  }

  /** The text without a secret of ours, whatever it came from. */
  clean(text: string): string {
    return this.#secrets
      .filter((secret) => secret.length >= TELLING)
      .reduce((cleaned, secret) => cleaned.replaceAll(secret, this.hide(secret)), text);
  }

  forget(): void {
    this.#secrets.length = 0;
  }
}

/** Is it nothing but masks and blanks? */
export function isHidden(text: string): boolean {
  return text.replace(MASK, "").trim() === "";
}
