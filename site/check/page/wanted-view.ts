/** Boxes for what the settings refer to and the text does not hold: files, variables, the token. */

import type { Wanted } from "../judge/answer.ts";
import type { Vault } from "../mask/vault.ts";
import { SecretBox } from "./secret-box.ts";

/** Keeps one box for each thing as long as it is asked for, so that nobody's typing is interrupted. */
export class WantedBoxes {
  readonly #boxes = new Map<
    string,
    { readonly row: HTMLElement; readonly note: HTMLElement; readonly box: SecretBox }
  >();
  readonly #place: HTMLElement;
  readonly #vault: Vault;
  readonly #changed: () => void;

  constructor(place: HTMLElement, vault: Vault, changed: () => void) {
    this.#place = place;
    this.#vault = vault;
    this.#changed = changed;
  }

  /** What was told, by id. */
  get told(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#boxes].map(([id, { box }]) => [id, box.text]));
  }

  show(wanted: readonly Wanted[]): void {
    const ids = new Set(wanted.map(({ id }) => id));
    for (const [id, { row }] of this.#boxes)
      if (!ids.has(id)) {
        row.remove();
        this.#boxes.delete(id);
      }
    for (const each of wanted) {
      const shown = this.#boxes.get(each.id) ?? this.#add(each);
      shown.note.textContent = NOTES[each.unseen ?? "told"];
    }
    this.#place.hidden = wanted.length === 0;
  }

  #add({ id, label, isSecret }: Wanted) {
    const row = document.createElement("div");
    const name = document.createElement("label");
    const area = document.createElement("textarea");
    const note = document.createElement("p");
    const number = this.#boxes.size + 1;
    area.id = `wanted-${number}-${Date.now()}`;
    note.id = `${area.id}-note`;
    area.rows = 2;
    area.spellcheck = false;
    area.autocomplete = "off";
    area.setAttribute("aria-describedby", note.id);
    name.htmlFor = area.id;
    name.textContent = label;
    row.append(name, area, note);
    this.#place.append(row);
    const box = new SecretBox(area, { vault: this.#vault, isWhole: isSecret, changed: this.#changed });
    const shown = { row, note, box };
    this.#boxes.set(id, shown);
    return shown;
  }
}

const NOTES = {
  told: "",
  "taken for good": "Not seen here, and taken for a good one. Put it in if you want it checked too.",
  "left out": "Not seen here, so it was left out. Put it in to have it checked too.",
} as const;
