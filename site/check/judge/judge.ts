/** Judges a text: finds the settings in it and reads them with the code that the program itself reads them with. */

import { redact } from "../../../src/core/secret.ts";
import { recognise } from "../sheets/recognise.ts";
import type { Sheet } from "../sheets/sheet.ts";
import type { Answer, Question, Reading } from "./answer.ts";
import { Elsewhere } from "./elsewhere.ts";
import { readConfigJson } from "./read-config-json.ts";
import { readEnvironmentSheet } from "./read-environment.ts";
import { readOptions } from "./read-options.ts";

/** Never throws for what people write. */
export function judge(question: Question): Answer {
  const text = question.text.replaceAll("\r\n", "\n");
  if (text.trim() === "") return { kind: "blank" };
  const recognised = recognise(text);
  if (recognised.kind === "unreadable")
    return {
      kind: "unreadable",
      problems: recognised.problems.map(({ line, message }) => ({ setting: "", line, message })),
    };
  return redacted({ kind: "read", readings: recognised.sheets.map((sheet) => read(sheet, question)) });
}

/** Messages hold no secret; a name or topic may be one that was put into the wrong place. */
function redacted(answer: Answer): Answer {
  return JSON.parse(JSON.stringify(answer), (_key, value: unknown) =>
    typeof value === "string" ? redact(value) : value,
  ) as Answer;
}

function read(sheet: Sheet, { owner, others }: Question): Reading {
  const elsewhere = new Elsewhere(others);
  switch (sheet.kind) {
    case "environment":
      return readEnvironmentSheet(sheet, owner, elsewhere);
    case "config.json":
      return readConfigJson(sheet, elsewhere);
    case "options":
      return readOptions(sheet, elsewhere);
  }
}
