/** Options in braces behind a name or a list: `{site=cabin, ttl=120, hostid6=[::7, preserve]}`. */

import type { Tokens } from "./expression.ts";
import { type Parsed, parsed, quote, refused } from "./parsed.ts";

/** What has a meaning of its own in lists with braces; for `tokenize`. */
export const BRACE_SYMBOLS: readonly string[] = ["{", "}", "[", "]", "(", ")", "=", ","];

/** One option as it is written; `values` holds one text, or those between brackets, which may be none. */
export interface BraceOption {
  readonly option: string;
  readonly values: readonly string[];
  readonly hasBrackets: boolean;
}

/** Whose braces are read, and which options may stand in them. */
export interface Braces {
  readonly owner: string;
  readonly accepted: readonly string[];
}

/**
 * The options behind `{`, up to and with `}`, in the order in which they stand; an option may come twice here.
 *
 *   options = [ option { "," option } [","] ] "}"   option = NAME "=" ( value | "[" [ value { "," value } [","] ] "]" )
 *   value   = WORD [ "(" { WORD } ")" ]
 */
export function readBraces(tokens: Tokens, { owner, accepted }: Braces): Parsed<readonly BraceOption[]> {
  const options: BraceOption[] = [];
  while (!tokens.takeIf("}")) {
    const option = tokens.take();
    if (option === undefined) return refused(`the brace behind ${quote(owner)} is never closed`);
    if (!accepted.includes(option)) return refused(unknown(option, owner, accepted));
    if (!tokens.takeIf("=")) return refused(`${option} of ${quote(owner)} needs = and a value`);
    const read = readValues(tokens, option, owner);
    if (!read.ok) return read;
    options.push(read.value);
    if (!tokens.takeIf(",") && tokens.peek() !== "}")
      return refused(unfinished(tokens.peek(), `the options of ${quote(owner)}`));
  }
  return parsed(options);
}

/** The one text of an option that takes one; an option stands once. Undefined where it does not stand at all. */
export function singleValue(
  options: readonly BraceOption[],
  option: string,
  owner: string,
): Parsed<string | undefined> {
  const [first, second] = options.filter((each) => each.option === option);
  if (first === undefined) return parsed(undefined);
  if (second !== undefined)
    return refused(`${quote(owner)} has the option ${option} twice; write it once, with one value`);
  const [value, another] = first.values;
  return first.hasBrackets || value === undefined || another !== undefined
    ? refused(`${option} of ${quote(owner)} takes one value, without brackets`)
    : parsed(value);
}

function unknown(option: string, owner: string, accepted: readonly string[]): string {
  return BRACE_SYMBOLS.includes(option)
    ? `${quote(option)} stands in the braces of ${quote(owner)} where an option is expected; there are ${accepted.join(", ")}`
    : `${quote(option)} is not an option of ${quote(owner)}; there are ${accepted.join(", ")}`;
}

function readValues(tokens: Tokens, option: string, owner: string): Parsed<BraceOption> {
  if (!tokens.takeIf("[")) {
    const single = readValue(tokens, option, owner);
    return single.ok ? parsed({ option, values: [single.value], hasBrackets: false }) : single;
  }
  const values: string[] = [];
  while (!tokens.takeIf("]")) {
    const value = readValue(tokens, option, owner);
    if (!value.ok) return value;
    values.push(value.value);
    if (!tokens.takeIf(",") && tokens.peek() !== "]")
      return refused(unfinished(tokens.peek(), `the brackets behind ${option} of ${quote(owner)}`));
  }
  return parsed({ option, values, hasBrackets: true });
}

function readValue(tokens: Tokens, option: string, owner: string): Parsed<string> {
  const word = tokens.peek();
  if (word === undefined || BRACE_SYMBOLS.includes(word))
    return refused(`${option} of ${quote(owner)} has no value`);
  if (/^["']/.test(word))
    return refused(
      `${option} of ${quote(owner)} has quotation marks, which do not belong there; take them away`,
    );
  tokens.take();
  if (!tokens.takeIf("(")) return parsed(word);
  const inside: string[] = [];
  for (let token = tokens.take(); token !== ")"; token = tokens.take()) {
    if (token === undefined) return refused(`the parenthesis behind ${quote(word)} is never closed`);
    inside.push(token);
  }
  return parsed(`${word}(${inside.join(" ")})`);
}

function unfinished(found: string | undefined, where: string): string {
  return found === undefined
    ? `${where} are never closed`
    : `${quote(found)} follows in ${where} where a comma is expected`;
}
