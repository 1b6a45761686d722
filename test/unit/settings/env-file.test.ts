/** Env files: read the same everywhere, refused by line, and what is written reads back equal. */

import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseEnvFile } from "../../../src/settings/index.ts";
import { formatAssignment } from "../../../src/settings/values/env-file.ts";

describe("values", () => {
  test.each([
    ["X=ab#a-long-and-good-one", "ab#a-long-and-good-one"],
    ["X=ab #comment", "ab"],
    ["X=ab\t# comment", "ab"],
    ["X=#ab", "#ab"],
    ["X= #ab", ""],
    ["X=", ""],
    ["X =  a b  ", "a b"],
    ["export X=a", "a"],
    ["  X=a", "a"],
    ["X=smtp://u:p#w@host/?a=b#c", "smtp://u:p#w@host/?a=b#c"],
    ["X=a=b=c", "a=b=c"],
    ["X='a b #c'", "a b #c"],
    ['X="a b #c" # comment', "a b #c"],
    [String.raw`X="a \"b\" \\ \$c \n"`, String.raw`a "b" \ $c \n`],
    [String.raw`X='a \"b\" \\'`, String.raw`a \"b\" \\`],
    [String.raw`X='it'\''s'`, "it's"],
    [`X='a'"'"'b'`, "a'b"],
    [String.raw`X=^ddns\d+ "q"$`, String.raw`^ddns\d+ "q"$`],
    [`X=command:sh -c "echo '1'"`, `command:sh -c "echo '1'"`],
    [`X=\${HOME}$Y`, `\${HOME}$Y`],
    ["X='one\ntwo # no comment\n\nthree'", "one\ntwo # no comment\n\nthree"],
    ["\ufeffX=a", "a"],
    ["X=a\r", "a"],
    ["X='a' \r", "a"],
    ["X=first\nX=last", "last"],
    ["# c\n\n   # d\nX=a\n#", "a"],
  ])("%j / read / %j", (text, value) => {
    const { values, bad } = parseEnvFile(text);
    expect(bad).toEqual([]);
    expect(values).toEqual({ X: value });
  });

  test.each([
    ["IP6_PROVIDER: none\nPROXIED=true", 1, "write IP6_PROVIDER="],
    ["A=1\n; comment\nB=2", 2, "NAME=value"],
    ["[service]\nA=1", 1, "NAME=value"],
    ["A=1\nlonely\nB=2", 2, "NAME=value"],
    ["A=1 \\\n  two\nB=2", 2, "NAME=value"],
    ["1A=x", 1, "NAME=value"],
    ["A-B=x", 1, "NAME=value"],
    ["=x", 1, "NAME=value"],
    ["B=2\nA='open\nC=3", 2, "never closed"],
    ['A="open\\"', 1, "never closed"],
    ["A='x' y", 1, "follows behind"],
    ['A="x" "y"', 1, "follows behind"],
  ])("%j / read / line %i is refused: %s", (text, line, words) => {
    const { bad } = parseEnvFile(text);
    expect(bad).toMatchObject([{ line, message: expect.stringContaining(words) as string }]);
  });

  test("a line that is none / read / nothing of it is repeated, and its neighbours are not swallowed", () => {
    const { values, bad } = parseEnvFile("A=1\nhunter2-secret\nB=2");
    expect(JSON.stringify(bad)).not.toContain("hunter2");
    expect(values).toEqual({ A: "1", B: "2" });
  });
});

/** As `readValues` leaves them: no blanks around. */
const value = fc
  .oneof(
    fc.string({ unit: fc.constantFrom(..."ab #'\"\\$`=\n\r\t;{}") }),
    fc.string({ unit: "grapheme" }),
    fc.string(),
  )
  .map((text) => text.replaceAll("\0", "").trim());

test("any value / written and read / equal, with others around it", () => {
  fc.assert(
    fc.property(fc.array(value, { maxLength: 5 }), (values) => {
      const written = Object.fromEntries(values.map((text, index) => [`V${index}`, text]));
      const lines = Object.entries(written).map(([name, text]) => formatAssignment(name, text));
      expect(parseEnvFile(["# made", ...lines, ""].join("\n"))).toEqual({ values: written, bad: [] });
    }),
    { numRuns: 2000 },
  );
});

test("quoted values / read by a shell / the same", () => {
  const folder = mkdtempSync(join(tmpdir(), "env-file-"));
  const quoted = [
    `'a b'`,
    `"a \\"b\\" \\$c \\\\ \\n"`,
    `'a'"'"'b'`,
    `"x # y"`,
    String.raw`'it'\''s'`,
    `'one\ntwo'`,
    `a#b`,
  ];
  const file = join(folder, "f.env");
  writeFileSync(file, quoted.map((text, index) => `V${index}=${text}\n`).join(""));
  const names = quoted.map((_, index) => `V${index}`);
  const printed = execFileSync("sh", [
    "-c",
    `. "$1"; printf '%s\\0' ${names.map((name) => `"$${name}"`).join(" ")}`,
    "sh",
    file,
  ]);
  const { values } = parseEnvFile(quoted.map((text, index) => `V${index}=${text}`).join("\n"));
  expect(names.map((name) => values[name])).toEqual(printed.toString().split("\0").slice(0, -1));
});

test("any text / read / an answer, never an exception", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."AB=#'\" \n\\$") }), (text) => {
      const { values, bad } = parseEnvFile(text);
      for (const name of Object.keys(values)) expect(name).toMatch(/^[A-Z]+$/);
      expect(bad.every(({ line }) => line >= 1 && line <= text.split("\n").length)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
