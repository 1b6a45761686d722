/** Editor half of `cloudflare-account`: the token, and the button that tries it. */

import { ask } from "../shared/editor/asking.ts";
import { element, find, icon } from "../shared/editor/elements.ts";
import "../shared/editor/red.ts";
import { isEmpty, isVariable } from "../shared/editor/validation.ts";
import { wordsOf } from "../shared/editor/words.ts";
import { joinEntered, splitEntered } from "./entered.ts";

const words = wordsOf("cloudflare-account");

/** Encrypted, or no further than this machine. */
const BASE =
  /^(?:https:\/\/[^\s@]+|http:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?(?:\/[^\s@]*)?)$/;

RED.nodes.registerType("cloudflare-account", {
  category: "config",
  defaults: {
    version: { value: 1 },
    name: { value: "" },
    baseUrl: {
      value: "",
      validate: (value: unknown, _options?: unknown) =>
        isEmpty(value) || isVariable(value) || BASE.test(String(value)) ? true : words("error.baseUrl"),
    },
  },
  credentials: { token: { type: "password" } },
  label: function () {
    return String(this["name"] || words("label.unnamed"));
  },
  oneditprepare: function () {
    const button = find("cfddns-test", HTMLButtonElement);
    const report = find("cfddns-report", HTMLElement);
    if (button === undefined || report === undefined) return;
    button.addEventListener("click", () => void test(this.id, button, report));
  },
  oneditsave: function () {
    bindToBase(String(this["baseUrl"] ?? "").trim());
  },
});

/** A token that is entered together with another base than before is kept with it: alone it would stay bound to the former one. */
function bindToBase(before: string): void {
  const field = find("node-config-input-token", HTMLInputElement);
  const base = find("node-config-input-baseUrl", HTMLInputElement)?.value.trim() ?? "";
  const entered = field?.value.trim() ?? "";
  if (field === undefined || entered === "" || entered === "__PWRD__") return;
  const { token, base: joined } = splitEntered(entered);
  const isPlain = !isVariable(base) && !isVariable(token);
  if (isPlain && (base !== "" || before !== "" || joined !== undefined))
    field.value = joinEntered(token, base);
}

interface TestAnswer {
  readonly accepted: boolean;
  readonly zones: readonly string[];
  readonly permissions: readonly {
    readonly permission: string;
    readonly state: "granted" | "missing" | "unknown";
  }[];
  readonly error: { readonly code: string; readonly message: string } | null;
}

const ICONS = { granted: "check", missing: "times", unknown: "question" } as const;

/** Tries the token of the dialog; where none was entered, the one that is deployed. */
async function test(id: string, button: HTMLButtonElement, report: HTMLElement): Promise<void> {
  const entered = find("node-config-input-token", HTMLInputElement)?.value.trim() ?? "";
  const known = entered === "" || entered === "__PWRD__";
  button.disabled = true;
  report.replaceChildren(icon("spinner fa-spin"), ` ${words("test.running")}`);
  try {
    show(report, await ask<TestAnswer>("test", known ? { id } : { token: entered }));
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : "";
    report.replaceChildren(
      element("div", { className: "cfddns-refused" }, icon("times"), message || words("picker.unreachable")),
    );
  } finally {
    button.disabled = false;
  }
}

function show(report: HTMLElement, { zones, permissions, error }: TestAnswer): void {
  const rows = permissions.map(({ permission, state }) =>
    element(
      "li",
      { className: `cfddns-${state}` },
      icon(ICONS[state]),
      `${permission} `,
      element("small", { textContent: words(`test.${state}`) }),
    ),
  );
  report.replaceChildren(
    ...(error === null
      ? []
      : [element("div", { className: "cfddns-refused" }, icon("times"), error.message)]),
    element("ul", {}, ...rows),
    ...(zones.length === 0
      ? []
      : [element("small", { textContent: words("test.zones", { zones: shortList(zones) }) })]),
  );
}

function shortList(zones: readonly string[]): string {
  return zones.length <= 5 ? zones.join(", ") : `${zones.slice(0, 5).join(", ")}, … (${zones.length})`;
}
