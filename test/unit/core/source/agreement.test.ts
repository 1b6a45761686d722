import { describe, expect, test } from "vitest";
import { countAgreement } from "../../../../src/core/source/agreement.ts";
import type { DelegatedPrefix, Detection, KnownDetection } from "../../../../src/core/types.ts";
import { addressOf } from "../values.ts";

const entry = (text: string) => {
  const [address = "", length] = text.split("/");
  return length === undefined
    ? { address: addressOf(address) }
    : { address: addressOf(address), prefixLength: Number(length) };
};
const known = (text: string, more: Partial<KnownDetection> = {}): KnownDetection => {
  const [first = entry(text), ...rest] = text.split(" ").map(entry);
  return { status: "known", source: "m", addresses: [first, ...rest], ...more };
};
const said = (detection: Detection) => ({ name: "m", detection });
const failed: Detection = { status: "unavailable", source: "m", reason: "no" };
const network = (text: string): DelegatedPrefix => entry(text) as DelegatedPrefix;

describe("equal answers", () => {
  test.each<[one: string, other: string, length: number, equal: boolean]>([
    ["8.8.8.8 9.9.9.9", "9.9.9.9 8.8.8.8", 32, true],
    ["8.8.8.8 8.8.8.8", "8.8.8.8", 32, true],
    ["8.8.8.8/32", "8.8.8.8", 32, true],
    ["8.8.8.8/24", "8.8.8.8", 24, true],
    ["8.8.8.8/24", "8.8.8.8", 32, false],
    ["8.8.8.8/8", "8.8.8.8/32", 32, false],
    ["2001:db8::7/64", "2001:db8::7", 64, true],
    ["2001:db8::7/48", "2001:db8::7", 64, false],
    ["8.8.8.8", "8.8.8.8 9.9.9.9", 32, false],
    ["8.8.8.8 1.1.1.1", "8.8.8.8 9.9.9.9", 32, false],
  ])("%s and %s, /%d by default / compared / %s", (one, other, length, equal) => {
    const state = equal ? "agreed" : "failed";
    expect(countAgreement(2, [said(known(one)), said(known(other))], length).state).toBe(state);
    expect(countAgreement(2, [said(known(other)), said(known(one))], length).state).toBe(state);
  });

  const [x, y, none] = [said(known("8.8.8.8")), said(known("9.9.9.9")), said(failed)];
  const partial = said(
    known("8.8.8.8", {
      lines: [
        { name: "a", addresses: [entry("8.8.8.8")] },
        { name: "b", addresses: [], silence: "off" },
      ],
    }),
  );

  test.each<[number, readonly (ReturnType<typeof said> | undefined)[], string]>([
    [2, [x, undefined, undefined], "open"],
    [2, [x, undefined, x], "agreed"],
    [2, [x, y, none], "failed"],
    [3, [x, y, undefined], "failed"],
    [2, [none, none, undefined], "failed"],
    [1, [none, undefined], "open"],
    [2, [partial, x, undefined], "open"],
    [2, [partial, x], "failed"],
    [1, [partial], "failed"],
    [2, [said({ status: "clear" }), said({ status: "clear" })], "failed"],
    [2, [said({ status: "unmanaged" }), said({ status: "unmanaged" })], "failed"],
  ])("%i wanted of %o / counted / %s", (count, answers, state) => {
    expect(countAgreement(count, answers, 32).state).toBe(state);
  });

  test("no agreement with a line that was silent / told / which one", () => {
    expect(countAgreement(2, [partial, x], 32)).toMatchObject({
      reason: "fewer than 2 equal answers: m: 8.8.8.8 without b; m: 8.8.8.8",
    });
  });

  test("networks delegated to the home / counted / only where as many name the same", () => {
    const one = known("2001:db8::7", { delegated: [network("2001:db8:1::/56")] });
    const other = known("2001:db8::7", { delegated: [network("2001:db8:2::/56")] });
    const without = known("2001:db8::7");
    const delegated = (...answers: KnownDetection[]) => {
      const vote = countAgreement(2, answers.map(said), 64);
      return vote.state === "agreed" ? vote.answer.delegated : vote.state;
    };
    expect(delegated(without, one, one)).toEqual([network("2001:db8:1::/56")]);
    expect(delegated(one, without)).toBeUndefined();
    expect(delegated(one, other)).toBeUndefined();
    expect(delegated(one, one)).toEqual([network("2001:db8:1::/56")]);
  });
});

test("two of three cannot agree any more / counted / what was said, and how many are not awaited", () => {
  expect(countAgreement(3, [said(known("8.8.8.8 9.9.9.9")), said(failed), undefined], 32)).toEqual({
    state: "failed",
    reason: "fewer than 3 equal answers: m: 8.8.8.8, 9.9.9.9; m: no; 1 not awaited any more",
  });
  expect(countAgreement(2, [said(known("8.8.8.8")), said(failed)], 32)).toEqual({
    state: "failed",
    reason: "fewer than 2 equal answers: m: 8.8.8.8; m: no",
  });
});
