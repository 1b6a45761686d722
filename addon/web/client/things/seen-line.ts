/** One line on whether the world sees a record set; who said so comes on demand. */

import { css, html, nothing, type TemplateResult } from "lit";
import { type IconName, icon } from "../look/icons.ts";
import type { Seen, SeenVerdict } from "../words/seen.ts";
import { ago, fullTime } from "../words/time-words.ts";

const ICONS: Record<SeenVerdict, IconName> = { yes: "eye", no: "unseen", unknown: "eye", asking: "wait" };

/** `now`: the server's clock, milliseconds since the epoch. */
export function seenLine({ verdict, words, at, reason, witnesses }: Seen, now: number): TemplateResult {
  const line = html`<span class="seen ${verdict}">${icon(ICONS[verdict], 15)}</span>${words}${
    at === undefined ? nothing : html`<span title=${fullTime(at)}>, asked ${ago(at, now)}</span>`
  }`;
  // The reason of a "no" stands below the row already.
  const more = [...(verdict === "unknown" && reason !== null ? [reason] : []), ...witnesses];
  if (more.length === 0) return html`<p class="small muted">${line}</p>`;
  return html`<details class="small muted">
    <summary>${line}</summary>
    <ul class="witnesses">
      ${more.map((text) => html`<li>${text}</li>`)}
    </ul>
  </details>`;
}

export const seenStyle = css`
  .seen {
    display: inline-block;
    vertical-align: -2.5px;
    margin-right: 5px;
  }
  .seen.yes { color: var(--d-good); }
  .seen.no { color: var(--d-warn); }
  .witnesses {
    margin: 2px 0 4px 20px;
    overflow-wrap: anywhere;
  }
  li .witnesses li {
    display: list-item;
    padding: 1px 0;
    border: 0;
  }
`;
