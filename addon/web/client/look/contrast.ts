/** Contrast of colours by WCAG 2, and how to get enough of it. */

/** Red, green, blue, each 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** What text needs, and a little for rounding. */
const ENOUGH = 4.6;
const STEP = 0.04;

/** 1 (the same) to 21 (black and white). */
export function contrast(one: Rgb, other: Rgb): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** `background`, moved away from `text` until this can be read on it; unchanged where it can. */
export function legible(background: Rgb, text: Rgb): Rgb {
  const end = luminance(text) > luminance(background) ? 0 : 255;
  let moved = background;
  for (let part = STEP; contrast(moved, text) < ENOUGH && part <= 1; part += STEP)
    moved = mixed(background, end, part);
  return moved;
}

function mixed([red, green, blue]: Rgb, end: number, part: number): Rgb {
  const mix = (channel: number): number => Math.round(channel + (end - channel) * part);
  return [mix(red), mix(green), mix(blue)];
}

function luminance([red, green, blue]: Rgb): number {
  const linear = (channel: number): number => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}
