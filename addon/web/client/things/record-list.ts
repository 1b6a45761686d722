/** Every record set: whether it is right, what is wanted and what is there, its attributes. */

import { css, html, LitElement, nothing } from "lit";
import type { DashboardState } from "../../wire.ts";
import { sharedStyle } from "../look/shared-style.ts";
import { type RecordRow, recordRows, rightWords, sameSet } from "../words/rows.ts";
import { moodMark, moodStyle } from "./mood-mark.ts";
import "./proxied-switch.ts";

export class RecordList extends LitElement {
  static override properties = { state: { attribute: false } };
  declare state: DashboardState;

  static override styles = [
    sharedStyle,
    moodStyle,
    css`
      li {
        display: grid;
        grid-template-columns: auto minmax(0, 1.25fr) minmax(0, 1.2fr) 104px;
        align-items: center;
        gap: 4px 14px;
        padding: 12px 0;
        border-top: 1px solid var(--d-line);
      }
      ul {
        margin-top: 12px;
      }
      li:last-child {
        padding-bottom: 0;
      }
      .name {
        font-weight: 500;
        overflow-wrap: anywhere;
      }
      .line {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 2px 10px;
      }
      .contents p + p {
        margin-top: 2px;
      }
      .label {
        display: inline-block;
        min-width: 52px;
        font-size: 13px;
        color: var(--d-muted);
      }
      .word.failed {
        color: var(--d-text);
        font-weight: 500;
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
        li > :not(.mood, .identity) {
          grid-column: 2;
        }
        proxied-switch {
          margin-left: -6px;
        }
      }
    `,
  ];

  override render() {
    const rows = recordRows(this.state);
    const right = rightWords(rows);
    return html`<section class="card" aria-labelledby="title">
      <div class="head">
        <h2 id="title">Records${right === undefined ? nothing : html`<small>${right}</small>`}</h2>
      </div>
      ${
        rows.length === 0
          ? html`<p class="empty">No record sets are managed. Name them in the settings.</p>`
          : html`<ul>
            ${rows.map(
              (row) => html`<li>
                ${moodMark(row.mood)}
                <div class="identity">
                  <p class="line"><span class="name">${row.name}</span><span class="tag">${row.type}</span></p>
                  <p class="line small muted"><span class="word ${row.mood}">${row.word}</span>${attributes(row)}</p>
                </div>
                <div class="contents">${contents(row)}</div>
                <proxied-switch .name=${row.name} .type=${row.type} .proxied=${row.proxied}></proxied-switch>
                ${
                  row.message === undefined
                    ? nothing
                    : html`<p class="problem small ${row.mood === "failed" ? "" : "mild"}">${row.message}</p>`
                }
              </li>`,
            )}
          </ul>`
      }
    </section>`;
  }
}

function attributes(row: RecordRow) {
  return html`<span>TTL ${row.ttl === 1 ? "automatic" : `${row.ttl} s`}</span>
    ${row.comment === "" ? nothing : html`<span>“${row.comment}”</span>`}`;
}

/** One line where both agree; what is wanted above what is there where they do not. */
function contents(row: RecordRow) {
  if (row.mood === "unknown") return nothing;
  if (row.wanted.length === 0 || sameSet(row.wanted, row.actual))
    return row.actual.length === 0
      ? html`<p class="small muted">no record</p>`
      : row.actual.map((address) => html`<p class="mono">${address}</p>`);
  return html`<p><span class="label">wanted</span><span class="mono">${row.wanted.join(", ")}</span></p>
    <p>
      <span class="label">actual</span>${
        row.actual.length === 0
          ? html`<span class="small muted">${row.mood === "failed" ? "none or not read" : "no record"}</span>`
          : html`<span class="mono">${row.actual.join(", ")}</span>`
      }
    </p>`;
}

customElements.define("record-list", RecordList);
