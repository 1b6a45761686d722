/** Things at Cloudflare, one a row, whatever they are: whether each is right, what is there, what to know. */

import { css, html, LitElement, nothing } from "lit";
import { sharedStyle } from "../look/shared-style.ts";
import { type Content, type Row, rightWords } from "../words/rows.ts";
import { moodMark, moodStyle } from "./mood-mark.ts";
import "./proxied-switch.ts";
import { seenLine, seenStyle } from "./seen-line.ts";

export class RowList extends LitElement {
  static override properties = {
    heading: { attribute: false },
    rows: { attribute: false },
    empty: { attribute: false },
    now: { attribute: false },
  };
  declare heading: string;
  declare rows: readonly Row[];
  /** Said where there are no rows. */
  declare empty: string;
  declare now: number;

  static override styles = [
    sharedStyle,
    moodStyle,
    seenStyle,
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
      .absent .name {
        color: var(--d-muted);
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
      .failed .line span:first-child {
        color: var(--d-text);
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
    const right = rightWords(this.rows);
    return html`<section class="card" aria-labelledby="title">
      <h2 id="title">${this.heading}${right === undefined ? nothing : html`<small>${right}</small>`}</h2>
      ${
        this.rows.length === 0
          ? html`<p class="empty">${this.empty}</p>`
          : html`<ul>
            ${this.rows.map((one) => row(one, this.now))}
          </ul>`
      }
    </section>`;
  }
}

function row({ mood, title, tag, site, facts, hint, contents, seen, notes, cloud }: Row, now: number) {
  return html`<li class=${mood}>
    ${moodMark(mood)}
    <div class="identity">
      <p class="line">
        <span class="name">${title}</span>${[tag, site].map((text) => (text ? html`<span class="tag">${text}</span>` : nothing))}
      </p>
      <p class="line small muted" title=${hint ?? nothing}>${facts.map((fact) => html`<span>${fact}</span>`)}</p>
      ${seen === undefined ? nothing : seenLine(seen, now)}
    </div>
    <div class="contents">${contents.map(content)}</div>
    ${
      cloud === undefined
        ? nothing
        : html`<proxied-switch .name=${cloud.name} .type=${cloud.type} .proxied=${cloud.proxied}></proxied-switch>`
    }
    ${notes.map(({ text, mild }) => html`<p class="problem small ${mild ? "mild" : ""}">${text}</p>`)}
  </li>`;
}

function content({ label, values, words }: Content) {
  if (words !== undefined) return html`<p>${labelled(label)}<span class="small muted">${words}</span></p>`;
  if (label !== undefined)
    return html`<p>${labelled(label)}<span class="mono">${values.join(", ")}</span></p>`;
  return values.map((value) => html`<p class="mono">${value}</p>`);
}

function labelled(label: string | undefined) {
  return label === undefined ? nothing : html`<span class="label">${label}</span>`;
}

customElements.define("row-list", RowList);
