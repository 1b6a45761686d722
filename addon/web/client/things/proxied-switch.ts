/** The switch of one record set's orange cloud. */

import { css, html, LitElement, nothing } from "lit";
import type { RecordType } from "../../../../src/core/types.ts";
import { sharedStyle } from "../look/shared-style.ts";
import { messageOf, setProxied } from "../page/api.ts";

export class ProxiedSwitch extends LitElement {
  static override properties = {
    name: { attribute: false },
    type: { attribute: false },
    proxied: { attribute: false },
    asked: { state: true },
    problem: { state: true },
  };
  declare name: string;
  declare type: RecordType;
  declare proxied: boolean;
  /** What was asked for, while the answer is awaited. */
  declare asked: boolean | undefined;
  declare problem: string | undefined;

  static override styles = [
    sharedStyle,
    css`
      button {
        min-height: 36px;
        padding: 4px 6px;
        border-color: transparent;
        font-size: 13px;
        font-weight: 400;
        color: var(--d-muted);
      }
      .track {
        width: 36px;
        height: 20px;
        padding: 2px;
        border-radius: 10px;
        background: color-mix(in srgb, var(--d-muted) 45%, transparent);
        transition: background 0.2s;
      }
      .thumb {
        display: block;
        width: 16px;
        height: 16px;
        border-radius: 50%;
        background: #fff;
        box-shadow: 0 1px 2px rgb(0 0 0 / 0.3);
        transition: translate 0.2s;
      }
      [aria-checked="true"] .track {
        background: var(--d-orange);
      }
      [aria-checked="true"] .thumb {
        translate: 16px 0;
      }
      [aria-busy="true"] .track {
        opacity: 0.55;
      }
    `,
  ];

  override render() {
    const shown = this.asked ?? this.proxied;
    return html`<button
        role="switch"
        aria-checked=${shown}
        aria-busy=${this.asked !== undefined}
        aria-label="Proxied by Cloudflare: ${this.name} ${this.type}"
        @click=${this.toggle}
      >
        <span class="track"><span class="thumb"></span></span>Proxied
      </button>
      ${this.problem === undefined ? nothing : html`<p class="problem small" role="alert">${this.problem}</p>`}`;
  }

  private async toggle() {
    if (this.asked !== undefined) return;
    this.problem = undefined;
    this.asked = !this.proxied;
    try {
      await setProxied(this.name, this.type, this.asked);
      // The next view tells what became of it; until it comes the switch shows what was agreed.
      this.proxied = this.asked;
    } catch (error) {
      this.problem = messageOf(error);
    } finally {
      this.asked = undefined;
    }
  }
}

customElements.define("proxied-switch", ProxiedSwitch);
