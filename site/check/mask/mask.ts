/** Finds the secrets in a text by the names in front of them and by their looks, whether or not the text can be read. */

import { isSecretName } from "../../../src/settings/values/environment.ts";
import { isHidden, type Vault } from "./vault.ts";

/** `NAME=value` or `name: value`, also as an item of a list, and quoted as a whole. */
const ASSIGNMENT = /^(\s*(?:-\s+)?["']?(?:export\s+)?)([A-Za-z_][\w-]*)(["']?\s*[:=][ \t]*)([^ \t].*|)$/s;
const IN_JSON = /("([A-Za-z_][\w-]*)"\s*:\s*")((?:[^"\\\n]|\\.)+)(?=")/g;
const IN_COMMAND = /((?:-e|--env)[= ]\s*["']?([A-Za-z_]\w*)=)(‹hidden \d+›|"[^"\n]*"|'[^'\n]*'|[^\s"'\\]+)/g;
const BLOCK = /^[|>][+-]?\d*\s*(?:#.*)?$/;
/** What stands for a value that is elsewhere, or for none. */
const NO_SECRET = /^(?:\$\{?\w+(?::?[-?+][^}]*)?\}?|<[^<>]*>|!secret\s.*|#.*|\{|\[|)$/;

const BY_LOOKS: readonly RegExp[] = [
  /\bcf(?:ut|at|k|oat)_[A-Za-z0-9_-]{4,}/g,
  /(?<![\w./-])(?=[\w-]*\d)(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{37,}(?![\w./-])/g,
  /(?<=[a-z][a-z0-9+.-]*:\/\/)[^\s/?#"'@]+(?=@)/gi,
];

/** The text with masks in the place of secrets; the vault holds these. */
export function mask(text: string, vault: Vault): string {
  const byName = maskLines(text.split("\n"), vault).join("\n");
  const inside = [IN_JSON, IN_COMMAND].reduce(
    (masked, pattern) =>
      masked.replace(pattern, (all, before: string, name: string, value: string) =>
        isSecret(name) ? `${before}${maskValue(value, vault)}` : all,
      ),
    byName,
  );
  return BY_LOOKS.reduce(
    (masked, pattern) => masked.replace(pattern, (found) => (isHidden(found) ? found : vault.hide(found))),
    inside,
  );
}

/** All of a text that is secret as a whole, line by line. */
export function maskAll(text: string, vault: Vault): string {
  return text
    .split("\n")
    .map((line) => (isHidden(line) ? line : maskValue(line, vault)))
    .join("\n");
}

function maskLines(lines: readonly string[], vault: Vault): readonly string[] {
  /** What an entry of Kubernetes is called, whose value stands in the next line. */
  let entry = "";
  /** Hides the lines of a value that goes on, until this says that it has ended. */
  let hasEnded: ((line: string) => boolean) | undefined;
  return lines.map((line) => {
    if (hasEnded !== undefined) {
      const isLast = hasEnded(line);
      if (isLast && !/["']\s*$/.test(line)) hasEnded = undefined;
      else {
        if (isLast) hasEnded = undefined;
        return line.trim() === "" ? line : maskValue(line, vault);
      }
    }
    const [, before = "", key = "", between = "", value = ""] = ASSIGNMENT.exec(line) ?? [];
    const name = key === "value" ? entry : key;
    entry = key === "name" ? value.replace(/["']/g, "").trim() : "";
    if (!isSecret(name)) return line;
    if (BLOCK.test(value) || value.trim() === "") {
      const indent = /^\s*/.exec(line)?.[0].length ?? 0;
      // Below `secret:` alone stand other things than secrets.
      if (between.includes(":") && (BLOCK.test(value) || isSecretName(name)))
        hasEnded = (next) => next.trim() !== "" && (/^\s*/.exec(next)?.[0].length ?? 0) <= indent;
      return line;
    }
    const opened = /^(["'])/.exec(value)?.[1];
    if (opened !== undefined && !value.slice(1).includes(opened)) hasEnded = (next) => next.includes(opened);
    return `${before}${key}${between}${maskValue(value, vault)}`;
  });
}

/** Quotation marks around it, and a comma of JSON, stay. */
function maskValue(value: string, vault: Vault): string {
  const [open = ""] = /^\s*(?:-\s+)?["']?/.exec(value) ?? [];
  const rest = value.slice(open.length);
  const secret = rest.trimEnd().replace(/,$/, "").replace(/["']$/, "");
  const close = rest.slice(secret.length);
  return NO_SECRET.test(secret) || isHidden(secret) ? value : `${open}${vault.hide(secret)}${close}`;
}

/** Names of settings, of keys in files, and what others call such things. */
function isSecret(name: string): boolean {
  return (
    !/_FILE$/i.test(name) &&
    (isSecretName(name) || /(?:token|api[_-]?key|password|passwd|secret)$/i.test(name)) &&
    !/^secrets$/i.test(name)
  );
}
