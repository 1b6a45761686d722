import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  conditionsOf,
  type Expression,
  evaluate,
  parseExpression,
  type Tokens,
  tokenize,
} from "../../../../src/core/expression.ts";
import { type Parsed, parsed, quote, refused } from "../../../../src/core/parsed.ts";
import { good } from "../values.ts";

function letter(tokens: Tokens): Parsed<string> {
  const token = tokens.take() ?? "";
  return /^[a-z]$/.test(token) ? parsed(token) : refused(`${quote(token)} is no letter`);
}

const read = (text: string) => parseExpression(text, "a letter", letter);

/** The value where exactly the letters of `truths` hold. */
const value = (text: string, truths: string) => evaluate(good(read(text)), (name) => truths.includes(name));

function all(tokens: Tokens): string[] {
  const list: string[] = [];
  for (let token = tokens.take(); token !== undefined; token = tokens.take()) list.push(token);
  return list;
}

test.each([
  ["", []],
  [" \n\t", []],
  ["a&&b", ["a", "&&", "b"]],
  ["a&b|||c", ["a", "&", "b", "||", "|", "c"]],
  ["is(x.y , z)", ["is", "(", "x.y", ",", "z", ")"]],
  ["a\u00a0b\u2003c", ["a", "b", "c"]],
])("%j / split / %j", (text, tokens) => {
  expect(all(tokenize(text, ["(", ")", ",", "&", "&&", "|", "||"]))).toEqual(tokens);
});

describe("grammar", () => {
  test.each([
    ["a || b && c", "a", true],
    ["a && b || c", "c", true],
    ["(a || b) && c", "a", false],
    ["!a && b", "b", true],
    ["!(a && b)", "a", true],
    ["!a || b", "a", false],
    ["!!!a", "", true],
    ["!!a", "a", true],
    ["a || b || c", "c", true],
    ["a && b && c", "ab", false],
    ["((((a))))", "a", true],
  ])("%s with %j / evaluated / %s", (text, truths, expected) => {
    expect(value(text, truths)).toBe(expected);
  });

  test.each([
    "",
    "a b",
    "a !b",
    "a (b)",
    "a &",
    "& a",
    "a & b",
    "a | b",
    "a &&",
    "a || ",
    "&& a",
    "a && && b",
    "!",
    "!)",
    "(",
    ")",
    "()",
    "(a",
    "(a & b)",
    "(a b)",
    "a)",
    "a,",
    ",",
    "A",
  ])("%j / read / refused with a reason", (text) => {
    const result = read(text);
    expect(result.ok).toBe(false);
    expect(!result.ok && result.reason.length).toBeGreaterThan(10);
  });

  test("parentheses without end / read / refused, not a broken stack", () => {
    expect(read("(".repeat(100_000))).toMatchObject({ ok: false });
    expect(read(`${"(".repeat(50)}a${")".repeat(50)}`)).toMatchObject({ ok: true });
    expect(value(`${"!".repeat(100_001)}a`, "")).toBe(true);
    expect(value(Array.from({ length: 10_000 }, () => "a").join("||"), "a")).toBe(true);
  });

  test("two negations / read / warned once", () => {
    expect(read("!!a && !!b")).toMatchObject({ warnings: ["two negations in a row cancel each other"] });
    expect(read("!(!a)")).toMatchObject({ warnings: [] });
  });

  test("warnings of conditions / read / handed on", () => {
    const warned = parseExpression("a && b", "a letter", (tokens) => parsed(tokens.take(), ["odd"]));
    expect(warned).toMatchObject({ ok: true, warnings: ["odd"] });
  });
});

describe("laws", () => {
  const tree: fc.Arbitrary<string> = fc.letrec<{ node: string }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom("a", "b", "c"),
      tie("node").map((term) => `!(${term})`),
      fc.tuple(tie("node"), tie("node")).map(([left, right]) => `(${left}) && (${right})`),
      fc.tuple(tie("node"), tie("node")).map(([left, right]) => `(${left} || ${right})`),
    ),
  })).node;
  const truths = fc.subarray(["a", "b", "c"]).map((letters) => letters.join(""));

  test("any expressions / combined / as booleans are", () => {
    fc.assert(
      fc.property(tree, tree, truths, (p, q, on) => {
        const [left, right] = [value(p, on), value(q, on)];
        expect(value(`!(${p})`, on)).toBe(!left);
        expect(value(`(${p}) && (${q})`, on)).toBe(left && right);
        expect(value(`(${p}) || (${q})`, on)).toBe(left || right);
        expect(value(`!((${p}) && (${q}))`, on)).toBe(value(`!(${p}) || !(${q})`, on));
        expect(value(p.replaceAll(" ", ""), on)).toBe(left);
      }),
    );
  });

  test("any expression / its conditions / the letters from left to right", () => {
    fc.assert(
      fc.property(tree, (p) => {
        const expression: Expression<string> = good(read(p));
        expect(conditionsOf(expression).join("")).toBe(p.replace(/[^abc]/g, ""));
      }),
    );
  });
});

describe("refusals in words", () => {
  const single = (sign: string) => `a single ${sign} is no operator; write ${sign}${sign}`;
  test.each([
    ["", "the expression breaks off; next comes a letter"],
    ["a &&", "the expression breaks off; next comes a letter"],
    ["(a ||", "the expression breaks off; next comes a letter"],
    ["& a", single("&")],
    ["| a", single("|")],
    ["a || & b", single("&")],
    ["a & b", single("&")],
    ["a | b", single("|")],
    ["(a & b)", single("&")],
    ["(a | b)", single("|")],
    [") a", '")" stands where a letter is expected'],
    ["a && , b", '"," stands where a letter is expected'],
    ["&& a", '"&&" stands where a letter is expected'],
    ["(a", "a parenthesis is never closed"],
    ["(a b)", '"b" stands where an operator or a closing parenthesis is expected'],
    ["(a, b)", '"," stands where an operator or a closing parenthesis is expected'],
    ["a)", "a closing parenthesis has no opening one"],
    ["a b", '"b" follows a whole expression; join two expressions with && or ||'],
    ["a (b)", '"(" follows a whole expression; join two expressions with && or ||'],
    ["(a && ?)", '"?" is no letter'],
  ])("%j / read / %s", (text, reason) => {
    expect(read(text)).toMatchObject({ ok: false, reason });
  });

  test("parentheses / nested / a hundred are read, one more is refused", () => {
    const nested = (depth: number) => `${"(".repeat(depth)}a${")".repeat(depth)}`;
    expect(read(nested(100)).ok).toBe(true);
    expect(read(nested(101))).toMatchObject({
      ok: false,
      reason: "parentheses are nested deeper than 100 levels",
    });
  });
});
