/** Filters mean topics as the standard says, and large messages are left alone by what they mean. */

import { expect, test } from "vitest";
import { createShunned } from "../../../addon/mqtt/connection/shunned.ts";
import { matchesFilter } from "../../../addon/mqtt/connection/topic-filter.ts";
import { createVirtualClock } from "../../clock.ts";

test.each([
  ["a/b", "a/b", true],
  ["a/b", "a/c", false],
  ["a/b", "a/b/c", false],
  ["a/+", "a/b", true],
  ["a/+", "a/", true],
  ["a/+", "a", false],
  ["a/+", "a/b/c", false],
  ["+/+/c", "a/b/c", true],
  ["a/#", "a/b/c", true],
  ["a/#", "a", true],
  ["a/#", "ab", false],
  ["#", "a/b", true],
  ["a.b", "axb", false],
])("%s means %s: %s", (filter, topic, means) => {
  expect(matchesFilter(filter, topic)).toBe(means);
});

test("two large messages within ten minutes / nothing is read there for ten minutes, the rest is", async () => {
  const clock = createVirtualClock();
  const shunned = createShunned(clock);
  shunned.strike("x/command/a");
  expect(shunned.for("x/command/+")).toBeUndefined();
  await clock.advance(60_000);
  shunned.strike("x/command/a");
  expect(shunned.for("x/command/+")).toBe("x/command/a");
  expect(shunned.for("x/state")).toBeUndefined();
  expect(shunned.struck).toEqual(["x/command/a"]);
  await clock.advance(545_000);
  expect(shunned.for("x/command/+")).toBeUndefined();
});

test("large messages on topics that nobody saw / nothing at all is read for a while", () => {
  const shunned = createShunned(createVirtualClock());
  shunned.strike(undefined);
  shunned.strike(undefined);
  expect(shunned.for("anything")).toBeDefined();
  expect(shunned.struck).toEqual([]);
});
