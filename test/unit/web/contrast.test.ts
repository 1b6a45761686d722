/** Contrast: known pairs by their known numbers, and every borrowed button made legible. */

import * as fc from "fast-check";
import { expect, test } from "vitest";
import { contrast, legible, type Rgb } from "../../../addon/web/client/look/contrast.ts";

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];

test.each<[Rgb, Rgb, number]>([
  [BLACK, WHITE, 21],
  [WHITE, WHITE, 1],
  // Home Assistant's blue below its white.
  [[0, 154, 199], WHITE, 3.25],
  [[119, 119, 119], WHITE, 4.48],
])("%j and %j / compared / %d", (one, other, ratio) => {
  expect(contrast(one, other)).toBeCloseTo(ratio, 1);
  expect(contrast(other, one)).toBe(contrast(one, other));
});

test("a pair that can be read / made legible / left as it is", () => {
  expect(legible([10, 111, 150], WHITE)).toEqual([10, 111, 150]);
});

test("whatever a theme has / made legible / black or white can be read on it, and it moves no further than it must", () => {
  const channel = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(fc.tuple(channel, channel, channel), fc.constantFrom(BLACK, WHITE), (background, text) => {
      expect(contrast(legible(background, text), text)).toBeGreaterThanOrEqual(4.5);
    }),
  );
});
