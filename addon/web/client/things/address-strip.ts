/** The addresses of one family as a strip: a band for each, told by pointer, by keyboard and as a table. */

import { css, html, LitElement, nothing, svg } from "lit";
import type { AddressStrip as Strip } from "../../wire.ts";
import { sharedStyle } from "../look/shared-style.ts";
import { type Band, bandAt, bandsOf, bandWords, rhythmWords } from "../words/bands.ts";
import { bandStyle, bandTable, bandTip } from "./band-views.ts";

export class AddressStrip extends LitElement {
  static override properties = {
    strip: { attribute: false },
    label: { attribute: false },
    timeZone: { attribute: false },
    now: { attribute: false },
    told: { state: true },
    isTelling: { state: true },
    isOpen: { state: true },
  };
  declare strip: Strip;
  /** `IPv4`, with its site where there are several. */
  declare label: string;
  declare timeZone: string;
  declare now: number;
  /** Which band is told, by its beginning; undefined: the newest. */
  declare told: Band["from"] | undefined;
  declare isTelling: boolean;
  declare isOpen: boolean;

  static override styles = [
    sharedStyle,
    bandStyle,
    css`
      .head {
        /* To the left: tips of the newest bands, which are looked at most, must not cover it. */
        justify-content: flex-start;
        align-items: baseline;
        gap: 0 12px;
      }
      h3 {
        margin: 0;
        font-size: 13px;
        font-weight: 600;
      }
      .strip {
        position: relative;
        margin: 5px 0 3px;
        height: 30px;
        border-radius: 6px;
        cursor: crosshair;
        touch-action: pan-y;
        /* Where nothing is known there is a line alone. */
        background: linear-gradient(var(--d-line), var(--d-line)) center / 100% 2px no-repeat;
      }
      svg {
        width: 100%;
        height: 100%;
        border-radius: 6px;
      }
      .now { fill: var(--d-band-now); }
      .one { fill: var(--d-band-one); }
      .other { fill: var(--d-band-other); }
      .told {
        stroke: var(--d-text);
        stroke-width: 2px;
      }
    `,
  ];

  constructor() {
    super();
    this.isTelling = false;
    this.isOpen = false;
  }

  override render() {
    const bands = bandsOf(this.strip, this.now);
    const index = this.indexOf(bands);
    const band = bands[index];
    if (band === undefined) return nothing;
    return html`<div class="head">
        <h3>${this.label}</h3>
        <p class="small muted">${rhythmWords(this.strip, this.now, this.timeZone)}</p>
      </div>
      <div
        class="strip"
        role="slider"
        tabindex="0"
        aria-label="Addresses over time, ${this.label}"
        aria-valuemin="1"
        aria-valuemax=${bands.length}
        aria-valuenow=${index + 1}
        aria-valuetext=${bandWords(band)}
        @pointermove=${this.point}
        @pointerdown=${this.point}
        @pointerleave=${this.leave}
        @focus=${this.focused}
        @blur=${this.hide}
        @keydown=${this.press}
      >
        <svg aria-hidden="true">${bands.map(rect)}${this.isTelling ? rect(band, "told") : nothing}</svg>
        ${this.isTelling ? bandTip(band) : nothing}
      </div>
      <details @toggle=${this.toggle}>
        <summary class="small">${bands.length === 1 ? "1 address" : `${bands.length} addresses`} as a table<span class="unseen">, ${this.label}</span></summary>
        ${this.isOpen ? bandTable(bands, this.label) : nothing}
      </details>`;
  }

  /** The page's policy allows no style in markup, and the strip's width is known only now. */
  override updated() {
    const tipElement = this.renderRoot.querySelector<HTMLElement>(".tip");
    const bands = bandsOf(this.strip, this.now);
    const band = bands[this.indexOf(bands)];
    if (tipElement === null || band === undefined) return;
    // Bound to the strip at both ends: at its left end the tip begins there, at its right end it ends there.
    const middle = band.left + band.width / 2;
    tipElement.style.left = `${middle}%`;
    tipElement.style.translate = `-${middle}% 0`;
  }

  private indexOf(bands: readonly Band[]): number {
    const found = bands.findIndex(({ from }) => from === this.told);
    return found < 0 ? bands.length - 1 : found;
  }

  /** The keyboard came; a pointer that gives focus too has told already what it points at. */
  private focused() {
    if (this.isFocusSeen) this.isTelling = true;
  }

  private hide() {
    this.isTelling = false;
  }

  /** A finger leaves when it is lifted, and then wants to read; the keyboard's focus keeps its tip too. */
  private leave({ pointerType }: PointerEvent) {
    if (pointerType === "mouse" && !this.isFocusSeen) this.hide();
  }

  private get isFocusSeen(): boolean {
    return this.renderRoot.querySelector(".strip:focus-visible") !== null;
  }

  private point(event: PointerEvent) {
    if (!(event.currentTarget instanceof HTMLElement)) return;
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const bands = bandsOf(this.strip, this.now);
    const band = bandAt(bands, ((event.clientX - left) / width) * 100);
    this.isTelling = band !== undefined;
    if (band !== undefined) this.told = band.from;
  }

  private press(event: KeyboardEvent) {
    const bands = bandsOf(this.strip, this.now);
    const index = this.indexOf(bands);
    const last = bands.length - 1;
    const target = {
      ArrowLeft: index - 1,
      ArrowDown: index - 1,
      ArrowRight: index + 1,
      ArrowUp: index + 1,
      PageDown: index - 10,
      PageUp: index + 10,
      Home: 0,
      End: last,
    }[event.key];
    if (event.key === "Escape") this.isTelling = false;
    if (target === undefined) return;
    event.preventDefault();
    this.told = bands[Math.min(last, Math.max(0, target))]?.from;
    this.isTelling = true;
  }

  private toggle(event: Event) {
    this.isOpen = event.currentTarget instanceof HTMLDetailsElement && event.currentTarget.open;
  }
}

function rect({ left, width, tone }: Band, more: unknown = "") {
  return svg`<rect class="${tone} ${more === "told" ? "told" : ""}" x="${left.toFixed(3)}%" width="${width.toFixed(3)}%" y="0" height="100%" />`;
}

customElements.define("address-strip", AddressStrip);
