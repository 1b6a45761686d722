/** Editor half of `sync-waf-list`: the list from a list, and how much of it is ours. */

import {
  accountProperty,
  actingLooks,
  besideTypedField,
  chosenAccount,
  typedValidator,
} from "../shared/editor/acting.ts";
import { ask, referenceTo } from "../shared/editor/asking.ts";
import { find } from "../shared/editor/elements.ts";
import { createPicker, type PickerEntry } from "../shared/editor/picker.ts";
import "../shared/editor/red.ts";
import { current, isVariable, looksLikeList, markEdited } from "../shared/editor/validation.ts";
import { wordsOf } from "../shared/editor/words.ts";

const words = wordsOf("sync-waf-list");

const looks = actingLooks(words);

RED.nodes.registerType("sync-waf-list", {
  // Written out: the scorecard of Node-RED reads no spread and wants these inline.
  category: "Cloudflare",
  color: "#F3B567",
  inputs: 1,
  outputs: 2,
  labelStyle: looks.labelStyle,
  inputLabels: looks.inputLabels,
  outputLabels: looks.outputLabels,
  icon: "cloudflare-ddns-sync-waf-list.svg",
  defaults: {
    version: { value: 2 },
    name: { value: "" },
    account: accountProperty(words),
    kind: { value: "waf" },
    list: {
      value: "",
      validate: typedValidator("listType", (node, value) => {
        if (current(node, "listType") !== "str") return undefined;
        if (String(value ?? "").trim() === "") return words("error.listMissing");
        return isVariable(value) || looksLikeList(value, current(node, "kind")) ? true : words("error.list");
      }),
    },
    listType: { value: "str" },
    items: {
      value: "payload",
      validate: typedValidator("itemsType", (node) =>
        current(node, "itemsType") === "str" ? true : undefined,
      ),
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
  oneditprepare: function () {
    markEdited(this);
    const origins = ["msg", "flow", "global", "env", "jsonata"] as const;
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
  const names = { row: "cfddns-list-row", box: "cfddns-list-picker", reloadAlso: "node-input-kind" };
  besideTypedField("node-input-list", names, (box, field) =>
    createPicker({
      box,
      words,
      multiple: false,
      emptyKey: "picker.noLists",
      load: () => {
        const account = chosenAccount();
        return account === "" ? undefined : load(account, String($("#node-input-kind").val() ?? "waf"));
      },
      // The name alone may stand there; it means the same list.
      isPicked: (value) =>
        [value, value.slice(value.indexOf("/") + 1)].includes(field.typedInput("value").trim()),
      onPick: (value) => {
        field.typedInput("value", value);
        field.trigger("change");
      },
    }),
  );
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
