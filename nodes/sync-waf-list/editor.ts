/** Editor half of `sync-waf-list`: the list from a list, and how much of it is ours. */

import { ask, referenceTo } from "../shared/editor/asking.ts";
import { find } from "../shared/editor/elements.ts";
import { createPicker, type PickerEntry } from "../shared/editor/picker.ts";
import "../shared/editor/red.ts";
import { current, isChosen, isVariable, looksLikeList, markEdited } from "../shared/editor/validation.ts";
import { wordsOf } from "../shared/editor/words.ts";

const words = wordsOf("sync-waf-list");

RED.nodes.registerType("sync-waf-list", {
  category: "Cloudflare",
  color: "#F3B567",
  icon: "cloudflare-ddns-sync-waf-list.svg",
  inputs: 1,
  outputs: 2,
  defaults: {
    version: { value: 2 },
    name: { value: "" },
    account: {
      value: "",
      type: "cloudflare-account",
      validate: (value: unknown, _options?: unknown) => (isChosen(value) ? true : words("error.account")),
    },
    kind: { value: "waf" },
    list: {
      value: "",
      validate: function (value: unknown, options?: unknown) {
        if (current(this, "listType") !== "str")
          return RED.validators.typedInput("listType").call(this, value, options);
        if (String(value ?? "").trim() === "") return words("error.listMissing");
        return isVariable(value) || looksLikeList(value, current(this, "kind")) ? true : words("error.list");
      },
    },
    listType: { value: "str" },
    items: {
      value: "payload",
      validate: function (value: unknown, options?: unknown) {
        if (current(this, "itemsType") === "str") return true;
        return RED.validators.typedInput("itemsType").call(this, value, options);
      },
    },
    itemsType: { value: "msg" },
    comment: { value: "" },
    mode: { value: "own" },
    allowEmpty: { value: false },
    dryRun: { value: false },
  },
  paletteLabel: "sync list",
  label: function () {
    const list = this["listType"] === "str" ? String(this["list"] ?? "") : "";
    return String(this["name"] || list.slice(list.indexOf("/") + 1) || words("label.default"));
  },
  labelStyle: function () {
    return this["name"] ? "node_label_italic" : "";
  },
  inputLabels: () => words("port.input"),
  outputLabels: (index: number) => words(index === 0 ? "port.changed" : "port.unchanged"),
  oneditprepare: function () {
    markEdited(this);
    const origins = ["msg", "flow", "global", "env", "jsonata"];
    $("#node-input-list").typedInput({
      types: ["str", ...origins],
      default: "str",
      typeField: "#node-input-listType",
    });
    $("#node-input-items").typedInput({
      types: ["msg", "str", "json", "flow", "global", "env", "jsonata"],
      default: "msg",
      typeField: "#node-input-itemsType",
    });
    connectPicker();
    connectMode(this.id);
  },
});

interface ListEntry {
  readonly id: string;
  readonly name: string;
  readonly description: string;
}

async function load(account: string, kind: string): Promise<readonly PickerEntry[]> {
  const lists = await ask<readonly ListEntry[]>("lists", referenceTo(account), kind);
  return lists.map(({ id, name, description }) => ({ value: id, label: name, note: description }));
}

function connectPicker(): void {
  const row = find("cfddns-list-row", HTMLElement);
  const box = find("cfddns-list-picker", HTMLElement);
  if (row === undefined || box === undefined) return;
  const field = $("#node-input-list");
  const picker = createPicker({
    box,
    words,
    multiple: false,
    emptyKey: "picker.noLists",
    load: () => {
      const account = $("#node-input-account").val();
      return isChosen(account)
        ? load(String(account), String($("#node-input-kind").val() ?? "waf"))
        : undefined;
    },
    // The name alone may stand there; it means the same list.
    isPicked: (value) =>
      [value, value.slice(value.indexOf("/") + 1)].includes(field.typedInput("value").trim()),
    onPick: (value) => {
      field.typedInput("value", value);
      field.trigger("change");
    },
  });
  field.on("change", () => {
    row.hidden = field.typedInput("type") !== "str";
    picker.refresh();
  });
  $("#node-input-account").on("change", () => picker.reload());
  $("#node-input-kind").on("change", () => picker.reload());
  row.hidden = field.typedInput("type") !== "str";
  picker.reload();
}

/** What the comment does depends on the mode, so the hint follows it. */
function connectMode(id: string): void {
  const mode = find("node-input-mode", HTMLSelectElement);
  const hint = find("cfddns-mode-hint", HTMLElement);
  const comment = find("node-input-comment", HTMLInputElement);
  if (mode === null || mode === undefined || hint === undefined || comment === undefined) return;
  const follow = (): void => {
    hint.textContent = words(mode.value === "whole" ? "hint.whole" : "hint.own");
    comment.placeholder = mode.value === "whole" ? "" : `node-red ${id}`;
  };
  mode.addEventListener("change", follow);
  follow();
}
