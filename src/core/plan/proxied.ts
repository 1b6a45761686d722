/** Which names go through Cloudflare's proxy: the expressions of PROXIED, in two dialects. */

import { conditionsOf, type Expression, evaluate, parseExpression, type Tokens } from "../expression.ts";
import { parseSuffix } from "../name/fqdn.ts";
import { type Parsed, parsed, quote, refused } from "../parsed.ts";
import type { Fqdn } from "../types.ts";

/** `native` is favonia's language, `timothymiller` that of the program of this name, where sub(d) holds for d itself too. */
export type ProxiedDialect = "native" | "timothymiller";

type Condition =
  | { readonly kind: "constant"; readonly value: boolean }
  | { readonly kind: "is" | "sub"; readonly names: readonly Name[] };

/** `ascii` is `.` for the root. */
interface Name {
  readonly written: string;
  readonly ascii: string;
}

const CONSTANTS: Readonly<Record<ProxiedDialect, ReadonlyMap<string, boolean>>> = {
  native: new Map([
    ...["1", "t", "T", "TRUE", "true", "True"].map((word) => [word, true] as const),
    ...["0", "f", "F", "FALSE", "false", "False"].map((word) => [word, false] as const),
  ]),
  timothymiller: new Map([
    ["true", true],
    ["false", false],
  ]),
};

const ACCEPTED = "true, false, is(names) or sub(names)";

/** An expression of booleans, is(), sub(), `!`, `&&`, `||` and parentheses, as the decision it makes for each name. */
export function parseProxied(text: string, dialect: ProxiedDialect): Parsed<(name: Fqdn) => boolean> {
  const expression = parseTree(text, dialect);
  if (!expression.ok) return expression;
  const decide = (name: Fqdn): boolean =>
    evaluate(expression.value, (condition) => holds(condition, name, dialect));
  const advice = dialect === "native" ? advise(expression.value) : [];
  return parsed(decide, [...expression.warnings, ...advice]);
}

/** The native expression that decides as timothymiller's does, so sub(d) becomes `(is(d) || sub(d))`; text that cannot be read stays as it is. */
export function formatNativeProxied(text: string): string {
  const expression = parseTree(text, "timothymiller");
  return expression.ok ? formatExpression(expression.value) : text.trim();
}

function parseTree(text: string, dialect: ProxiedDialect): Parsed<Expression<Condition>> {
  return parseExpression(text, ACCEPTED, (tokens) => parseCondition(tokens, dialect));
}

function parseCondition(tokens: Tokens, dialect: ProxiedDialect): Parsed<Condition> {
  const word = tokens.take() ?? "";
  const constant = CONSTANTS[dialect].get(word);
  if (constant !== undefined) return parsed({ kind: "constant", value: constant });
  if (word !== "is" && word !== "sub")
    return refused(`${quote(word)} is not understood; ${ACCEPTED}${hint(word)}`);
  if (!tokens.takeIf("(")) return refused(`${word} needs its names in parentheses: ${word}(example.org)`);
  const names = parseNames(tokens, word);
  if (!names.ok) return names;
  return parsed({ kind: word, names: names.value }, dialect === "native" ? names.warnings : []);
}

/** Up to and with the closing parenthesis. Warnings are those of the native dialect. */
function parseNames(tokens: Tokens, word: "is" | "sub"): Parsed<readonly Name[]> {
  const names: Name[] = [];
  const warnings: string[] = [];
  let afterComma = true;
  for (;;) {
    const token = tokens.take();
    if (token === undefined) return refused(`the list of ${word}() is never closed`);
    if (token === ")") break;
    if (token === ",") {
      if (afterComma) warnings.push(`an extra comma in ${word}()`);
      afterComma = true;
      continue;
    }
    if (/^[(!&|]/.test(token))
      return refused(`${quote(token)} stands in the list of ${word}(), which holds names alone`);
    const name = parseSuffix(token);
    if (!name.ok) return name;
    if (!afterComma) warnings.push(`a comma is missing before ${quote(token)} in ${word}()`);
    if (word === "sub" && name.value.startsWith("*.")) {
      warnings.push(
        `sub(${token}) never holds, since nothing is below a wildcard; write sub(${name.value.slice(2)})`,
      );
    }
    names.push({ written: token, ascii: name.value });
    afterComma = false;
  }
  if (names.length === 0) warnings.push(`${word}() without a name never holds`);
  return parsed(names, warnings);
}

function holds(condition: Condition, name: Fqdn, dialect: ProxiedDialect): boolean {
  switch (condition.kind) {
    case "constant":
      return condition.value;
    case "is":
      return condition.names.some(({ ascii }) => ascii === name);
    case "sub":
      return condition.names.some(
        ({ ascii }) =>
          ascii === "." || name.endsWith(`.${ascii}`) || (dialect === "timothymiller" && ascii === name),
      );
  }
}

function advise(expression: Expression<Condition>): readonly string[] {
  if (expression.kind === "condition") return [];
  const advice: string[] = [];
  if (expression.kind === "or" && expression.terms.some((term) => term.kind === "not")) {
    advice.push("a term that only excludes, joined by ||, lets in everything else; && was probably meant");
  }
  const fixed = fixedValue(expression);
  if (fixed !== undefined) advice.push(`the expression is always ${fixed}`);
  return advice;
}

/** Beyond so many different conditions nobody's expression is tried out whole. */
const MOST_CONDITIONS = 8;

/** The value that the expression has whatever its is() and sub() say; undefined where they matter. */
function fixedValue(expression: Expression<Condition>): boolean | undefined {
  const free = conditionsOf(expression).filter((condition) => condition.kind !== "constant");
  const keys = [...new Set(free.map(formatCondition))];
  if (keys.length > MOST_CONDITIONS) return undefined;
  const values = Array.from({ length: 2 ** keys.length }, (_, row) =>
    evaluate(expression, (condition) =>
      condition.kind === "constant"
        ? condition.value
        : Math.floor(row / 2 ** keys.indexOf(formatCondition(condition))) % 2 === 1,
    ),
  );
  return values.every((value) => value === values[0]) ? values[0] : undefined;
}

function formatCondition(condition: Condition): string {
  return condition.kind === "constant"
    ? String(condition.value)
    : `${condition.kind}(${condition.names.map((name) => name.written).join(", ")})`;
}

function formatExpression(expression: Expression<Condition>): string {
  switch (expression.kind) {
    case "condition":
      return formatInclusive(expression.condition);
    case "not": {
      const term = formatExpression(expression.term);
      return expression.term.kind === "condition" ? `!${term}` : `!(${term})`;
    }
    case "and":
      return expression.terms
        .map((term) => (term.kind === "or" ? `(${formatExpression(term)})` : formatExpression(term)))
        .join(" && ");
    case "or":
      return expression.terms.map(formatExpression).join(" || ");
  }
}

function formatInclusive(condition: Condition): string {
  if (condition.kind === "constant") return String(condition.value);
  if (condition.names.length === 0) return "false";
  const text = formatCondition(condition);
  return condition.kind === "is" ? text : `(${formatCondition({ ...condition, kind: "is" })} || ${text})`;
}

function hint(word: string): string {
  return word.includes(".") ? `; to name one, write is(${word})` : "";
}
