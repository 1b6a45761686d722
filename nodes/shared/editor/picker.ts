/** A list to pick from that comes from Cloudflare: says when it loads, says why it did not, and can be asked again. */

import { AskError } from "./asking.ts";
import { button, element, icon } from "./elements.ts";
import type { Words } from "./words.ts";

export interface PickerEntry {
  readonly value: string;
  readonly label: string;
  /** In small letters behind it. */
  readonly note: string;
}

export interface PickerOptions {
  readonly box: HTMLElement;
  readonly words: Words;
  /** Several may be picked. */
  readonly multiple: boolean;
  /** Undefined where there is nothing to ask yet. */
  readonly load: () => Promise<readonly PickerEntry[]> | undefined;
  readonly isPicked: (value: string) => boolean;
  readonly onPick: (value: string, picked: boolean) => void;
  /** Stands above the list: the choice of the zone. */
  readonly head?: HTMLElement;
  /** Key of what is said where there are no entries. */
  readonly emptyKey: string;
}

export interface Picker {
  /** Asks again. */
  reload(): void;
  /** Shows what is picked by now. */
  refresh(): void;
}

let pickers = 0;

export function createPicker(options: PickerOptions): Picker {
  const { box, words, load } = options;
  const group = `cfddns-picker-${++pickers}`;
  const note = element("div", { className: "cfddns-note" });
  note.setAttribute("role", "status");
  const list = element("div", { className: "cfddns-entries" });
  list.setAttribute("role", "group");
  list.setAttribute("aria-label", words("picker.label"));
  const again = button(icon("refresh"), words("picker.reload"), () => reload());
  const head = element(
    "div",
    { className: "cfddns-head" },
    options.head ?? element("span", { textContent: words("picker.title") }),
    again,
  );
  box.classList.add("cfddns-picker");
  box.replaceChildren(head, note, list);
  /** Answers that come late, for an account or zone no longer chosen, are dropped. */
  let asked = 0;
  let inputs: readonly HTMLInputElement[] = [];

  function say(...content: readonly (Node | string)[]): void {
    note.replaceChildren(...content);
    note.hidden = content.length === 0;
  }

  function reload(): void {
    const mine = ++asked;
    list.replaceChildren();
    list.hidden = true;
    inputs = [];
    const loading = load();
    box.classList.remove("cfddns-failed");
    if (loading === undefined) {
      say(words("picker.noAccount"));
      return;
    }
    say(icon("spinner fa-spin"), ` ${words("picker.loading")}`);
    loading.then(
      (entries) => mine === asked && show(entries),
      (thrown: unknown) => mine === asked && fail(thrown),
    );
  }

  function show(entries: readonly PickerEntry[]): void {
    say(...(entries.length === 0 ? [words(options.emptyKey)] : []));
    list.hidden = entries.length === 0;
    inputs = entries.map((entry) => row(entry));
  }

  function row({ value, label, note: remark }: PickerEntry): HTMLInputElement {
    const input = element("input", {
      type: options.multiple ? "checkbox" : "radio",
      name: group,
      value,
      checked: options.isPicked(value),
    });
    input.addEventListener("change", () => options.onPick(value, input.checked));
    const text = element("span", { className: "cfddns-entry-label", textContent: label, title: label });
    list.append(
      element("label", { className: "cfddns-entry" }, input, text, element("small", { textContent: remark })),
    );
    return input;
  }

  function fail(thrown: unknown): void {
    box.classList.add("cfddns-failed");
    const known = thrown instanceof AskError ? thrown : new AskError("UNREACHABLE", "");
    const fallback = words(known.code === "FORBIDDEN" ? "picker.forbidden" : "picker.unreachable");
    say(
      icon("exclamation-triangle"),
      ` ${known.message || fallback} `,
      button(words("picker.retry"), words("picker.retry"), reload),
    );
  }

  return {
    reload,
    refresh: () => {
      for (const input of inputs) input.checked = options.isPicked(input.value);
    },
  };
}
