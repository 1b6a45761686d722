/** Editor half of `update-record`: account, zone and record from lists, everything else by typed inputs. */

import { find } from "../shared/editor/elements.ts";
import { createRecordPicker } from "../shared/editor/record-picker.ts";
import type { EditorNode, TypedInputType } from "../shared/editor/red.ts";
import { current, isChosen, isVariable, looksLikeNames, markEdited } from "../shared/editor/validation.ts";
import { wordsOf } from "../shared/editor/words.ts";

const words = wordsOf("update-record");

const ORIGINS = ["msg", "flow", "global", "env", "jsonata"] as const;

RED.nodes.registerType("update-record", {
  category: "Cloudflare",
  color: "#F3B567",
  icon: "cloudflare-ddns-update-record.svg",
  inputs: 1,
  outputs: 2,
  defaults: {
    version: { value: 1 },
    name: { value: "" },
    account: {
      value: "",
      type: "cloudflare-account",
      validate: (value: unknown, _options?: unknown) => (isChosen(value) ? true : words("error.account")),
    },
    record: {
      value: "",
      validate: function (value: unknown, options?: unknown) {
        const type = current(this, "recordType");
        if (type !== "str") return RED.validators.typedInput("recordType").call(this, value, options);
        if (String(value ?? "").trim() === "") return words("error.recordMissing");
        return isVariable(value) || looksLikeNames(value) ? true : words("error.record");
      },
    },
    recordType: { value: "str" },
    families: { value: "both" },
    content: {
      value: "payload",
      validate: function (value: unknown, options?: unknown) {
        const type = current(this, "contentType");
        if (type === "str") return String(value ?? "").trim() === "" ? words("error.content") : true;
        return RED.validators.typedInput("contentType").call(this, value, options);
      },
    },
    contentType: { value: "msg" },
    proxied: {
      value: "",
      validate: function (value: unknown, options?: unknown) {
        return (
          kept(this, "proxiedType") || RED.validators.typedInput("proxiedType").call(this, value, options)
        );
      },
    },
    proxiedType: { value: "keep" },
    ttl: {
      value: "",
      validate: function (value: unknown, options?: unknown) {
        if (kept(this, "ttlType") || isVariable(value)) return true;
        if (current(this, "ttlType") !== "num")
          return RED.validators.typedInput("ttlType").call(this, value, options);
        const seconds = Number(value);
        return value !== "" &&
          Number.isInteger(seconds) &&
          (seconds === 1 || (seconds >= 30 && seconds <= 86400))
          ? true
          : words("error.ttl");
      },
    },
    ttlType: { value: "keep" },
    comment: {
      value: "",
      validate: function (value: unknown, options?: unknown) {
        const free = kept(this, "commentType") || current(this, "commentType") === "str";
        return free || RED.validators.typedInput("commentType").call(this, value, options);
      },
    },
    commentType: { value: "keep" },
    create: { value: true },
    dryRun: { value: false },
  },
  paletteLabel: "update record",
  label: function () {
    const record = this["recordType"] === "str" ? String(this["record"] ?? "") : "";
    return String(this["name"] || shortNames(record) || words("label.default"));
  },
  labelStyle: function () {
    return this["name"] ? "node_label_italic" : "";
  },
  inputLabels: () => words("port.input"),
  outputLabels: (index: number) => words(index === 0 ? "port.changed" : "port.unchanged"),
  oneditprepare: function () {
    markEdited(this);
    const keep: TypedInputType = { value: "keep", label: words("label.keep"), hasValue: false };
    $("#node-input-record").typedInput({
      types: ["str", ...ORIGINS],
      default: "str",
      typeField: "#node-input-recordType",
    });
    $("#node-input-content").typedInput({
      types: ["msg", "str", "flow", "global", "env", "jsonata"],
      default: "msg",
      typeField: "#node-input-contentType",
    });
    $("#node-input-proxied").typedInput({
      types: [keep, "bool", ...ORIGINS],
      default: "keep",
      typeField: "#node-input-proxiedType",
    });
    $("#node-input-ttl").typedInput({
      types: [keep, "num", ...ORIGINS],
      default: "keep",
      typeField: "#node-input-ttlType",
    });
    $("#node-input-comment").typedInput({
      types: [keep, "str", ...ORIGINS],
      default: "keep",
      typeField: "#node-input-commentType",
    });
    connectPicker();
  },
});

function kept(node: EditorNode, typeProperty: string): boolean {
  const type = current(node, typeProperty);
  return type === "keep" || type === undefined || type === "";
}

function shortNames(names: string): string {
  const [first = "", ...more] = names.split(/[\s,]+/).filter((name) => name !== "");
  return more.length === 0 ? first : `${first} +${more.length}`;
}

/** The picker speaks of fixed names only; it steps aside where the name comes with the message. */
function connectPicker(): void {
  const row = find("cfddns-record-row", HTMLElement);
  const box = find("cfddns-record-picker", HTMLElement);
  if (row === undefined || box === undefined) return;
  const field = $("#node-input-record");
  const picker = createRecordPicker({
    box,
    words,
    account: () => {
      const value = $("#node-input-account").val();
      return isChosen(value) ? String(value) : "";
    },
    names: () =>
      field
        .typedInput("value")
        .split(/[\s,]+/)
        .filter((name) => name !== ""),
    setNames: (names) => {
      field.typedInput("value", names.join(", "));
      field.trigger("change");
    },
  });
  field.on("change", () => {
    row.hidden = field.typedInput("type") !== "str";
    picker.refresh();
  });
  $("#node-input-account").on("change", () => picker.reload());
  row.hidden = field.typedInput("type") !== "str";
  picker.reload();
}
