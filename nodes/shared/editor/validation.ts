/** Answers whether a property can be used, with the reason why not; runs while editing and when flows are imported. */

import type { EditorNode } from "./red.ts";

/** Wholly `${NAME}` or `$(NAME)`: known only where the flow runs, so it is never wrong here. */
export function isVariable(value: unknown): boolean {
  return typeof value === "string" && /^\s*\$(\{[^}]+\}|\([^)]+\))\s*$/.test(value);
}

/** The property as it stands in the open dialog, or as it is saved where no dialog of this node is open. */
export function current(node: EditorNode, property: string, prefix = "node-input"): unknown {
  const field = document.getElementById(`${prefix}-${property}`);
  const open = document.getElementById("dialog-form") !== null && field instanceof HTMLInputElement;
  return open && isBeingEdited(node) ? field.value : node[property];
}

/** Other nodes are validated too while a dialog is open; only its own node may be read from it. */
function isBeingEdited(node: EditorNode): boolean {
  const form = document.getElementById("dialog-form");
  return form?.dataset["cfddnsNode"] === node.id;
}

/** Called when a dialog opens. */
export function markEdited(node: EditorNode): void {
  const form = document.getElementById("dialog-form");
  if (form !== null) form.dataset["cfddnsNode"] = node.id;
}

export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || String(value).trim() === "";
}

/** Is a config node chosen? The editor says `_ADD_` where none is. */
export function isChosen(value: unknown): boolean {
  return !isEmpty(value) && value !== "_ADD_";
}

/** Names by commas, each with a dot in it: the engine looks closer. */
export function looksLikeNames(value: unknown): boolean {
  const names = String(value ?? "")
    .split(/[\s,]+/)
    .filter((name) => name !== "");
  return names.length > 0 && names.every((name) => /^(\*\.)?[^\s.*/:@]+(\.[^\s.*/:@]+)+\.?$/u.test(name));
}

/** `<account id>/<name>`, or the name alone; names of WAF lists are narrower than others. */
export function looksLikeList(value: unknown, kind: unknown): boolean {
  const name =
    kind === "waf" || isEmpty(kind)
      ? /^([0-9a-f]{32}\/)?[a-z0-9_]{1,50}$/i
      : /^([0-9a-f]{32}\/)?[^/,{}]{1,100}$/i;
  return name.test(String(value ?? "").trim());
}
