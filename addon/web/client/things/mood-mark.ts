/** The small round mark in front of a row, with its word for screen readers. */

import { css, html } from "lit";
import { type IconName, icon } from "../look/icons.ts";
import type { Mood } from "../words/rows.ts";

const ICONS: Record<Mood, IconName> = {
  right: "check",
  skipped: "skip",
  failed: "cross",
  absent: "skip",
  unknown: "wait",
};

/** The mark of `mood`; the row says the word itself. */
export function moodMark(mood: Mood) {
  return html`<span class="mood ${mood}">${icon(ICONS[mood], 14)}</span>`;
}

export const moodStyle = css`
  .mood {
    --tone: var(--d-muted);
    flex: none;
    display: inline-grid;
    place-items: center;
    width: 24px;
    height: 24px;
    border-radius: 50%;
    color: var(--tone);
    background: color-mix(in srgb, var(--tone) 15%, transparent);
  }
  .mood.right { --tone: var(--d-good); }
  .mood.skipped { --tone: var(--d-warn); }
  .mood.failed { --tone: var(--d-bad); }
`;
