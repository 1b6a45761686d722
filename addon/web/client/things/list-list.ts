/** Every list, whatever its kind, with its items of ours. */

import { css, html, LitElement, nothing } from "lit";
import type { DashboardState } from "../../wire.ts";
import { sharedStyle } from "../look/shared-style.ts";
import { listRows, rightWords } from "../words/rows.ts";
import { moodMark, moodStyle } from "./mood-mark.ts";

export class ListList extends LitElement {
  static override properties = { state: { attribute: false } };
  declare state: DashboardState;

  static override styles = [
    sharedStyle,
    moodStyle,
    css`
      ul {
        margin-top: 12px;
      }
      li {
        display: grid;
        grid-template-columns: auto minmax(0, 1.25fr) minmax(0, 1.2fr) 104px;
        align-items: center;
        gap: 4px 14px;
        padding: 12px 0;
        border-top: 1px solid var(--d-line);
      }
      li:last-child {
        padding-bottom: 0;
      }
      .name {
        font-weight: 500;
        overflow-wrap: anywhere;
      }
      .problem {
        grid-column: 2 / -1;
        margin-top: 4px;
      }
      @media (max-width: 720px) {
        li {
          grid-template-columns: auto minmax(0, 1fr);
          align-items: start;
        }
        .items {
          grid-column: 2;
        }
      }
    `,
  ];

  override render() {
    const rows = listRows(this.state);
    const right = rightWords(rows);
    return html`<section class="card" aria-labelledby="title">
      <h2 id="title">Lists${right === undefined ? nothing : html`<small>${right}</small>`}</h2>
      <ul>
        ${rows.map(
          (row) => html`<li>
            ${moodMark(row.mood)}
            <div>
              <p class="name">${row.name}</p>
              <p class="small muted" title=${row.account}>${row.noun} · ${row.word} · account ${row.account.slice(0, 6)}…</p>
            </div>
            <div class="items">
              ${
                row.items.length === 0
                  ? html`<p class="small muted">${row.mood === "unknown" ? "" : "no items of ours"}</p>`
                  : row.items.map((item) => html`<p class="mono">${item}</p>`)
              }
            </div>
            ${
              row.message === undefined
                ? nothing
                : html`<p class="problem small ${row.mood === "failed" ? "" : "mild"}">${row.message}</p>`
            }
            ${row.warnings.map((warning) => html`<p class="problem mild small">${warning}</p>`)}
          </li>`,
        )}
      </ul>
    </section>`;
  }
}

customElements.define("list-list", ListList);
