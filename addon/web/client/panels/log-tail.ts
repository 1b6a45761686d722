/** The newest log lines; follows the end until its reader scrolls up. */

import { css, html, LitElement } from "lit";
import type { LogLine } from "../../../service/service-view.ts";
import { sharedStyle } from "../look/shared-style.ts";
import { clockTime, fullTime } from "../words/time-words.ts";

export class LogTail extends LitElement {
  static override properties = { lines: { attribute: false } };
  declare lines: readonly LogLine[];
  #follows = true;

  static override styles = [
    sharedStyle,
    css`
      .lines {
        margin-top: 12px;
        max-height: 300px;
        overflow-y: auto;
        padding: 10px 12px;
        border-radius: 10px;
        background: color-mix(in srgb, var(--d-text) 4%, transparent);
        font-family: var(--d-mono);
        font-size: 12.5px;
        line-height: 1.6;
      }
      .line {
        display: grid;
        grid-template-columns: auto auto minmax(0, 1fr);
        gap: 0 10px;
        overflow-wrap: anywhere;
      }
      time {
        color: var(--d-muted);
      }
      .level {
        min-width: 3.2em;
        color: var(--d-muted);
      }
      .error .level { color: var(--d-bad-word); font-weight: 600; }
      .warn .level { color: var(--d-warn-word); font-weight: 600; }
      .debug { color: var(--d-muted); }
      @media (max-width: 520px) {
        .line {
          grid-template-columns: auto minmax(0, 1fr);
          padding-bottom: 4px;
        }
        .text {
          grid-column: 1 / -1;
        }
      }
    `,
  ];

  override render() {
    return html`<section class="card" aria-labelledby="title">
      <h2 id="title">Log</h2>
      ${
        this.lines.length === 0
          ? html`<p class="empty">Nothing has been logged yet.</p>`
          : html`<div class="lines" role="log" aria-live="off" aria-labelledby="title" tabindex="0" @scroll=${this.scrolled}>
            ${this.lines.map(
              (line) => html`<div class="line ${line.level}">
                <time datetime=${line.at} title=${fullTime(line.at)}>${clockTime(line.at)}</time>
                <span class="level">${line.level}</span>
                <span class="text">${line.text}</span>
              </div>`,
            )}
          </div>`
      }
    </section>`;
  }

  override updated() {
    const box = this.renderRoot.querySelector(".lines");
    if (box !== null && this.#follows) box.scrollTop = box.scrollHeight;
  }

  private scrolled(event: Event) {
    const box = event.currentTarget;
    if (box instanceof HTMLElement) this.#follows = box.scrollHeight - box.scrollTop - box.clientHeight < 24;
  }
}

customElements.define("log-tail", LogTail);
