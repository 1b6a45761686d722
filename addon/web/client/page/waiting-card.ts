/** What to do while settings are missing. */

import { css, html, LitElement } from "lit";
import { sharedStyle } from "../look/shared-style.ts";

export class WaitingCard extends LitElement {
  static override properties = { missing: { attribute: false }, framed: { attribute: false } };
  declare missing: readonly string[];
  declare framed: boolean;

  static override styles = [
    sharedStyle,
    css`
      ol {
        margin: 12px 0 0;
        padding-left: 22px;
      }
      li {
        padding: 4px 0;
      }
      .names {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        margin-top: 10px;
      }
      .names .tag {
        font-family: var(--d-mono);
        color: var(--d-text);
        white-space: normal;
        overflow-wrap: anywhere;
      }
    `,
  ];

  override render() {
    return html`<section class="card" aria-labelledby="title">
      <h2 id="title">What is missing</h2>
      <div class="names">${this.missing.map((name) => html`<span class="tag">${name}</span>`)}</div>
      <ol>
        <li>
          At Cloudflare, under My Profile → API Tokens, create a token with <b>Zone · DNS · Edit</b> for your zones. For WAF
          lists add <b>Account · Account Filter Lists · Edit</b>.
        </li>
        ${
          this.framed
            ? html`<li>In Home Assistant open this app's <b>Configuration</b> tab, fill in what is missing and save.</li>
              <li>Restart the app. This page then shows your records.</li>`
            : html`<li>Set what is missing in the environment of the service, as its documentation describes.</li>
              <li>Restart the service. This page then shows your records.</li>`
        }
      </ol>
    </section>`;
  }
}

customElements.define("waiting-card", WaitingCard);
