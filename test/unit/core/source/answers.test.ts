/** What members of a combined source said, in words, and what they tell together of the home's NAT. */

import { describe, expect, test } from "vitest";
import {
  type Answer,
  describeAnswers,
  evidenceIn,
  silentLines,
  withEvidence,
} from "../../../../src/core/source/answers.ts";
import type { Detection, KnownDetection, NatEvidence } from "../../../../src/core/types.ts";
import { addressOf } from "../values.ts";

const A = addressOf("203.0.113.7");
const B = addressOf("203.0.113.8");
const known = (more: Partial<KnownDetection> = {}): KnownDetection => ({
  status: "known",
  source: "x",
  addresses: [{ address: A }, { address: B }],
  ...more,
});
const unavailable: Detection = { status: "unavailable", source: "x", reason: "timed out after 5 s" };
const answer = (detection: Detection, fromOutside?: true): Answer => ({
  name: "m",
  detection,
  ...(fromOutside && { fromOutside }),
});

test("every kind of answer / described / in the words of each", () => {
  const lines = [
    { name: "one", addresses: [{ address: A }] },
    { name: "two", addresses: [], silence: "timed out" },
    { name: "three", addresses: [], silence: "timed out" },
  ];
  const all: readonly Answer[] = [
    { name: "ipify", detection: known() },
    { name: "twice", detection: known({ addresses: [{ address: A }, { address: A }] }) },
    { name: "lines", detection: known({ addresses: [{ address: A }], lines }) },
    { name: "trace", detection: unavailable },
    { name: "empty", detection: { status: "clear" } },
    { name: "none", detection: { status: "unmanaged" } },
  ];
  expect(describeAnswers(all)).toBe(
    "ipify: 203.0.113.7, 203.0.113.8; twice: 203.0.113.7; lines: 203.0.113.7 without two, three; trace: timed out after 5 s; empty: no address wanted; none: not managed",
  );
  expect(silentLines(known({ lines })).map(({ name }) => name)).toEqual(["two", "three"]);
  expect(silentLines(known())).toEqual([]);
});

describe("evidence of one answer", () => {
  const nat: NatEvidence = { router: A };
  test.each<[string, Answer, NatEvidence | undefined]>([
    ["a router's own word", answer(known({ nat })), nat],
    ["a router's own word, seen from outside", answer(known({ nat }), true), nat],
    ["a router that failed and said why", answer({ ...unavailable, nat }), nat],
    ["seen from outside", answer(known(), true), { seen: [A, B] }],
    ["seen from inside", answer(known()), undefined],
    ["unavailable from outside", answer(unavailable, true), undefined],
    ["clear", answer({ status: "clear" }, true), undefined],
    ["unmanaged", answer({ status: "unmanaged" }, true), undefined],
  ])("%s / read / what it tells", (_title, said, expected) => {
    expect(evidenceIn(said)).toEqual(expected);
  });
});

describe("evidence of all", () => {
  const router = answer(known({ nat: { router: A } }));
  const outside = answer(known(), true);

  test.each<Detection>([known(), unavailable])(
    "a router and one from outside / joined / $status with both",
    (made) => {
      expect(withEvidence(made, [outside, router])).toEqual({ ...made, nat: { router: A, seen: [A, B] } });
    },
  );

  test("no router / joined / nothing is added", () => {
    const made = known();
    expect(withEvidence(made, [outside, answer(unavailable)])).toBe(made);
  });

  test("a router that knows nothing / joined / nothing is added", () => {
    const made = known();
    const dumb = { name: "r", detection: { ...unavailable, nat: undefined } as unknown as Detection };
    expect(withEvidence(made, [dumb])).toBe(made);
  });

  test.each<Detection>([{ status: "clear" }, { status: "unmanaged" }])(
    "$status / joined / as it was",
    (made) => {
      expect(withEvidence(made, [outside, router])).toBe(made);
    },
  );
});
