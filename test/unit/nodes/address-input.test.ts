/** What messages hold addresses in: where entries begin and end, what is a remark, and that no text takes long. */

import { describe, expect, test } from "vitest";
import { DdnsError } from "../../../nodes/shared/engine.ts";
import {
  described,
  entryFamily,
  quoted,
  readAddressInput,
} from "../../../nodes/shared/input/address-input.ts";

const textsIn = (value: unknown) => readAddressInput(value, "The payload").entries.map(({ text }) => text);
const refusal = (value: unknown): string => {
  try {
    readAddressInput(value, "The payload");
  } catch (thrown) {
    expect(thrown).toMatchObject({ code: "BAD_INPUT" });
    return thrown instanceof DdnsError ? thrown.message : "";
  }
  return "accepted";
};

describe("texts", () => {
  test.each<[string, unknown, readonly string[]]>([
    [
      "lines, commas and blanks",
      "1.1.1.1\n2.2.2.2, 3.3.3.3\t4.4.4.4",
      ["1.1.1.1", "2.2.2.2", "3.3.3.3", "4.4.4.4"],
    ],
    ["empty lines and commas in a row", "\n\n,,1.1.1.1 ,\n ", ["1.1.1.1"]],
    ["a remark behind an address", "1.1.1.1 # home\n2.2.2.2;office", ["1.1.1.1", "2.2.2.2"]],
    ["a remark in a remark", "1.1.1.1 # home ; 9.9.9.9 # old", ["1.1.1.1"]],
    ["a remark alone", "# my list\n1.1.1.1", ["1.1.1.1"]],
    ["ends of lines as in Windows", "# my list\r\n1.1.1.1\r\n", ["1.1.1.1"]],
    ["ends of lines as in old Macs", "# my list\r1.1.1.1 # home\r2.2.2.2", ["1.1.1.1", "2.2.2.2"]],
    ["ends of lines of Unicode", "# my list\u20281.1.1.1 # home\u20292.2.2.2", ["1.1.1.1", "2.2.2.2"]],
    ["a Buffer", Buffer.from("1.1.1.1\n# x\n2.2.2.2"), ["1.1.1.1", "2.2.2.2"]],
    ["arrays in arrays", ["1.1.1.1", ["2.2.2.2 # x", ["3.3.3.3"]]], ["1.1.1.1", "2.2.2.2", "3.3.3.3"]],
    ["no entry at all", [], []],
  ])("%s / read / the entries alone", (_title, value, expected) => {
    expect(textsIn(value)).toEqual(expected);
  });

  test.each([
    ["#".repeat(500_000)],
    [`${"#".repeat(500_000)}\u2028`],
    [`${";".repeat(500_000)}\r1.1.1.1`],
    [`${" ".repeat(500_000)}x`],
    [",".repeat(500_000)],
  ])("half a million signs in a row (%#) / read / at once", (text) => {
    const before = performance.now();
    refusal(text);
    expect(performance.now() - before).toBeLessThan(500);
  });
});

describe("items", () => {
  test("with a comment, without, with null / read / the comment where it is a text", () => {
    const { entries } = readAddressInput(
      [{ ip: " 1.1.1.1 ", comment: "home" }, { ip: "2.2.2.2" }, { ip: "3.3.3.3", comment: null }],
      "The payload",
    );
    expect(entries).toEqual([{ text: "1.1.1.1", comment: "home" }, { text: "2.2.2.2" }, { text: "3.3.3.3" }]);
  });
});

describe("by family", () => {
  test.each<[unknown, readonly string[], readonly number[]]>([
    [{ ipv4: "1.1.1.1" }, ["1.1.1.1"], [6]],
    [{ ipv4: "1.1.1.1", ipv6: null }, ["1.1.1.1"], [6]],
    [{ ipv4: null, ipv6: ["2606::1", "2606::2"] }, ["2606::1", "2606::2"], [4]],
    [{ ipv4: null, ipv6: null }, [], [4, 6]],
  ])("%j / read / what is null stays untouched", (value, texts, untouched) => {
    const read = readAddressInput(value, "The payload");
    expect(read.entries.map(({ text }) => text)).toEqual(texts);
    expect([...read.untouched]).toEqual(untouched);
    expect(read.byFamily).toBe(true);
  });

  test("a text / read / leaves no family untouched", () => {
    expect(readAddressInput("1.1.1.1", "x")).toEqual({
      entries: [{ text: "1.1.1.1" }],
      untouched: new Set(),
      byFamily: false,
    });
  });
});

describe("refused", () => {
  test.each<[unknown, string]>([
    [7, "The payload is a number, which holds no address."],
    [true, "The payload is a boolean, which holds no address."],
    [null, "The payload is null, which holds no address."],
    [undefined, "The payload is not set, which holds no address."],
    [{}, "The payload is an object, which holds no address."],
    [["1.1.1.1", 7], "The payload[1] is a number, which holds no address."],
    [["1.1.1.1", [{}]], "The payload[1][0] is an object, which holds no address."],
    ["", "The payload is a text without any address."],
    ["# nothing", "The payload is a text without any address."],
    ["1".repeat(1_000_001), "The payload is a text of more than 1000000 characters."],
    [{ ip: " " }, "The payload has an empty ip."],
    [{ ip: "1.1.1.1", comment: 7 }, "The payload has a comment that is a number, not a text."],
    [{ ip: "1.1.1.1", comment: ["x"] }, "The payload has a comment that is an array, not a text."],
    [{ ipv4: "2606::1" }, 'The payload, ipv4 holds "2606::1", which is not an IPv4 address.'],
    [{ ipv6: ["2606::1", "1.1.1.1"] }, 'The payload, ipv6 holds "1.1.1.1", which is not an IPv6 address.'],
    [{ ipv4: [] }, "The payload, ipv4 is empty; null leaves the family as it is."],
    [{ ipv4: 7 }, "The payload, ipv4 is a number, which holds no address."],
  ])("%j / read / %s", (value, message) => {
    expect(refusal(value)).toBe(`${message} Correct the message, or the property of the node.`);
  });
});

test.each([
  ["short", '"short"'],
  ["two\nlines", '"two\\nlines"'],
  ["x".repeat(60), `"${"x".repeat(60)}"`],
  ["x".repeat(61), `"${"x".repeat(60)}…"`],
])("%j / quoted / %s", (text, expected) => {
  expect(quoted(text)).toBe(expected);
});

test.each([
  [null, "null"],
  [undefined, "not set"],
  [[1], "an array"],
  [{}, "an object"],
  ["secret", "a string"],
  [() => 1, "a function"],
])("%j / described / %s", (value, expected) => {
  expect(described(value)).toBe(expected);
});

test.each([
  ["1.1.1.1", 4],
  ["nonsense", 4],
  ["::1", 6],
] as const)("%s / by its looks / IPv%d", (text, family) => {
  expect(entryFamily(text)).toBe(family);
});
