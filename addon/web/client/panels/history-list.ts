/** What was changed, newest first. */

import { css, html, LitElement, nothing } from "lit";
import type { DashboardState } from "../../wire.ts";
import { sharedStyle } from "../look/shared-style.ts";
import { shownSubject } from "../words/names.ts";
import { ago, fullTime } from "../words/time-words.ts";

const SHORT = 4;

export class HistoryList extends LitElement {
  static override properties = {
    state: { attribute: false },
    now: { attribute: false },
    all: { state: true },
  };
  declare state: DashboardState;
  declare now: number;
  declare all: boolean;

  static override styles = [
    sharedStyle,
    css`
      ol {
        margin: 12px 0 0;
        padding: 0;
        list-style: none;
      }
      li {
        padding: 10px 0;
        border-top: 1px solid var(--d-line);
      }
      li:last-child {
        padding-bottom: 0;
      }
      .top {
        display: flex;
        justify-content: space-between;
        gap: 4px 12px;
      }
      .what {
        overflow-wrap: anywhere;
      }
      time {
        flex: none;
      }
      .old {
        color: var(--d-muted);
        text-decoration: line-through;
        text-decoration-thickness: 1px;
      }
      button {
        margin-top: 14px;
      }
    `,
  ];

  constructor() {
    super();
    this.all = false;
  }

  override render() {
    const newest = [...this.state.view.history].reverse();
    const shown = this.all ? newest : newest.slice(0, SHORT);
    return html`<section class="card" aria-labelledby="title">
      <h2 id="title">History</h2>
      ${
        newest.length === 0
          ? html`<p class="empty">No changes so far.</p>`
          : html`<ol>
            ${shown.map(
              (entry) => html`<li>
                <div class="top">
                  <span class="what">${shownSubject(this.state, entry.what)} <span class="small muted">${entry.outcome}</span></span>
                  <time class="small muted" datetime=${entry.at} title=${fullTime(entry.at)}>${ago(entry.at, this.now)}</time>
                </div>
                <p class="mono small">
                  ${entry.from.length === 0 ? nothing : html`<span class="old">${entry.from.join(", ")}</span> → `}${
                    entry.to.length === 0 ? html`<span class="muted">none</span>` : entry.to.join(", ")
                  }
                </p>
              </li>`,
            )}
          </ol>`
      }
      ${
        newest.length <= SHORT
          ? nothing
          : html`<button aria-expanded=${this.all} @click=${this.toggle}>
            ${this.all ? "Show fewer" : `Show all ${newest.length}`}
          </button>`
      }
    </section>`;
  }

  private toggle() {
    this.all = !this.all;
  }
}

customElements.define("history-list", HistoryList);
