/**
 * The few methods of `Headers` that the Cloudflare SDK uses, without the platform's own class.
 * Touching the global `Headers` makes Node load its whole fetch implementation: 17 MB of memory that an idle service
 * would carry for nothing (measured 2026-11-24, Node 24). The build puts this class in its place inside the SDK alone.
 */
export class HeaderList implements Iterable<readonly [string, string]> {
  readonly #values = new Map<string, string>();

  get(name: string): string | null {
    return this.#values.get(name.toLowerCase()) ?? null;
  }

  has(name: string): boolean {
    return this.#values.has(name.toLowerCase());
  }

  set(name: string, value: string): void {
    this.#values.set(name.toLowerCase(), value);
  }

  append(name: string, value: string): void {
    const before = this.get(name);
    this.set(name, before === null ? value : `${before}, ${value}`);
  }

  delete(name: string): void {
    this.#values.delete(name.toLowerCase());
  }

  entries(): IterableIterator<[string, string]> {
    return this.#values.entries();
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.entries();
  }
}
