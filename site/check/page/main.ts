/** The page: a box for settings, and what they mean beside it. */

import { nothing, render } from "lit";
import type { Answer } from "../judge/answer.ts";
import { Vault } from "../mask/vault.ts";
import type { Owner } from "../sheets/sheet.ts";
import { answerView, verdictOf } from "./answer-view.ts";
import { EXAMPLES } from "./examples.ts";
import { JudgeLink } from "./judge-link.ts";
import { SecretBox } from "./secret-box.ts";
import { WantedBoxes } from "./wanted-view.ts";

/** Long enough that a letter more makes no question of its own. */
const PAUSE_MS = 150;
const OWNERS: readonly Owner[] = ["auto", "native", "timothymiller", "oznu"];

const area = byId("settings", HTMLTextAreaElement);
const owner = byId("owner", HTMLSelectElement);
const file = byId("file", HTMLInputElement);
const answerPlace = byId("answer", HTMLElement);
const verdict = byId("verdict", HTMLElement);
const hidden = byId("hidden", HTMLElement);

const vault = new Vault();
const link = new JudgeLink();
let waiting = 0;

const settings = new SecretBox(area, { vault, isWhole: false, changed: askSoon });
const wanted = new WantedBoxes(byId("wanted", HTMLElement), vault, askSoon);

owner.addEventListener("change", askSoon);
file.addEventListener("change", () => {
  void file.files?.[0]?.text().then((text) => settings.fill(text));
  file.value = "";
});
byId("clear", HTMLButtonElement).addEventListener("click", () => {
  settings.fill("");
  wanted.show([]);
  vault.forget();
  askSoon();
  area.focus();
});
for (const { name, text } of EXAMPLES) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = name;
  button.addEventListener("click", () => settings.fill(text));
  byId("examples", HTMLElement).append(button);
}
// A page that the browser brings back from history may have its text still.
if (area.value !== "") settings.fill(area.value);

function askSoon(): void {
  clearTimeout(waiting);
  waiting = setTimeout(() => void ask(), PAUSE_MS);
}

async function ask(): Promise<void> {
  hidden.textContent =
    vault.size === 0
      ? ""
      : `${vault.size === 1 ? "One secret is" : `${vault.size} secrets are`} hidden; reloading forgets ${vault.size === 1 ? "it" : "them"}.`;
  try {
    const answer = await link.ask({
      text: settings.text,
      owner: OWNERS.find((each) => each === owner.value) ?? "auto",
      others: wanted.told,
    });
    if (answer !== undefined) show(cleaned(answer));
  } catch (thrown) {
    render(nothing, answerPlace);
    const why = thrown instanceof Error ? thrown.message : "unknown";
    verdict.textContent = `The check itself failed (${vault.clean(why)}). Please report this.`;
  }
}

/** The judge shows no secret; this is the second lock. */
function cleaned(answer: Answer): Answer {
  return JSON.parse(JSON.stringify(answer), (_key, value: unknown) =>
    typeof value === "string" ? vault.clean(value) : value,
  ) as Answer;
}

function show(answer: Answer): void {
  const lines = area.value.split("\n");
  const view = answerView(answer, {
    lineText: (line) => lines[line - 1] ?? "",
    showLine: (line) => settings.show(line),
    copy,
  });
  render(view, answerPlace);
  const readings = answer.kind === "read" ? answer.readings : [];
  const all = readings.flatMap((reading) => reading.wanted);
  wanted.show(all.filter(({ id }, index) => all.findIndex((other) => other.id === id) === index));
  const said = verdictOf(answer);
  if (verdict.textContent !== said) verdict.textContent = said;
}

function copy(lines: readonly string[], button: HTMLButtonElement): void {
  const say = (word: string): void => {
    button.textContent = word;
    setTimeout(() => {
      button.textContent = "Copy";
    }, 2000);
  };
  navigator.clipboard.writeText(`${lines.join("\n")}\n`).then(
    () => say("Copied"),
    () => say("Not allowed here: select the text and copy it"),
  );
}

function byId<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${id}`);
  return found;
}
