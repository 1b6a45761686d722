/** Lets a family's source be chosen from lists and writes the text that the node keeps; follows that text when it is typed. */

import {
  type Choice,
  type CombinedChoice,
  formatChoice,
  OFFERS,
  readChoice,
  type SimpleChoice,
} from "../input/source-text.ts";
import { button, element, icon } from "./elements.ts";
import type { Words } from "./words.ts";

export interface ChooserOptions {
  readonly family: 4 | 6;
  /** Where the chooser is drawn. */
  readonly box: HTMLElement;
  /** The field of the node, which keeps the text. */
  readonly field: HTMLInputElement;
  readonly words: Words;
}

const COMBINED: readonly string[] = ["first", "agree"];

export function createChooser({ family, box, field, words }: ChooserOptions): void {
  const offers = OFFERS.filter((offer) => offer.family === undefined || offer.family === family);
  let choice: Choice = readChoice(field.value);

  function change(next: Choice, redraw: boolean): void {
    choice = next;
    field.value = formatChoice(next);
    field.dispatchEvent(new Event("change", { bubbles: true }));
    if (redraw) draw();
  }

  function draw(): void {
    box.replaceChildren(
      ...("members" in choice
        ? combined(choice)
        : [simpleLine(choice, "top", (next) => change(next, true), [])]),
    );
  }

  function kinds(place: "top" | "member"): readonly string[] {
    const single = offers.map(({ kind }) => kind);
    return place === "member" ? [...single, "text"] : [...single, ...COMBINED, "text", "none"];
  }

  function kindList(
    selected: string,
    place: "top" | "member",
    onChange: (kind: string) => void,
  ): HTMLSelectElement {
    const select = element("select", {});
    if (place === "top") select.id = `cfddns-ipv${family}-kind`;
    else select.setAttribute("aria-label", words("chooser.member"));
    for (const kind of kinds(place))
      select.append(
        element("option", { value: kind, textContent: words(`source.${kind.replaceAll(".", "_")}`) }),
      );
    select.value = selected;
    select.addEventListener("change", () => onChange(select.value));
    return select;
  }

  function simpleLine(
    simple: SimpleChoice,
    place: "top" | "member",
    onChange: (next: Choice) => void,
    behind: readonly Node[],
  ): HTMLElement {
    const list = kindList(simple.kind, place, (kind) => onChange(chosen(kind, simple)));
    const wantsText =
      simple.kind === "text" ||
      OFFERS.some(({ kind, argument }) => kind === simple.kind && argument !== undefined);
    return element(
      "div",
      { className: "cfddns-line" },
      list,
      ...(wantsText ? [argumentField(simple, place)] : []),
      ...behind,
    );
  }

  function argumentField(simple: SimpleChoice, place: "top" | "member"): HTMLInputElement {
    const label = words(`argument.${simple.kind.replaceAll(".", "_")}`);
    const input = element("input", {
      type: "text",
      value: simple.argument,
      placeholder: label,
      title: label,
    });
    input.setAttribute("aria-label", label);
    input.addEventListener("input", () => {
      const argument = input.value;
      if (place === "top") return change({ ...simple, argument }, false);
      const line = input.closest<HTMLElement>("[data-index]");
      if ("members" in choice)
        change(withMember(choice, Number(line?.dataset["index"]), { ...simple, argument }), false);
    });
    return input;
  }

  function combined(group: CombinedChoice): readonly HTMLElement[] {
    const list = kindList(group.kind, "top", (kind) => change(chosen(kind, group), true));
    const count = element("input", {
      type: "number",
      min: "1",
      max: String(group.members.length),
      value: String(group.count),
      title: words("chooser.count"),
    });
    count.setAttribute("aria-label", words("chooser.count"));
    count.addEventListener("input", () => {
      if ("members" in choice)
        change({ ...choice, count: Math.max(1, Math.trunc(Number(count.value)) || 1) }, false);
    });
    const head = element(
      "div",
      { className: "cfddns-line" },
      list,
      ...(group.kind === "agree" ? [count] : []),
    );
    const members = element("div", { className: "cfddns-members" });
    for (const [index, member] of group.members.entries()) members.append(memberLine(group, member, index));
    members.append(
      button(element("span", {}, icon("plus"), ` ${words("chooser.add")}`), words("chooser.add"), () =>
        add(),
      ),
    );
    return [head, members];
  }

  function memberLine(group: CombinedChoice, member: SimpleChoice, index: number): HTMLElement {
    const remove = button(icon("remove"), words("chooser.remove"), () => {
      if ("members" in choice)
        change(fitted({ ...choice, members: choice.members.filter((_, at) => at !== index) }), true);
    });
    remove.disabled = group.members.length === 1;
    const line = simpleLine(
      member,
      "member",
      (next) => {
        if ("members" in choice && !("members" in next)) change(withMember(choice, index, next), true);
      },
      [remove],
    );
    line.dataset["index"] = String(index);
    return line;
  }

  function add(): void {
    if (!("members" in choice)) return;
    const used = choice.members.map(({ kind }) => kind);
    const kind =
      offers.find((offer) => offer.argument !== "needed" && !used.includes(offer.kind))?.kind ?? "url";
    change({ ...choice, members: [...choice.members, { kind, argument: "" }] }, true);
  }

  field.addEventListener("input", () => {
    choice = readChoice(field.value);
    draw();
  });
  draw();
}

/** What a newly chosen kind starts with: combinations take over what was there. */
function chosen(kind: string, before: Choice): Choice {
  if (kind === "first" || kind === "agree") {
    const members = "members" in before ? before.members : startingMembers(before);
    return { kind, count: Math.min(2, members.length), members };
  }
  if (kind === "text") return { kind, argument: formatChoice(before) };
  return { kind, argument: "" };
}

function startingMembers(before: SimpleChoice): readonly SimpleChoice[] {
  const usual = ["cloudflare.trace", "cloudflare.doh", "ipify"].map((kind) => ({ kind, argument: "" }));
  if (before.kind === "none" || before.kind === "text") return usual;
  return [before, ...usual.filter(({ kind }) => kind !== before.kind)];
}

function withMember(group: CombinedChoice, index: number, member: SimpleChoice): CombinedChoice {
  return { ...group, members: group.members.map((other, at) => (at === index ? member : other)) };
}

/** No more answers can be wanted than there are members. */
function fitted(group: CombinedChoice): CombinedChoice {
  return { ...group, count: Math.min(group.count, group.members.length) };
}
