/** What was changed, newest first: a cycle an entry, its changes on demand. */

import { css, html, LitElement, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { HistoryEntry } from "../../../../src/ports.ts";
import type { DashboardState } from "../../wire.ts";
import { sharedStyle } from "../look/shared-style.ts";
import { type Move, type PastCycle, pastCycles } from "../words/cycles.ts";
import { ago, fullTime } from "../words/time-words.ts";

const SHORT = 4;

export class HistoryList extends LitElement {
  static override properties = {
    state: { attribute: false },
    changes: { attribute: false },
    now: { attribute: false },
    all: { state: true },
  };
  declare state: DashboardState;
  declare changes: readonly HistoryEntry[];
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
      details ul {
        margin: 4px 0 2px;
        padding-left: 16px;
      }
      details li {
        padding: 5px 0;
        border-top-style: dotted;
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
    const cycles = pastCycles(this.changes, this.state);
    const shown = this.all ? cycles : cycles.slice(0, SHORT);
    return html`<section class="card" aria-labelledby="title">
      <h2 id="title">History</h2>
      ${
        cycles.length === 0
          ? html`<p class="empty">No changes so far.</p>`
          : html`<ol>
            ${repeat(
              shown,
              ({ at }) => at,
              (cycle) => this.cycle(cycle),
            )}
          </ol>`
      }
      ${
        cycles.length <= SHORT
          ? nothing
          : html`<button aria-expanded=${this.all} @click=${this.toggle}>
            ${this.all ? "Show fewer" : `Show all ${cycles.length}`}
          </button>`
      }
    </section>`;
  }

  private cycle({ at, subjects, outcome, moves, furtherMoves, entries }: PastCycle) {
    return html`<li>
      <div class="top">
        <span class="what">${subjects} <span class="small muted">${outcome}</span></span>
        <time class="small muted" datetime=${at} title=${fullTime(at)}>${ago(at, this.now)}</time>
      </div>
      ${moves.map(move)}
      ${furtherMoves === 0 ? nothing : html`<p class="small muted">and ${furtherMoves} more</p>`}
      ${
        entries.length === 1
          ? nothing
          : html`<details>
            <summary class="small">All ${entries.length} changes<span class="unseen"> of ${fullTime(at)}</span></summary>
            <ul>
              ${entries.map(
                (entry) => html`<li>
                  <span class="what small">${entry.subject} <span class="muted">${entry.outcome}</span></span>
                  ${move(entry)}
                </li>`,
              )}
            </ul>
          </details>`
      }
    </li>`;
  }

  private toggle() {
    this.all = !this.all;
  }
}

function move({ from, to }: Move) {
  return html`<p class="mono small">
    ${from.length === 0 ? nothing : html`<span class="old">${from.join(", ")}</span> → `}${
      to.length === 0 ? html`<span class="muted">none</span>` : to.join(", ")
    }
  </p>`;
}

customElements.define("history-list", HistoryList);
