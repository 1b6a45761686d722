/** Makes elements, so that no text from Cloudflare is ever read as HTML. */

type Properties<Tag extends keyof HTMLElementTagNameMap> = Partial<
  Pick<
    HTMLElementTagNameMap[Tag],
    Extract<
      keyof HTMLElementTagNameMap[Tag],
      | "className"
      | "textContent"
      | "type"
      | "value"
      | "title"
      | "id"
      | "name"
      | "checked"
      | "disabled"
      | "htmlFor"
      | "placeholder"
      | "hidden"
      | "min"
      | "max"
    >
  >
>;

/** An element with its properties and children. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Properties<Tag> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** A Font Awesome icon; nothing to a screen reader. */
export function icon(name: string): HTMLElement {
  const made = element("i", { className: `fa fa-${name}` });
  made.setAttribute("aria-hidden", "true");
  return made;
}

/** A button of the editor's own look. `label` is read out where only an icon is shown. */
export function button(content: Node | string, label: string, onClick: () => void): HTMLButtonElement {
  const made = element(
    "button",
    { type: "button", className: "red-ui-button red-ui-button-small", title: label },
    content,
  );
  made.setAttribute("aria-label", label);
  made.addEventListener("click", onClick);
  return made;
}

/** The element of a dialog. */
export function find<T extends HTMLElement>(id: string, kind: new () => T): T | undefined {
  const found = document.getElementById(id);
  return found instanceof kind ? found : undefined;
}
