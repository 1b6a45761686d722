/** The addresses of the last 90 days: a strip for each family of each place, on one axis. */

import { css, html, LitElement } from "lit";
import type { AddressStrip } from "../../wire.ts";
import { sharedStyle } from "../look/shared-style.ts";
import { axisWords, STRIP_DAYS } from "../words/bands.ts";
import "../things/address-strip.ts";

export class PastPanel extends LitElement {
  static override properties = {
    strips: { attribute: false },
    timeZone: { attribute: false },
    now: { attribute: false },
  };
  declare strips: readonly AddressStrip[];
  declare timeZone: string;
  declare now: number;

  static override styles = [
    sharedStyle,
    css`
      address-strip {
        margin-top: 14px;
      }
      .axis {
        display: flex;
        justify-content: space-between;
        margin-top: 8px;
        padding-top: 4px;
        border-top: 1px solid var(--d-line);
      }
    `,
  ];

  override render() {
    const isHomeAlone = this.strips.every(({ site }) => site === "");
    return html`<section class="card" aria-labelledby="title">
      <h2 id="title">Addresses of the last ${STRIP_DAYS} days</h2>
      ${this.strips.map(
        (strip) => html`<address-strip
          .strip=${strip}
          .label=${`IPv${strip.family}${isHomeAlone ? "" : `, ${strip.site || "home"}`}`}
          .timeZone=${this.timeZone}
          .now=${this.now}
        ></address-strip>`,
      )}
      <p class="axis small muted" aria-hidden="true">${axisWords(this.now).map((words) => html`<span>${words}</span>`)}</p>
    </section>`;
  }
}

customElements.define("past-panel", PastPanel);
