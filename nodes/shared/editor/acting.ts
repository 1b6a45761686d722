/** What the nodes that act on an account share in the editor: looks, ports, the account, and a pick-list beside a typed field. */

import { find } from "./elements.ts";
import type { EditorNode, NodeDefinition, PropertyDefinition, Validator } from "./red.ts";
import { isChosen } from "./validation.ts";
import type { Words } from "./words.ts";

type Looks = Required<Pick<NodeDefinition, "labelStyle" | "inputLabels" | "outputLabels">>;

/** Labels of the two outputs, and of the node: its name in italics where the user gave a name. */
export function actingLooks(words: Words): Looks {
  return {
    labelStyle: function (this: EditorNode) {
      return this["name"] ? "node_label_italic" : "";
    },
    inputLabels: () => words("port.input"),
    outputLabels: (index: number) => words(index === 0 ? "port.changed" : "port.unchanged"),
  };
}

export function accountProperty(words: Words): PropertyDefinition {
  return {
    value: "",
    type: "cloudflare-account",
    validate: (value: unknown, _options?: unknown) => (isChosen(value) ? true : words("error.account")),
  };
}

/** Judged by Node-RED, unless `own` has something to say. */
export function typedValidator(
  typeProperty: string,
  own: (node: EditorNode, value: unknown) => boolean | string | undefined,
): Validator {
  return function (value: unknown, options?: unknown) {
    return own(this, value) ?? RED.validators.typedInput(typeProperty).call(this, value, options);
  };
}

/** The account chosen in the open dialog, empty where none is. */
export function chosenAccount(): string {
  const value = $("#node-input-account").val();
  return isChosen(value) ? String(value) : "";
}

/** The typed field and the pick-list below it, which speaks of fixed values only and steps aside for others. */
export function besideTypedField(
  fieldId: string,
  names: { readonly row: string; readonly box: string; readonly reloadAlso?: string },
  create: (box: HTMLElement, field: JQuery) => { reload(): void; refresh(): void },
): void {
  const row = find(names.row, HTMLElement);
  const box = find(names.box, HTMLElement);
  if (row === undefined || box === undefined) return;
  const field = $(`#${fieldId}`);
  const picker = create(box, field);
  const follow = (): void => {
    row.hidden = field.typedInput("type") !== "str";
  };
  field.on("change", () => {
    follow();
    picker.refresh();
  });
  for (const id of ["node-input-account", ...(names.reloadAlso === undefined ? [] : [names.reloadAlso])])
    $(`#${id}`).on("change", () => picker.reload());
  follow();
  picker.reload();
}
