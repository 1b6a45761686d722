import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatNativeProxied, parseProxied } from "../../../../src/core/plan/proxied.ts";
import { nameText } from "../arbitraries.ts";
import { good, nameOf } from "../values.ts";

const native = (text: string, name: string) => good(parseProxied(text, "native"))(nameOf(name));
const theirs = (text: string, name: string) => good(parseProxied(text, "timothymiller"))(nameOf(name));

describe("native", () => {
  test.each([
    ["is(example.com,)", "example.com", true],
    ["is(example.com www.example.com)", "www.example.com", true],
    ["is(,example.com,,)", "example.com", true],
    ["is(*.example.com)", "*.example.com", true],
    ["is(*.example.com)", "a.example.com", false],
    ["is(bücher.example)", "xn--bcher-kva.example", true],
    ["is(.)", "example.com", false],
    ["sub(example.com)", "example.com", false],
    ["sub(example.com)", "a.example.com", true],
    ["sub(*.example.com)", "*.example.com", false],
    ["sub(*.example.com)", "a.example.com", false],
    ["sub(com) && !is(example.com)", "www.example.com", true],
    ["sub(com) && !is(example.com)", "example.com", false],
    ["TRUE", "example.com", true],
    ["FALSE", "example.com", false],
  ])("%s for %s / decided / %s", (text, name, expected) => {
    expect(native(text, name)).toBe(expected);
  });

  test.each([
    "on",
    "2",
    "is(a$b.example.com)",
    "is(",
    "is(a.com",
    "is(a.com ||",
    "is(a.com (b.com))",
    "sub",
    "sub(!a.com)",
    "is(..)",
    "is(*)",
    "(is(a.com)",
    "is(a.com),",
    "IS(a.com)",
  ])("%s / read / refused", (text) => {
    expect(parseProxied(text, "native")).toMatchObject({ ok: false });
  });

  test.each([
    ["is()", "without a name"],
    ["is(,)", "extra comma"],
    ["sub(a.com,,b.com)", "extra comma"],
    ["sub(,a.com)", "extra comma"],
    ["sub(a.com b.com)", "missing"],
    ["sub(*.a.com)", "below a wildcard"],
    ["!!true", "cancel"],
    ["is(a.com) || !is(b.com)", "only excludes"],
    ["is(a.com) && !is(a.com)", "always false"],
    ["is(a.com) || !is(a.com)", "always true"],
    ["true || is(a.com)", "always true"],
  ])("%s / read / warned: %s", (text, word) => {
    const read = parseProxied(text, "native");
    expect(read.ok && read.warnings.join("; ")).toContain(word);
  });

  test.each([
    "true",
    "0",
    "is(a.com)",
    "is(a.com,)",
    "sub(a.com, b.com,)",
    "sub(.)",
    "is(a.com) || sub(a.com)",
    "sub(a.com) && !is(b.a.com)",
    "!is(a.com)",
    ["a", "b", "c", "d", "e", "f", "g", "h", "i"].map((letter) => `is(${letter}.com)`).join(" || "),
  ])("%s / read / no warning", (text) => {
    expect(parseProxied(text, "native")).toMatchObject({ ok: true, warnings: [] });
  });

  test("a bare name / refused / the reason shows how to write it", () => {
    const read = parseProxied("home.example.com", "native");
    expect(!read.ok && read.reason).toContain("is(home.example.com)");
  });
});

describe("timothymiller's", () => {
  test.each([
    ["sub(example.com)", "example.com", true],
    ["sub(example.com)", "www.example.com", true],
    ["sub(example.com)", "*.example.com", true],
    ["sub(example.com)", "subexample.com", false],
    ["is(a.example.com b.example.com)", "b.example.com", true],
    ["is(A.Example.COM)", "a.example.com", true],
    ["sub()", "example.com", false],
    ["true", "example.com", true],
    ["false", "example.com", false],
    ["!is(a.example.com) && true", "b.example.com", true],
  ])("%s for %s / decided / %s", (text, name, expected) => {
    expect(theirs(text, name)).toBe(expected);
  });

  test.each(["True", "1", "t", "yes", "", "is(a.com", "true &"])("%j / read / refused", (text) => {
    expect(parseProxied(text, "timothymiller")).toMatchObject({ ok: false });
  });

  test("what the native language warns about / read / no warning, for nothing is odd about it there", () => {
    expect(parseProxied("is(a.com b.com) || sub()", "timothymiller")).toMatchObject({
      ok: true,
      warnings: [],
    });
  });
});

describe("from timothymiller's to native", () => {
  test.each([
    ["true", "true"],
    ["sub(example.com)", "(is(example.com) || sub(example.com))"],
    ["sub(a.com b.com)", "(is(a.com, b.com) || sub(a.com, b.com))"],
    ["is(a.com)", "is(a.com)"],
    ["is()", "false"],
    ["!sub(a.com)", "!(is(a.com) || sub(a.com))"],
    ["!(is(a.com) || is(b.com)) && true", "!(is(a.com) || is(b.com)) && true"],
    ["(is(a.com) || is(b.com)) && !is(c.com)", "(is(a.com) || is(b.com)) && !is(c.com)"],
    ["is(a.com) && is(b.com) || is(c.com)", "is(a.com) && is(b.com) || is(c.com)"],
    ["!!is(a.com)", "is(a.com)"],
    [" nonsense ", "nonsense"],
  ])("%s / written / %s", (text, expected) => {
    expect(formatNativeProxied(text)).toBe(expected);
  });

  test("any expression / written natively / decides the same", () => {
    const condition = fc.oneof(
      fc.constantFrom("true", "false", "is()", "sub()"),
      fc
        .tuple(fc.constantFrom("is", "sub"), fc.array(nameText, { minLength: 1, maxLength: 3 }))
        .map(([word, names]) => `${word}(${names.join(" ")})`),
    );
    const tree = fc.letrec<{ node: string }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        condition,
        tie("node").map((term) => `!(${term})`),
        fc
          .tuple(tie("node"), fc.constantFrom("&&", "||"), tie("node"))
          .map(([a, op, b]) => `(${a} ${op} ${b})`),
      ),
    })).node;
    fc.assert(
      fc.property(tree, nameText, (text, name) => {
        // Names that the expression holds, and names below them, are the ones worth asking about.
        const named = [...text.matchAll(/(?:is|sub)\(([^()]+)\)/g)].flatMap(([, list = ""]) =>
          list.split(" "),
        );
        const translated = formatNativeProxied(text);
        for (const candidate of [name, ...named, ...named.map((parent) => `a.${parent.replace("*.", "")}`)]) {
          expect(native(translated, candidate)).toBe(theirs(text, candidate));
        }
      }),
    );
  });
});
