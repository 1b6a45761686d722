/** Boolean expressions over conditions of any kind: the grammar that PROXIED and the detection filters share. */

import { type Parsed, parsed, quote, refused } from "./parsed.ts";

/** `and` and `or` hold two terms or more. */
export type Expression<Condition> =
  | { readonly kind: "condition"; readonly condition: Condition }
  | { readonly kind: "not"; readonly term: Expression<Condition> }
  | { readonly kind: "and" | "or"; readonly terms: readonly Expression<Condition>[] };

/** Walks over tokens. `peek` and `take` answer undefined at the end. */
export class Tokens {
  readonly #tokens: readonly string[];
  #next = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  peek(): string | undefined {
    return this.#tokens[this.#next];
  }

  take(): string | undefined {
    const token = this.peek();
    if (token !== undefined) this.#next += 1;
    return token;
  }

  /** Takes the next token if it is this one. */
  takeIf(token: string): boolean {
    if (this.peek() !== token) return false;
    this.#next += 1;
    return true;
  }
}

/** Splits at blanks and around symbols, where the longest symbol wins; blanks are not kept. */
export function tokenize(text: string, symbols: readonly string[]): Tokens {
  const longestFirst = [...symbols].sort((a, b) => b.length - a.length);
  const tokens: string[] = [];
  let word = "";
  let at = 0;
  while (at < text.length) {
    const symbol = longestFirst.find((candidate) => text.startsWith(candidate, at));
    const character = text.charAt(at);
    if (symbol === undefined && !/\s/.test(character)) {
      word += character;
    } else {
      if (word !== "") tokens.push(word);
      word = "";
      if (symbol !== undefined) tokens.push(symbol);
    }
    at += symbol?.length ?? 1;
  }
  if (word !== "") tokens.push(word);
  return new Tokens(tokens);
}

/** The symbols of expressions. A single `&` or `|` is one too, so that it can be refused. */
const EXPRESSION_SYMBOLS: readonly string[] = ["(", ")", ",", "!", "&&", "||", "&", "|"];

/** Whatever somebody means by deeper nesting, it is not this. */
const DEEPEST = 100;

/**
 * One whole expression: `!` binds tightest, then `&&`, then `||`; parentheses group.
 * `parseCondition` takes the tokens of one condition; `accepted` says what a condition looks like.
 */
export function parseExpression<Condition>(
  text: string,
  accepted: string,
  parseCondition: (tokens: Tokens) => Parsed<Condition>,
): Parsed<Expression<Condition>> {
  const tokens = tokenize(text, EXPRESSION_SYMBOLS);
  const warnings: string[] = [];

  function chain(kind: "and" | "or", depth: number): Parsed<Expression<Condition>> {
    const operator = kind === "and" ? "&&" : "||";
    const terms: Expression<Condition>[] = [];
    do {
      const term = kind === "or" ? chain("and", depth) : negation(depth);
      if (!term.ok) return term;
      terms.push(term.value);
    } while (tokens.takeIf(operator));
    const [only, ...others] = terms;
    return parsed(only !== undefined && others.length === 0 ? only : { kind, terms });
  }

  function negation(depth: number): Parsed<Expression<Condition>> {
    let count = 0;
    while (tokens.takeIf("!")) count += 1;
    if (count > 1) warnings.push("two negations in a row cancel each other");
    const operand = group(depth);
    if (!operand.ok || count % 2 === 0) return operand;
    return parsed({ kind: "not", term: operand.value });
  }

  function group(depth: number): Parsed<Expression<Condition>> {
    const next = tokens.peek();
    if (next === undefined) return refused(`the expression breaks off; next comes ${accepted}`);
    if (next === "&" || next === "|") return refused(singleOperator(next));
    if (next === "(") {
      if (depth >= DEEPEST) return refused(`parentheses are nested deeper than ${DEEPEST} levels`);
      tokens.take();
      const inner = chain("or", depth + 1);
      if (!inner.ok) return inner;
      return tokens.takeIf(")") ? inner : refused(notClosed(tokens.peek()));
    }
    if (EXPRESSION_SYMBOLS.includes(next)) {
      return refused(`${quote(next)} stands where ${accepted} is expected`);
    }
    const condition = parseCondition(tokens);
    if (!condition.ok) return condition;
    warnings.push(...condition.warnings);
    return parsed({ kind: "condition", condition: condition.value });
  }

  const whole = chain("or", 0);
  if (!whole.ok) return whole;
  const left = tokens.peek();
  if (left !== undefined) return refused(leftOver(left));
  return parsed(whole.value, [...new Set(warnings)]);
}

/** Is the expression true, given which conditions hold? */
export function evaluate<Condition>(
  expression: Expression<Condition>,
  holds: (condition: Condition) => boolean,
): boolean {
  switch (expression.kind) {
    case "condition":
      return holds(expression.condition);
    case "not":
      return !evaluate(expression.term, holds);
    case "and":
      return expression.terms.every((term) => evaluate(term, holds));
    case "or":
      return expression.terms.some((term) => evaluate(term, holds));
  }
}

/** All conditions, from left to right. */
export function conditionsOf<Condition>(expression: Expression<Condition>): readonly Condition[] {
  switch (expression.kind) {
    case "condition":
      return [expression.condition];
    case "not":
      return conditionsOf(expression.term);
    default:
      return expression.terms.flatMap(conditionsOf);
  }
}

function singleOperator(operator: string): string {
  return `a single ${operator} is no operator; write ${operator}${operator}`;
}

function notClosed(found: string | undefined): string {
  if (found === "&" || found === "|") return singleOperator(found);
  return found === undefined
    ? "a parenthesis is never closed"
    : `${quote(found)} stands where an operator or a closing parenthesis is expected`;
}

function leftOver(found: string): string {
  if (found === "&" || found === "|") return singleOperator(found);
  return found === ")"
    ? "a closing parenthesis has no opening one"
    : `${quote(found)} follows a whole expression; join two expressions with && or ||`;
}
