import { describe, expect, test } from "vitest";
import { silentLines } from "../../../../src/core/source/answers.ts";
import { unite } from "../../../../src/core/source/union.ts";
import type { Detection, KnownDetection } from "../../../../src/core/types.ts";
import { addressOf } from "../values.ts";

const knows = (...texts: [string, ...string[]]): KnownDetection => {
  const [first, ...rest] = texts.map((text) => ({ address: addressOf(text) }));
  return { status: "known", source: "x", addresses: [first ?? { address: addressOf("8.8.8.8") }, ...rest] };
};
const silent: Detection = { status: "unavailable", source: "x", reason: "timed out after 5 s" };
const answers = (said: Readonly<Record<string, Detection>>) =>
  Object.entries(said).map(([name, detection]) => ({ name, detection }));
const known = (detection: Detection): KnownDetection => {
  if (detection.status !== "known") throw new Error(JSON.stringify(detection));
  return detection;
};

describe("the lines behind one name", () => {
  test("all answer / united / every address once, in their order, and whole", () => {
    const together = known(
      unite("all", answers({ a: knows("8.8.8.8", "8.8.4.4"), b: knows("8.8.8.8", "9.9.9.9") })),
    );
    expect(together.addresses.map(({ address }) => address)).toEqual(["8.8.8.8", "8.8.4.4", "9.9.9.9"]);
    expect(silentLines(together)).toEqual([]);
    expect(together).not.toHaveProperty("delegated");
  });

  test("one is silent / united / known, and it says which line is missing and why", () => {
    const together = known(unite("all", answers({ a: knows("8.8.8.8"), b: silent })));
    expect(together.addresses).toEqual([{ address: "8.8.8.8" }]);
    expect(silentLines(together)).toEqual([{ name: "b", addresses: [], silence: "timed out after 5 s" }]);
  });

  test("none answers / united / unavailable with every reason", () => {
    expect(unite("all", answers({ a: silent, b: silent }))).toMatchObject({
      status: "unavailable",
      reason: "no line answered: a: timed out after 5 s; b: timed out after 5 s",
    });
  });

  test("a union in a union / united / its lines are lines of the whole", () => {
    const inner = unite("all(a; b)", answers({ a: knows("8.8.8.8"), b: silent }));
    const together = known(unite("all", answers({ "all(a; b)": inner, c: knows("9.9.9.9") })));
    expect(together.lines?.map(({ name }) => name)).toEqual(["a", "b", "c"]);
    expect(silentLines(together).map(({ name }) => name)).toEqual(["b"]);
  });

  test("two lines described alike / united / told apart by number", () => {
    const said = [
      { name: "url:https://a.example/", detection: knows("8.8.8.8") },
      { name: "url:https://a.example/", detection: knows("9.9.9.9") },
    ];
    expect(known(unite("all", said)).lines?.map(({ name }) => name)).toEqual([
      "url:https://a.example/",
      "url:https://a.example/ #2",
    ]);
  });

  test("lines with networks delegated to them / united / all of these", () => {
    const network = (text: string) => ({ address: addressOf(text), prefixLength: 56 });
    const one = { ...knows("2001:db8::1"), delegated: [network("2001:db8:1::")] };
    const other = { ...knows("2001:db8::2"), delegated: [network("2001:db8:2::"), network("2001:db8:1::")] };
    expect(known(unite("all", answers({ one, other }))).delegated).toEqual([
      network("2001:db8:1::"),
      network("2001:db8:2::"),
    ]);
  });
});

describe("what lines are delegated", () => {
  const network = { address: addressOf("2001:db8:a::"), prefixLength: 56 };
  const A = addressOf("2001:db8:a::1");
  const named: KnownDetection = {
    status: "known",
    source: "x",
    addresses: [{ address: A }],
    delegated: [network],
  };

  test("one names networks, the other none / united / the networks, at the line that named them", () => {
    const together = known(unite("all", answers({ a: named, b: knows("2001:db8:b::1") })));
    expect(together.delegated).toEqual([network]);
    expect(together.lines).toEqual([
      { name: "a", addresses: [{ address: A }], delegated: [network] },
      { name: "b", addresses: [{ address: addressOf("2001:db8:b::1") }] },
    ]);
  });

  test("all were filtered away / united / none, which is not the same as not named", () => {
    expect(known(unite("all", answers({ a: { ...named, delegated: [] } }))).delegated).toEqual([]);
  });
});

test("clear and silent lines / united / each says why it is silent", () => {
  const together = known(unite("all", answers({ a: knows("8.8.8.8"), b: { status: "clear" }, c: silent })));
  expect(together.lines?.map(({ silence }) => silence)).toEqual([
    undefined,
    "names no address",
    "timed out after 5 s",
  ]);
});

test("no line answers / united / unavailable, with every reason and its code", () => {
  expect(unite("all", answers({ a: silent, b: { status: "unmanaged" } }))).toEqual({
    status: "unavailable",
    source: "all",
    reason: "no line answered: a: timed out after 5 s; b: not managed",
    code: "DETECTION_FAILED",
  });
});
