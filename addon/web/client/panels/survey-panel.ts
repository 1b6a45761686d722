/** The survey: what every source says at this moment, asked for by a button. */

import { css, html, LitElement, nothing } from "lit";
import type { SurveyAnswer } from "../../wire.ts";
import { icon } from "../look/icons.ts";
import { sharedStyle } from "../look/shared-style.ts";
import { fetchSurvey, messageOf } from "../page/api.ts";
import { fullTime } from "../words/time-words.ts";

type SurveyState =
  | { readonly kind: "unasked" }
  | { readonly kind: "asking" }
  | { readonly kind: "shown"; readonly answers: readonly SurveyAnswer[] }
  | { readonly kind: "failed"; readonly message: string };

export class SurveyPanel extends LitElement {
  static override properties = { survey: { state: true } };
  declare survey: SurveyState;

  static override styles = [
    sharedStyle,
    css`
      .result {
        margin-top: 12px;
      }
      h3 {
        margin: 14px 0 0;
        font-size: 13px;
        font-weight: 500;
        color: var(--d-muted);
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 0 12px;
        padding: 8px 0;
        border-top: 1px solid var(--d-line);
      }
      h3 + ul {
        margin-top: 6px;
      }
      .source {
        overflow-wrap: anywhere;
      }
      .answer {
        grid-column: 1 / -1;
        overflow-wrap: anywhere;
      }
      .tag {
        border-color: color-mix(in srgb, var(--d-accent) 45%, var(--d-line));
        color: var(--d-text);
      }
    `,
  ];

  constructor() {
    super();
    this.survey = { kind: "unasked" };
  }

  override render() {
    const { survey } = this;
    const asking = survey.kind === "asking";
    return html`<section class="card" aria-labelledby="title">
      <div class="head">
        <h2 id="title">Sources</h2>
        <button aria-disabled=${asking} @click=${this.ask}>
          ${asking ? icon("refresh", 18, "turning") : nothing}${asking ? "Asking…" : survey.kind === "unasked" ? "Ask all" : "Ask again"}
        </button>
      </div>
      <div class="result" role="status">
        ${survey.kind === "unasked" ? html`<p class="muted">Ask every source for this home's address and compare.</p>` : nothing}
        ${survey.kind === "failed" ? html`<p class="problem">${survey.message}</p>` : nothing}
        ${survey.kind === "shown" ? groupsOf(survey.answers).map(groupAnswers) : nothing}
      </div>
    </section>`;
  }

  private async ask() {
    if (this.survey.kind === "asking") return;
    this.survey = { kind: "asking" };
    try {
      this.survey = { kind: "shown", answers: await fetchSurvey() };
    } catch (error) {
      this.survey = { kind: "failed", message: messageOf(error) };
    }
  }
}

interface AnswerGroup {
  readonly title: string;
  readonly answers: readonly SurveyAnswer[];
}

/** The home's families first, then those of each site, as they were asked. */
function groupsOf(answers: readonly SurveyAnswer[]): readonly AnswerGroup[] {
  const sites = [...new Set([undefined, ...answers.map(({ site }) => site)])];
  return sites.flatMap((site) =>
    [4, 6].flatMap((family) => {
      const own = answers.filter((answer) => answer.site === site && answer.family === family);
      const title = site === undefined ? `IPv${family}` : `IPv${family} of ${site}`;
      return own.length === 0 ? [] : [{ title, answers: own }];
    }),
  );
}

function groupAnswers({ title, answers }: AnswerGroup) {
  return html`<h3>${title}</h3>
    <ul>
      ${answers.map(
        (answer) => html`<li>
          <span class="source">${answer.name} ${answer.configured ? html`<span class="tag">in use</span>` : nothing}</span>
          <span class="small muted">${answer.durationMs} ms</span>
          ${
            answer.status === "known"
              ? html`<span class="answer"><span class="mono">${(answer.addresses ?? []).join(", ")}</span>${toldAt(answer)}</span>`
              : html`<span class="answer small muted">${answer.reason ?? answer.status}</span>`
          }
        </li>`,
      )}
    </ul>`;
}

function toldAt({ toldAt: at }: SurveyAnswer) {
  return at === undefined ? nothing : html`<span class="small muted"> told ${fullTime(at)}</span>`;
}

customElements.define("survey-panel", SurveyPanel);
