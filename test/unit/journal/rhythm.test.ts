/** The rhythm of a provider: told where there is one, and nothing made up where there is none. */

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeRhythm, rhythmOf } from "../../../src/index.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 0, 1, 3, 10);

const minuteOfDay = (ms: number): number => Math.floor(ms / MINUTE) % (24 * 60);
const told = (moments: readonly number[], zone?: string) =>
  describeRhythm(rhythmOf(moments, minuteOfDay), "in the last 90 days", zone);
const every = (ms: number, count: number, wobble: (index: number) => number = () => 0) =>
  Array.from({ length: count }, (_, index) => START + index * ms + wobble(index));

describe("a provider", () => {
  test.each<[string, readonly number[], string]>([
    ["that never changes anything", [], "No change in the last 90 days."],
    ["with one change", every(DAY, 1), "One change in the last 90 days."],
    ["with three", every(DAY, 3), "3 changes in the last 90 days."],
    ["that cuts each night", every(DAY, 30), "Usually every 24 h, about 03:10."],
    [
      "that cuts 24 hours after each dial-in, a few seconds late",
      every(DAY + 7_000, 60),
      "Usually every 24 h, about 03:15.",
    ],
    [
      "that cuts each night, a quarter of an hour early or late",
      every(DAY, 30, (index) => (index % 3) * 15 * MINUTE),
      "Usually every 24 h, about 03:25.",
    ],
    [
      "that cuts around midnight",
      every(DAY, 20, (index) => -3 * HOUR - 10 * MINUTE + (index % 2 === 0 ? -20 : 20) * MINUTE),
      "Usually every 24 h, about 00:00.",
    ],
    [
      "that cuts each night, while the router was off for some",
      every(DAY, 40).filter((_, index) => index % 7 !== 3),
      "Usually every 24 h, about 03:10.",
    ],
    ["with 36 hours", every(36 * HOUR, 20), "Usually every 36 h."],
    ["with four days", every(4 * DAY, 10), "Usually every 4 days, about 03:10."],
    ["with half an hour", every(30 * MINUTE, 40), "Usually every 30 min."],
    [
      "whose router restarts at night, on some days",
      [1, 2, 9, 11, 30, 34].map((day) => START + day * DAY),
      "At no fixed interval, but usually about 03:10.",
    ],
    [
      "that does as it likes",
      [0, 5, 90, 97, 400, 411, 900].map((hours) => START + hours * HOUR),
      "7 changes in the last 90 days, without a rhythm.",
    ],
    ["that flapped for ten minutes", every(MINUTE, 10), "10 changes in the last 90 days, without a rhythm."],
  ])("%s / told / one sentence", (_, moments, sentence) => {
    expect(told(moments)).toBe(sentence);
  });

  test("in another zone than the reader's / told / the zone beside the time", () => {
    expect(told(every(DAY, 9), "Europe/Berlin")).toBe("Usually every 24 h, about 03:10 (Europe/Berlin).");
  });

  test("whatever it does / looked at / a time that exists and a positive interval", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: START, max: START + 90 * DAY }), { maxLength: 60 }),
        (moments) => {
          const {
            everyMs = 1,
            atMinute = 0,
            changes,
          } = rhythmOf(
            moments.toSorted((a, b) => a - b),
            minuteOfDay,
          );
          expect(everyMs).toBeGreaterThan(0);
          expect(atMinute % 5).toBe(0);
          expect(atMinute).toBeGreaterThanOrEqual(0);
          expect(atMinute).toBeLessThan(24 * 60);
          expect(changes).toBe(moments.length);
        },
      ),
    );
  });
});
