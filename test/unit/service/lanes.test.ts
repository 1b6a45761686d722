/** Lanes: whatever is asked in whatever rhythm, the last word wins, in bounded steps. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { createLanes } from "../../../addon/service/lanes.ts";
import { DdnsError } from "../../../src/core/errors.ts";
import { createVirtualClock } from "../../clock.ts";

function setUp(workMs = 200) {
  const clock = createVirtualClock();
  const done: string[] = [];
  let atOnce = 0;
  let most = 0;
  const lanes = createLanes<boolean>(clock, async (thing, wish) => {
    atOnce += 1;
    most = Math.max(most, atOnce);
    await clock.sleep(workMs);
    atOnce -= 1;
    done.push(`${thing} ${wish}`);
    if (thing === "refused") throw new DdnsError("BAD_INPUT", "no");
  });
  return { clock, lanes, done, most: () => most };
}

test("off and on at once / one after the other or the last alone, on in the end", async () => {
  const { clock, lanes, done } = setUp();
  const answers = [lanes.ask("a", false), lanes.ask("a", true)];
  await clock.advance(5000);
  await Promise.all(answers);
  expect(done.at(-1)).toBe("a true");
});

test("any flips in any rhythm / each thing ends as last asked, nobody waits for ever, none beside another", async () => {
  const flip = fc.record({ thing: fc.constantFrom("a", "b"), on: fc.boolean(), after: fc.nat(3000) });
  await fc.assert(
    fc.asyncProperty(fc.array(flip, { minLength: 1, maxLength: 30 }), async (flips) => {
      const { clock, lanes, done, most } = setUp();
      const answers: Promise<void>[] = [];
      for (const { thing, on, after } of flips) {
        answers.push(lanes.ask(thing, on));
        await clock.advance(after);
      }
      await clock.advance(20_000);
      await Promise.all(answers);
      for (const thing of ["a", "b"]) {
        const last = flips.findLast((one) => one.thing === thing);
        const ended = done.findLast((line) => line.startsWith(`${thing} `));
        expect(ended).toBe(last && `${thing} ${last.on}`);
      }
      expect(most()).toBeLessThanOrEqual(2);
      await clock.advance(10_000);
      expect(clock.sleeping).toBe(0);
    }),
    { numRuns: 60 },
  );
});

test("a thousand flips in ten seconds / a handful of changes, the last one among them", async () => {
  const { clock, lanes, done } = setUp();
  const answers: Promise<void>[] = [];
  for (let flip = 0; flip < 1000; flip++) {
    answers.push(lanes.ask("a", flip % 2 === 0));
    await clock.advance(10);
  }
  await clock.advance(20_000);
  await Promise.all(answers);
  expect(done.length).toBeLessThanOrEqual(6);
  expect(done.at(-1)).toBe("a false");
});

test("a refused wish / told to who asked; the next one is tried all the same", async () => {
  const { clock, lanes, done } = setUp();
  const first = lanes.ask("refused", true);
  first.catch(() => undefined);
  await clock.advance(300);
  await expect(first).rejects.toMatchObject({ code: "BAD_INPUT" });
  lanes.ask("refused", false).catch(() => undefined);
  await clock.advance(3000);
  expect(done).toEqual(["refused true", "refused false"]);
});

test("stop / what is under way ends, what waits is told ABORTED, no timer stays", async () => {
  const { clock, lanes, done } = setUp();
  const first = lanes.ask("a", true);
  await clock.advance(50);
  const second = lanes.ask("a", false);
  second.catch(() => undefined);
  const stopped = lanes.stop();
  await clock.advance(1000);
  await Promise.all([first, stopped]);
  await expect(second).rejects.toMatchObject({ code: "ABORTED" });
  expect(done).toEqual(["a true"]);
  expect(clock.sleeping).toBe(0);
});
