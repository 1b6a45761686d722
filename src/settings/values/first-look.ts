/** One look at every value before its own grammar speaks: what is no value at all is told as what it is. */

import { describeSign, meantSign } from "../../core/name/unfit.ts";
import { quote } from "../../core/parsed.ts";
import { findSetting } from "../table/setting-table.ts";
import type { Findings } from "./findings.ts";
import { type Kind, kindOf } from "./kinds.ts";
import { isSampleText, isVariableName } from "./samples.ts";

/** What `find` says is wrong with a value of these kinds; undefined: nothing. */
interface Look {
  readonly kinds: readonly Kind[];
  readonly find: (value: string, name: string) => string | undefined;
}

const STRICT: readonly Kind[] = ["names", "word", "token"];
const QUOTES = /["'`\u00ab\u00bb\u2018-\u201f\u2032\u2033\u300c-\u300f\uff02\uff07]/u;
const IN_QUOTES = /^(["'`\u00ab\u2018-\u201f\u300c]).*["'`\u00bb\u2018-\u201f\u300d]$/su;
const PLACEHOLDER = "a text in angle brackets is still there; put the value in its place";
const VARIABLE = /\$[A-Za-z_]\w*/;
const BRACED_VARIABLE = /\$\{[^}]*\}?|\$\([^)]*\)?|\{\{.*/s;
const WHOLE_VARIABLE = /^(?:\$\{?[A-Za-z_]\w*\}?|%[A-Za-z_]\w*%|\{\{.*\}\}|\$\(.*\))$/s;

/** These cannot be meant, so that the setting is refused. */
const REFUSED: readonly Look[] = [
  { kinds: [...STRICT, "source", "url", "path", "password", "text"], find: placeholder },
  {
    kinds: [...STRICT, "source", "url", "path"],
    find: (value) => (/^<[^<>]+>$/.test(value) ? PLACEHOLDER : undefined),
  },
  {
    kinds: STRICT,
    find: (value) => (QUOTES.test(value) ? quotationMarks(QUOTES.exec(value)?.[0]) : undefined),
  },
  { kinds: ["source", "url", "path"], find: outerQuotes },
  { kinds: ["names", "source", "word", "token", "url", "path"], find: unexpanded },
  {
    kinds: ["password"],
    find: (value) => (/^\$\{\w+\}$|^\{\{.*\}\}$/.test(value) ? notExpanded() : undefined),
  },
  { kinds: [...STRICT, "source", "url", "path"], find: comment },
  { kinds: ["names", "word", "source"], find: typographic },
  { kinds: ["names"], find: sampleName },
  { kinds: ["names"], find: idForName },
  { kinds: ["source"], find: offForNone },
  {
    kinds: ["token"],
    find: (value, name) => (name.startsWith("HOME_ASSISTANT") ? noSecret(value, name) : undefined),
  },
];

/** These may be meant, but hardly are. */
const ADVISED: readonly Look[] = [
  {
    kinds: ["text", "password", "program"],
    find: (value) =>
      IN_QUOTES.test(value)
        ? "it is in quotation marks, which count as part of it; take them away if they are not meant"
        : undefined,
  },
  {
    kinds: ["text"],
    find: (value) =>
      /\$\{\w+\}/.test(value)
        ? `${notExpanded(BRACED_VARIABLE.exec(value)?.[0] ?? "")}; it is taken as it stands`
        : undefined,
  },
  { kinds: ["password"], find: doubtfulSecret },
];

/** Looks at the values that `isRead` says are read; what is refused here is not told a second time. */
export function lookAt(
  values: ReadonlyMap<string, string>,
  isRead: (name: string) => boolean,
  findings: Findings,
): void {
  for (const [name, value] of values) {
    if (!isRead(name)) continue;
    const kind = kindOf(name);
    const find = (looks: readonly Look[]): string | undefined => {
      for (const look of looks) {
        const found = look.kinds.includes(kind) ? look.find(value, name) : undefined;
        if (found !== undefined) return found;
      }
      return undefined;
    };
    const isHidden = findSetting(name)?.secret === true || ["token", "password"].includes(kind);
    const refused = find(REFUSED);
    if (refused !== undefined)
      findings.about(name).judge(name, isHidden ? refused : `${quote(findings.clean(value))}: ${refused}`);
    else {
      const advised = find(ADVISED);
      if (advised !== undefined) findings.about(name).warn(name, advised);
    }
  }
}

function placeholder(value: string): string | undefined {
  if (value.includes("[redacted]")) return "a part of it was taken out where [redacted] stands; put it back";
  const marked = value.match(/<[^<>]*>/g) ?? [];
  return marked.some((words) => /\b(?:as in|name of|your)\b/i.test(words)) ? PLACEHOLDER : undefined;
}

function quotationMarks(mark = '"'): string {
  return `it holds quotation marks (${mark}), which arrived as part of the value; take them away`;
}

function isCommand(value: string): boolean {
  return /(?:^|[(;]\s*)command\s*:/.test(value);
}

function outerQuotes(value: string): string | undefined {
  const first = value.charAt(0);
  const last = value.charAt(value.length - 1);
  if (QUOTES.test(first)) return quotationMarks(first);
  return QUOTES.test(last) && !isCommand(value) ? quotationMarks(last) : undefined;
}

function unexpanded(value: string, name: string): string | undefined {
  const isHidden = ["token", "url"].includes(kindOf(name));
  if (WHOLE_VARIABLE.test(value)) return notExpanded(isHidden ? undefined : value);
  if (isCommand(value)) return undefined;
  const isUrl = kindOf(name) === "url" || /url/.test(value);
  const found = BRACED_VARIABLE.exec(value)?.[0] ?? (isUrl ? undefined : VARIABLE.exec(value)?.[0]);
  return found === undefined ? undefined : notExpanded(isHidden ? undefined : found);
}

/** `found` is left out where it may be a secret after all. */
function notExpanded(found?: string): string {
  return found === undefined
    ? "a variable stands there that nobody expanded; write its value"
    : `${quote(found)} is a variable that nobody expanded; write its value`;
}

/** Behind a blank, `#` begins a comment for people; the start of a line of services is one for us as well. */
function comment(value: string, name: string): string | undefined {
  if (isCommand(value)) return undefined;
  const lines = value.split(/\r?\n/).map((line) => line.trim());
  const written = name === "SHOUTRRR" ? lines.filter((line) => !line.startsWith("#")) : lines;
  return written.some((line) => /(?:^|[ \t])#/.test(line))
    ? "a comment (# and what follows) arrived as part of the value; take it away"
    : undefined;
}

function typographic(value: string): string | undefined {
  if (isCommand(value)) return undefined;
  const sign = [...value].find((each) => meantSign(each) !== undefined);
  return sign === undefined ? undefined : describeSign(sign);
}

function itemsOf(value: string): readonly string[] {
  return value.replaceAll(/\{[^{}]*\}/g, "").split(/[\s,]+/);
}

function sampleName(value: string): string | undefined {
  const sample = itemsOf(value).find((item) =>
    /(?:^|\.)your[_-]?(?:sub[_-]?)?(?:domain|zone|name|host|site|record)(?:[_-]?name)?s?(?:[._-]|$)|(?:^|\.)change[_-]?me(?:\.|$)|(?:^|\.)x{4,}(?:\.|$)|^</i.test(
      item,
    ),
  );
  return sample === undefined
    ? undefined
    : `${quote(sample)} is still the sample text of a manual; write your own name`;
}

function idForName(value: string): string | undefined {
  const id = itemsOf(value).find((item) => /^[0-9a-f]{32}$/i.test(item));
  return id === undefined
    ? undefined
    : `${quote(id)} is an id, as zones and accounts have; write the name, such as example.org`;
}

function offForNone(value: string): string | undefined {
  return /^(?:off|no|false|0|disabled?|unmanaged|null|nil|-)$/i.test(value)
    ? "a family that is to be left alone has the source none; write none"
    : undefined;
}

function noSecret(value: string, name: string): string | undefined {
  if (isPath(value)) return `it is a path; a file that holds the secret is named in ${name}_FILE`;
  if (isSampleText(value)) return "it is still the sample text of a manual; put your own in its place";
  return isVariableName(value) ? "it is the name of a variable; write the value" : undefined;
}

/** Somebody may have chosen such a password, so it is taken. */
function doubtfulSecret(value: string, name: string): string | undefined {
  if (name === "PUSH_CLIENTS") return undefined;
  if (isPath(value)) return `it looks like a path; a file that holds the secret is named in ${name}_FILE`;
  if (isSampleText(value)) return "it looks like the sample text of a manual, which others know too";
  if (WHOLE_VARIABLE.test(value) || isVariableName(value))
    return "it looks like the name of a variable instead of its value";
  return /[ \t]#/.test(value)
    ? "it holds a # behind a blank, as a comment would; take the comment away if it is one"
    : undefined;
}

function isPath(value: string): boolean {
  return /^(?:~|\.{1,2})?\/[^\s/]+\/\S*$|^[A-Za-z]:\\/.test(value);
}
