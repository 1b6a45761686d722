/** What is shown of the addresses of a strip beside their bands: one in a tip, all of them in a table. */

import { css, html, nothing, type TemplateResult } from "lit";
import type { Band } from "../words/bands.ts";
import { fullTime } from "../words/time-words.ts";

/** Screen readers hear the strip itself. */
export function bandTip({ address, from, to, stayed, source }: Band): TemplateResult {
  return html`<div class="tip" aria-hidden="true">
    <p class="mono">${address}</p>
    <p>${fullTime(from)} – ${to === null ? "now" : fullTime(to)}</p>
    <p class="muted">${stayed}${source === "" ? nothing : `, seen by ${source}`}</p>
  </div>`;
}

/** The newest first; `label` tells this table from others. */
export function bandTable(bands: readonly Band[], label: string): TemplateResult {
  return html`<div class="rows" tabindex="0" role="region" aria-label="Addresses of ${label}">
    <table>
      <thead>
        <tr><th scope="col">Address</th><th scope="col">From</th><th scope="col">To</th><th scope="col">Stayed</th><th scope="col">Seen by</th></tr>
      </thead>
      <tbody>
        ${bands.toReversed().map(
          ({ address, from, to, stayed, source }) => html`<tr>
            <th scope="row" class="mono">${address}</th>
            <td>${fullTime(from)}</td>
            <td>${to === null ? "now" : fullTime(to)}</td>
            <td>${stayed}</td>
            <td>${source}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

export const bandStyle = css`
  .tip {
    position: absolute;
    bottom: calc(100% + 6px);
    z-index: 1;
    width: max-content;
    max-width: 100%;
    padding: 7px 11px;
    border: 1px solid var(--d-line);
    border-radius: 8px;
    background: var(--d-card);
    box-shadow: 0 4px 18px rgb(0 0 0 / 0.22);
    font-size: 13px;
    overflow-wrap: anywhere;
    pointer-events: none;
  }
  .tip p:first-child {
    font-weight: 600;
  }
  .rows {
    max-height: 300px;
    margin: 4px 0 8px;
    overflow: auto;
  }
  table {
    border-collapse: collapse;
    font-size: 13px;
  }
  th,
  td {
    padding: 4px 18px 4px 0;
    border-top: 1px solid var(--d-line);
    font-weight: 400;
    text-align: left;
    vertical-align: top;
    white-space: nowrap;
  }
  thead th {
    border-top: 0;
    color: var(--d-muted);
  }
`;
