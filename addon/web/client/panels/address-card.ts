/** One IP family: its address, how old it is, who observed it. */

import { css, html, LitElement, nothing } from "lit";
import { describeNat } from "../../../../src/core/report/nat-words.ts";
import type { Detection, IpFamily, KnownDetection, NatVerdict } from "../../../../src/core/types.ts";
import type { HistoryEntry } from "../../../../src/ports.ts";
import { sharedStyle } from "../look/shared-style.ts";
import { isAbsent, knownSince, withoutAddress } from "../words/address-words.ts";
import { ago, fullTime, span } from "../words/time-words.ts";

export class AddressCard extends LitElement {
  static override properties = {
    family: { attribute: false },
    site: { attribute: false },
    detection: { attribute: false },
    history: { attribute: false },
    seenAt: { attribute: false },
    now: { attribute: false },
    nat: { attribute: false },
  };
  declare family: IpFamily;
  /** For people; undefined where there is but one place. */
  declare site: string | undefined;
  declare detection: Detection | undefined;
  declare history: readonly HistoryEntry[];
  declare seenAt: string | undefined;
  declare now: number;
  /** How the home stands to the internet, of IPv4 where a router was asked. */
  declare nat: NatVerdict | undefined;

  static override styles = [
    sharedStyle,
    css`
      h2 {
        color: var(--d-muted);
        font-size: 13px;
      }
      .address {
        margin-top: 2px;
        font-size: clamp(17px, 2.4vw, 20px);
        line-height: 1.35;
        font-weight: 500;
      }
      .none {
        color: var(--d-muted);
      }
      .facts {
        display: flex;
        flex-wrap: wrap;
        gap: 0 14px;
        margin-top: 4px;
      }
    `,
  ];

  override render() {
    const { detection } = this;
    return html`<section class="card" aria-label="IPv${this.family} address${this.site === undefined ? "" : `, ${this.site}`}">
      <h2>IPv${this.family}${this.site === undefined ? nothing : html`<small>${this.site}</small>`}</h2>
      ${
        detection?.status === "known"
          ? [
              detection.addresses.map(
                ({ address, prefixLength }) =>
                  html`<p class="address mono">
                    ${address}${prefixLength === undefined ? nothing : html`<span class="muted">/${prefixLength}</span>`}
                  </p>`,
              ),
              this.facts(detection),
            ]
          : html`<p class="address none">${withoutAddress(detection)}</p>`
      }
      ${
        detection?.status === "unavailable"
          ? html`<p class="small ${isAbsent(detection) ? "muted" : "problem mild"}">${detection.reason}</p>
            <p class="small muted facts">Records of this family stay as they are. Source: ${detection.source}</p>`
          : nothing
      }
      ${this.nat === undefined ? nothing : html`<p class="small muted nat">NAT: ${this.nat.replace("_nat", " NAT").replace("_", " ")} – ${describeNat(this.nat)}.</p>`}
    </section>`;
  }

  private facts({ source, toldAt, addresses }: KnownDetection) {
    const since = knownSince(addresses[0].address, this.history);
    const at = toldAt ?? this.seenAt;
    const how = toldAt === undefined ? "Seen" : "Told";
    return html`<p class="facts small muted">
      ${since === undefined ? nothing : html`<span title=${fullTime(since)}>For ${span(this.now - Date.parse(since))}</span>`}
      ${at === undefined ? nothing : html`<span title=${fullTime(at)}>${how} ${ago(at, this.now)}</span>`}
      <span>by ${source}</span>
    </p>`;
  }
}

customElements.define("address-card", AddressCard);
