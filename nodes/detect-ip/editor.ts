/** Editor half of `detect-ip`: choosing sources without knowing their grammar. */

import { element, find } from "../shared/editor/elements.ts";
import type { EditorNode } from "../shared/editor/red.ts";
import { createChooser } from "../shared/editor/source-chooser.ts";
import { isEmpty, isVariable } from "../shared/editor/validation.ts";
import { wordsOf } from "../shared/editor/words.ts";
import { OFFERS, readChoice, type SimpleChoice } from "../shared/input/source-text.ts";

const words = wordsOf("detect-ip");

RED.nodes.registerType("detect-ip", {
  category: "Cloudflare",
  color: "#F3B567",
  icon: "cloudflare-ddns-detect-ip.svg",
  inputs: 1,
  outputs: 2,
  defaults: {
    version: { value: 1 },
    name: { value: "" },
    ipv4: {
      value: "cloudflare.trace",
      validate: function (value: unknown, _options?: unknown) {
        return sourceProblem(value) ?? nothingAsked(this, value, "ipv6") ?? true;
      },
    },
    ipv6: {
      value: "cloudflare.trace",
      validate: function (value: unknown, _options?: unknown) {
        return sourceProblem(value) ?? nothingAsked(this, value, "ipv4") ?? true;
      },
    },
    required: { value: "any" },
    timeout: {
      value: "5",
      validate: (value: unknown, _options?: unknown) =>
        isVariable(value) || isEmpty(value) || (Number(value) > 0 && Number(value) <= 300)
          ? true
          : words("error.timeout"),
    },
    store: { value: "" },
  },
  paletteLabel: "detect ip",
  label: function () {
    return String(this["name"] || words("label.default"));
  },
  labelStyle: function () {
    return this["name"] ? "node_label_italic" : "";
  },
  inputLabels: () => words("port.input"),
  outputLabels: (index: number) => words(index === 0 ? "port.changed" : "port.unchanged"),
  oneditprepare: function () {
    for (const family of [4, 6] as const) {
      const box = find(`cfddns-ipv${family}`, HTMLElement);
      const field = find(`node-input-ipv${family}`, HTMLInputElement);
      if (box === undefined || field === undefined) continue;
      if (field.value.trim() === "") field.value = "none";
      createChooser({ family, box, field, words });
    }
    fillStores(String(this["store"] ?? ""));
  },
});

/** What is wrong with a source, as far as it can be told without the engine; undefined where nothing is. */
function sourceProblem(value: unknown): string | undefined {
  if (isEmpty(value) || isVariable(value)) return undefined;
  const text = String(value);
  if (text.includes("static.empty")) return words("error.staticEmpty");
  const choice = readChoice(text);
  const members = "members" in choice ? choice.members : [choice];
  if (members.some(lacksArgument)) return words("error.argument");
  return "members" in choice && choice.count > choice.members.length ? words("error.count") : undefined;
}

function lacksArgument({ kind, argument }: SimpleChoice): boolean {
  const needed =
    kind === "text" || OFFERS.some((offer) => offer.kind === kind && offer.argument === "needed");
  return needed && argument === "";
}

function nothingAsked(node: EditorNode, value: unknown, other: "ipv4" | "ipv6"): string | undefined {
  const field = find(`node-input-${other}`, HTMLInputElement);
  const others = field?.value ?? node[other];
  const off = (text: unknown): boolean => isEmpty(text) || String(text).trim() === "none";
  return off(value) && off(others) ? words("error.neither") : undefined;
}

/** The stores of settings.js; a saved one that is no longer there stays in the list, and chosen. */
function fillStores(saved: string): void {
  const select = find("node-input-store", HTMLSelectElement);
  if (select === undefined) return;
  const { default: usual = "", stores = [] } = RED.settings.context ?? {};
  const named = [
    ...new Set([...stores.filter((store) => store !== "default"), ...(saved === "" ? [] : [saved])]),
  ];
  select.replaceChildren(
    element("option", {
      value: "",
      textContent:
        usual === "" || usual === "default" ? words("store.default") : words("store.named", { store: usual }),
    }),
    ...named.map((store) =>
      element("option", {
        value: store,
        textContent: stores.includes(store) ? store : words("store.missing", { store }),
      }),
    ),
  );
  select.value = saved;
}
