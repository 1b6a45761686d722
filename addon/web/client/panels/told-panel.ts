/** Who told which address when: one line for each push client. */

import { css, html, LitElement, nothing } from "lit";
import type { ToldAddress, ToldByClient } from "../../../service/service-view.ts";
import { sharedStyle } from "../look/shared-style.ts";
import { ago, fullTime } from "../words/time-words.ts";

export class ToldPanel extends LitElement {
  static override properties = { told: { attribute: false }, now: { attribute: false } };
  declare told: readonly ToldByClient[];
  declare now: number;

  static override styles = [
    sharedStyle,
    css`
      ul {
        margin-top: 6px;
      }
      li {
        padding: 8px 0;
        border-top: 1px solid var(--d-line);
        overflow-wrap: anywhere;
      }
    `,
  ];

  override render() {
    return html`<section class="card" aria-labelledby="title">
      <h2 id="title">Told by devices</h2>
      <ul>
        ${this.told.map((client) => this.line(client))}
      </ul>
    </section>`;
  }

  private line({ client, ipv4, ipv6, prefix }: ToldByClient) {
    const parts: readonly (readonly [text: string, told: ToldAddress])[] = [
      ...(ipv4 === undefined ? [] : [[ipv4.address, ipv4] as const]),
      ...(ipv6 === undefined ? [] : [[ipv6.address, ipv6] as const]),
      ...(prefix === undefined ? [] : [[`${prefix.address}/${prefix.prefixLength}`, prefix] as const]),
    ];
    return html`<li>
      ${client} told us
      ${parts.map(
        ([text, { at }], index) =>
          html`${index === 0 ? nothing : ", "}<span class="mono">${text}</span>
            <span class="small muted" title=${fullTime(at)}>${ago(at, this.now)}</span>`,
      )}
    </li>`;
  }
}

customElements.define("told-panel", ToldPanel);
