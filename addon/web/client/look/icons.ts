/** The few drawings of the page; all of them are decoration, words say the same beside them. */

import { html, svg, type TemplateResult } from "lit";

const SHAPES = {
  check: svg`<path d="m5 12.5 4.5 4.5L19 7.5" />`,
  alert: svg`<path d="M12 5.5v8M12 18v.1" />`,
  cross: svg`<path d="m7 7 10 10M17 7 7 17" />`,
  pause: svg`<path d="M9 7v10M15 7v10" />`,
  play: svg`<path d="m9 6.5 9 5.5-9 5.5z" />`,
  refresh: svg`<path d="M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9M19.5 4.5V9H15" />`,
  wait: svg`<circle cx="12" cy="12" r="8" /><path d="M12 8v4l2.6 1.8" />`,
  skip: svg`<path d="M7 12h10" />`,
  key: svg`<circle cx="8.5" cy="12" r="3.5" /><path d="M12 12h8v3.5M16.5 12v3" />`,
  broken: svg`<path d="M7 14.5a3.5 3.5 0 0 1 0-7h2.5M14.5 7.5H17a3.5 3.5 0 0 1 0 7M5 19 19 5" />`,
  eye: svg`<path d="M3 12c4.5-7.5 13.5-7.5 18 0-4.5 7.5-13.5 7.5-18 0z" /><circle cx="12" cy="12" r="2.2" />`,
  unseen: svg`<path d="M3 12c4.5-7.5 13.5-7.5 18 0-4.5 7.5-13.5 7.5-18 0zM5 20 19 4" />`,
  plus: svg`<path d="M12 6v12M6 12h12" />`,
} as const;

/** A drawing's name. */
export type IconName = keyof typeof SHAPES;

/** The drawing, `size` CSS pixels wide, in the colour of the text around it. */
export function icon(name: IconName, size = 20, className = ""): TemplateResult {
  return html`<svg
    class=${className}
    width=${size}
    height=${size}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="2.2"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >${SHAPES[name]}</svg>`;
}
