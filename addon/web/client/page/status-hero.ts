/** The head of the page: the verdict, when it was checked, and the two buttons. */

import { css, html, LitElement, nothing } from "lit";
import type { DashboardState } from "../../wire.ts";
import { icon } from "../look/icons.ts";
import { sharedStyle } from "../look/shared-style.ts";
import { ago, fullTime, until } from "../words/time-words.ts";
import { verdictOn } from "../words/verdict.ts";
import { messageOf, setPaused, updateNow } from "./api.ts";
import type { LinkStatus } from "./connection.ts";

export class StatusHero extends LitElement {
  static override properties = {
    state: { attribute: false },
    now: { attribute: false },
    link: { attribute: false },
    problem: { state: true },
  };
  declare state: DashboardState;
  declare now: number;
  declare link: LinkStatus;
  declare problem: string | undefined;

  static override styles = [
    sharedStyle,
    css`
      .hero {
        --tone: var(--d-muted);
        display: grid;
        grid-template-columns: auto 1fr auto;
        align-items: center;
        gap: 16px 20px;
        padding: 24px;
        border-radius: calc(var(--d-radius) + 4px);
        border: 1px solid color-mix(in srgb, var(--tone) 28%, var(--d-line));
        background: linear-gradient(
          115deg,
          color-mix(in srgb, var(--tone) 16%, var(--d-card)),
          color-mix(in srgb, var(--tone) 4%, var(--d-card)) 70%
        );
        transition: background 0.4s;
      }
      .good { --tone: var(--d-good); }
      .warn { --tone: var(--d-warn); }
      .bad { --tone: var(--d-bad); }
      .calm { --tone: var(--d-accent); }
      .mark {
        display: grid;
        place-items: center;
        width: 60px;
        height: 60px;
        border-radius: 50%;
        background: var(--tone);
        color: var(--d-card);
        box-shadow: 0 0 0 7px color-mix(in srgb, var(--tone) 16%, transparent);
      }
      h1 {
        margin: 0;
        font-size: clamp(22px, 4.5vw, 28px);
        font-weight: 600;
        line-height: 1.2;
        letter-spacing: -0.01em;
      }
      .detail {
        margin-top: 4px;
        overflow-wrap: anywhere;
      }
      .when {
        margin-top: 6px;
        display: flex;
        flex-wrap: wrap;
        gap: 2px 14px;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: 10px;
      }
      .actions button {
        flex: 1 0 auto;
      }
      .problem {
        grid-column: 1 / -1;
        margin: 0;
      }
      @media (max-width: 760px) {
        .hero {
          grid-template-columns: auto 1fr;
          padding: 18px 16px;
          gap: 14px 16px;
        }
        .mark {
          width: 46px;
          height: 46px;
          box-shadow: 0 0 0 5px color-mix(in srgb, var(--tone) 16%, transparent);
        }
        .actions {
          grid-column: 1 / -1;
        }
      }
    `,
  ];

  override render() {
    const { view } = this.state;
    const verdict = verdictOn(this.state, this.link);
    // A refused command and trouble beside the cycles are told though everything is right.
    const { lastError } = view;
    const waiting = view.waitingFor.length > 0;
    return html`<section class="hero ${verdict.tone}" aria-label="Status">
      <div class="mark">
        ${icon(verdict.icon, 32, view.status === "updating" && verdict.icon === "refresh" ? "turning" : "")}
      </div>
      <div>
        <div role="status">
          <h1>${verdict.headline}</h1>
          ${verdict.detail === "" ? nothing : html`<p class="detail">${verdict.detail}</p>`}
        </div>
        <p class="when small muted">${this.times()}</p>
      </div>
      ${
        waiting
          ? nothing
          : html`<div class="actions">
            <button class="primary" aria-disabled=${view.busy} @click=${this.checkNow}>
              ${icon("refresh", 18, view.busy ? "turning" : "")}${view.busy ? "Checking…" : "Update now"}
            </button>
            <button @click=${this.togglePause}>
              ${view.paused ? icon("play", 18) : icon("pause", 18)}${view.paused ? "Resume" : "Pause"}
            </button>
          </div>`
      }
      ${
        lastError === undefined || lastError === verdict.detail
          ? nothing
          : html`<p class="problem mild">${lastError}</p>`
      }
      ${this.problem === undefined ? nothing : html`<p class="problem" role="alert">${this.problem}</p>`}
    </section>`;
  }

  private times() {
    const { lastCheck, lastChange, nextCheck, paused, waitingFor } = this.state.view;
    return [
      lastCheck === undefined
        ? nothing
        : html`<span title=${fullTime(lastCheck)}>Checked ${ago(lastCheck, this.now)}</span>`,
      nextCheck === undefined || paused || waitingFor.length > 0
        ? nothing
        : html`<span title=${fullTime(nextCheck)}>Next ${until(nextCheck, this.now)}</span>`,
      lastChange === undefined
        ? nothing
        : html`<span title=${fullTime(lastChange)}>Last change ${ago(lastChange, this.now)}</span>`,
    ];
  }

  private async checkNow() {
    if (!this.state.view.busy) await this.tell(updateNow());
  }

  private async togglePause() {
    await this.tell(setPaused(!this.state.view.paused));
  }

  private async tell(action: Promise<void>) {
    this.problem = undefined;
    await action.catch((error: unknown) => {
      this.problem = messageOf(error);
    });
  }
}

customElements.define("status-hero", StatusHero);
