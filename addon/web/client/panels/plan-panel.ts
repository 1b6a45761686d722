/** The plan: what a cycle would change, asked for by a button and shown as a diff. */

import { css, html, LitElement, nothing } from "lit";
import type { CycleReport } from "../../../../src/core/report/report.ts";
import type { DashboardState } from "../../wire.ts";
import { icon } from "../look/icons.ts";
import { sharedStyle } from "../look/shared-style.ts";
import { fetchPlan, messageOf, updateNow } from "../page/api.ts";
import { shownName } from "../words/names.ts";
import { changeCount, planGroups } from "../words/plan-lines.ts";
import { ago } from "../words/time-words.ts";

type PlanState =
  | { readonly kind: "unasked" }
  | { readonly kind: "asking" }
  | { readonly kind: "shown"; readonly report: CycleReport }
  | { readonly kind: "failed"; readonly message: string };

export class PlanPanel extends LitElement {
  static override properties = {
    state: { attribute: false },
    now: { attribute: false },
    plan: { state: true },
  };
  declare state: DashboardState;
  declare now: number;
  declare plan: PlanState;

  static override styles = [
    sharedStyle,
    css`
      .result {
        margin-top: 12px;
      }
      .group {
        margin-top: 10px;
        border: 1px solid var(--d-line);
        border-radius: 10px;
        overflow: hidden;
      }
      .group h3 {
        margin: 0;
        padding: 7px 12px;
        font-size: 13px;
        font-weight: 500;
        background: color-mix(in srgb, var(--d-text) 4%, transparent);
        overflow-wrap: anywhere;
      }
      .line {
        display: grid;
        grid-template-columns: 16px 1fr;
        padding: 4px 12px;
      }
      .line.plus { background: color-mix(in srgb, var(--d-good) 13%, transparent); }
      .line.minus { background: color-mix(in srgb, var(--d-bad) 11%, transparent); }
      .line.tilde { background: color-mix(in srgb, var(--d-accent) 10%, transparent); }
      .line.bang {
        background: color-mix(in srgb, var(--d-warn) 11%, transparent);
        font-family: inherit;
      }
      .apply {
        margin-top: 14px;
      }
    `,
  ];

  constructor() {
    super();
    this.plan = { kind: "unasked" };
  }

  override render() {
    const { plan } = this;
    const asking = plan.kind === "asking";
    return html`<section class="card" aria-labelledby="title">
      <div class="head">
        <h2 id="title">Plan</h2>
        <button aria-disabled=${asking} @click=${this.ask}>
          ${asking ? icon("refresh", 18, "turning") : nothing}${asking ? "Looking…" : plan.kind === "unasked" ? "Show plan" : "Look again"}
        </button>
      </div>
      <div class="result" role="status">
        ${plan.kind === "unasked" ? html`<p class="muted">See what a check would change, without changing anything.</p>` : nothing}
        ${plan.kind === "failed" ? html`<p class="problem">${plan.message}</p>` : nothing}
        ${plan.kind === "shown" ? this.groups(plan.report) : nothing}
      </div>
    </section>`;
  }

  private groups(report: CycleReport) {
    const groups = planGroups(report, (fqdn) => shownName(this.state, fqdn));
    const changes = changeCount(report);
    return html`<p class="muted">
        ${changes === 0 ? "A check would change nothing." : changes === 1 ? "One change:" : `${changes} changes:`}
        <span class="small">Looked ${ago(report.startedAt, this.now)}.</span>
      </p>
      ${groups.map(
        (group) => html`<div class="group">
          <h3>${group.title}</h3>
          ${group.lines.map(
            (line) => html`<div class="line mono ${SIGNS[line.sign].css}">
              <span aria-hidden="true">${SIGNS[line.sign].shown}</span>
              <span><span class="unseen">${SIGNS[line.sign].word} </span>${line.text}</span>
            </div>`,
          )}
        </div>`,
      )}
      ${changes === 0 ? nothing : html`<button class="apply" @click=${this.apply}>${icon("check", 18)}Apply now</button>`}`;
  }

  private async ask() {
    if (this.plan.kind === "asking") return;
    this.plan = { kind: "asking" };
    try {
      this.plan = { kind: "shown", report: await fetchPlan() };
    } catch (error) {
      this.plan = { kind: "failed", message: messageOf(error) };
    }
  }

  private async apply() {
    try {
      await updateNow();
      this.plan = { kind: "unasked" };
    } catch (error) {
      this.plan = { kind: "failed", message: messageOf(error) };
    }
  }
}

const SIGNS = {
  "+": { css: "plus", shown: "+", word: "added" },
  "-": { css: "minus", shown: "−", word: "removed" },
  "~": { css: "tilde", shown: "~", word: "set" },
  "!": { css: "bang", shown: "!", word: "not done" },
} as const;

customElements.define("plan-panel", PlanPanel);
