/** The answer as it is seen: verdict, problems at their places, meaning, and the settings to copy. */

import { html, nothing, type TemplateResult } from "lit";
import type { Answer, Finding, Meaning, Reading } from "../judge/answer.ts";

export interface Shown {
  /** The masked line of that number. */
  readonly lineText: (line: number) => string;
  readonly showLine: (line: number) => void;
  readonly copy: (lines: readonly string[], button: HTMLButtonElement) => void;
}

/** One sentence that says how it went, which is also spoken. */
export function verdictOf(answer: Answer | undefined): string {
  if (answer === undefined || answer.kind === "blank") return "";
  if (answer.kind === "unreadable") return "This cannot be read.";
  return answer.readings
    .map((reading) => {
      const title = answer.readings.length > 1 ? `${reading.title}: ` : "";
      return `${title}${sentenceOf(reading)}`;
    })
    .join(" ");
}

function sentenceOf({ ok, problems, warnings }: Reading): string {
  const advice = warnings.length === 0 ? "" : ` ${count(warnings.length, "thing")} worth knowing.`;
  return ok ? `The settings are good.${advice}` : `Refused: ${count(problems.length, "problem")}.${advice}`;
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}

export function answerView(answer: Answer, shown: Shown): TemplateResult | typeof nothing {
  if (answer.kind === "blank") return nothing;
  if (answer.kind === "unreadable") return findings("Problems", "bad", answer.problems, shown);
  return html`${answer.readings.map((reading) => readingView(reading, shown))}`;
}

function readingView(reading: Reading, shown: Shown): TemplateResult {
  const { title, readAs, problems, warnings, partsOff, meaning, native } = reading;
  return html`<section class="reading" aria-label=${title}>
    <h2>${title} <small>${readAs}</small></h2>
    <p class=${`verdict ${reading.ok ? "good" : "bad"}`}>${sentenceOf(reading)}</p>
    ${findings("Problems", "bad", problems, shown)}
    ${
      partsOff.length > 0
        ? html`<p>A run would go on without ${partsOff.join(", ")}; what decides about records is good.</p>`
        : nothing
    }
    ${findings("Worth knowing", "warn", warnings, shown)}
    ${meaning === undefined ? nothing : meaningView(meaning)}
    <h3>Native settings</h3>
    ${
      native.kind === "none"
        ? html`<p>${native.why}</p>`
        : html`<pre class="copied" tabindex="0" aria-label="Native settings">${native.lines.join("\n")}</pre>
            <button type="button" @click=${(event: Event) => copyFrom(event, native.lines, shown)}>Copy</button>
            <ul class="notes">${native.notes.map((note) => html`<li>${note}</li>`)}</ul>
            ${
              native.next.length === 0
                ? nothing
                : html`<h3>Next</h3>
                    <ol class="notes">${native.next.map((step) => html`<li>${withCode(step)}</li>`)}</ol>`
            }`
    }
  </section>`;
}

/** What stands between backticks is code. */
function withCode(text: string): readonly (string | TemplateResult)[] {
  return text.split("`").map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part));
}

function copyFrom(event: Event, lines: readonly string[], shown: Shown): void {
  if (event.currentTarget instanceof HTMLButtonElement) shown.copy(lines, event.currentTarget);
}

function findings(
  title: string,
  mood: "bad" | "warn",
  all: readonly Finding[],
  shown: Shown,
): TemplateResult | typeof nothing {
  if (all.length === 0) return nothing;
  return html`<h3>${title}</h3>
    <ol class=${`findings ${mood}`}>${all.map((each) => findingView(each, shown))}</ol>`;
}

function findingView({ setting, message, line }: Finding, shown: Shown): TemplateResult {
  return html`<li>
    ${
      line === undefined
        ? nothing
        : html`<button type="button" class="place" @click=${() => shown.showLine(line)}
            ><span class="number">line ${line}</span> <code>${shown.lineText(line).trim()}</code></button>`
    }
    <p>${setting === "" ? nothing : html`<code>${setting}</code>: `}${message}</p>
  </li>`;
}

function meaningView({ names, lists, facts }: Meaning): TemplateResult {
  return html`<h3>What they mean</h3>
    ${names.length === 0 ? nothing : namesTable(names)}
    <dl>
      ${lists.map(
        ({ heading, name, site }) =>
          html`<div><dt>${heading}</dt><dd><code>${name}</code>${site === "" ? "" : `, of ${site}`}</dd></div>`,
      )}
      ${facts.map(([what, value]) => html`<div><dt>${what}</dt><dd>${value}</dd></div>`)}
    </dl>`;
}

/** On a narrow screen each row becomes a block of its own, with the heads in front. */
function namesTable(names: Meaning["names"]): TemplateResult {
  const heads = ["Name", "Records", "Orange cloud", "TTL", "Besides"];
  const hasMore = names.some(({ besides }) => besides !== "");
  const shownHeads = hasMore ? heads : heads.slice(0, -1);
  return html`<table>
    <thead><tr>${shownHeads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
    <tbody>
      ${names.map(
        ({ name, records, cloud, ttl, besides }) => html`<tr>
          <th scope="row">${name}</th>
          ${[records, cloud, ttl, ...(hasMore ? [besides] : [])].map(
            (cell, index) => html`<td data-head=${heads[index + 1] ?? ""}>${cell}</td>`,
          )}
        </tr>`,
      )}
    </tbody>
  </table>
  <p class="quiet">
    Orange cloud, TTL and comment are for records that are created; existing ones keep theirs, except where it says
    <em>kept so</em>.
  </p>`;
}
