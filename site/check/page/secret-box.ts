/** A box for text whose secrets never get into it: what is pasted or dropped is masked first, what is typed is masked once it is left. */

import { mask, maskAll } from "../mask/mask.ts";
import type { Vault } from "../mask/vault.ts";

export interface SecretBoxOptions {
  readonly vault: Vault;
  /** Everything in it is secret. */
  readonly isWhole: boolean;
  /** The text, masked, has changed. */
  readonly changed: () => void;
}

export class SecretBox {
  readonly #box: HTMLTextAreaElement;
  readonly #options: SecretBoxOptions;

  constructor(box: HTMLTextAreaElement, options: SecretBoxOptions) {
    this.#box = box;
    this.#options = options;
    box.addEventListener("paste", (event) => this.#take(event, event.clipboardData));
    box.addEventListener("drop", (event) => this.#take(event, event.dataTransfer));
    box.addEventListener("input", () => options.changed());
    box.addEventListener("change", () => this.#put(box.value));
  }

  /** As the judge has to read it. */
  get text(): string {
    return this.#options.vault.restore(this.#box.value);
  }

  /** Puts another text in, masked. */
  fill(text: string): void {
    this.#put(text);
    this.#box.setSelectionRange(0, 0);
    this.#box.scrollTop = 0;
  }

  /** Shows a line, counted from 1, and selects it. */
  show(line: number): void {
    const lines = this.#box.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
    this.#box.focus();
    this.#box.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
    const height = Number.parseFloat(getComputedStyle(this.#box).lineHeight) || 20;
    this.#box.scrollTop = Math.max(0, (line - 4) * height);
  }

  #take(event: Event, data: DataTransfer | null): void {
    const file = data?.files[0];
    const pasted = data?.getData("text/plain") ?? "";
    if (file === undefined && pasted === "") return;
    event.preventDefault();
    if (file !== undefined) void file.text().then((text) => this.fill(text));
    else {
      const { value, selectionStart, selectionEnd } = this.#box;
      const behind = value.slice(selectionEnd);
      this.#put(`${value.slice(0, selectionStart)}${pasted.replaceAll("\r\n", "\n")}${behind}`);
      const end = this.#box.value.length - behind.length;
      this.#box.setSelectionRange(end, end);
    }
  }

  #put(text: string): void {
    const { vault, isWhole, changed } = this.#options;
    const masked = isWhole ? maskAll(text, vault) : mask(text, vault);
    if (masked !== this.#box.value) this.#box.value = masked;
    changed();
  }
}
