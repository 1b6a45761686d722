/** The environment in a `docker run` command. */

import { locateName } from "./environment.ts";
import type { EnvironmentSheet } from "./sheet.ts";

/** Reads `-e`, `--env` and `--env-file`, and takes the first word that looks like an updater's image for the image. */
export function readDockerRun(text: string): EnvironmentSheet {
  const words = shellWords(text);
  const environment: Record<string, string> = {};
  const envFiles: string[] = [];
  for (const [index, word] of words.entries()) {
    const [, option, joined] = /^(-e|--env|--env-file)(?:=(.*))?$/s.exec(word) ?? [];
    const value = joined ?? words[index + 1];
    if (option === undefined || value === undefined) continue;
    const [, name = "", written] = /^([^=]*)(?:=(.*))?$/s.exec(value) ?? [];
    if (option === "--env-file") envFiles.push(value);
    else environment[name] = written ?? `\${${name}}`;
  }
  return {
    kind: "environment",
    title: "docker run",
    environment,
    envFiles,
    hasVariables: true,
    image: words.find(isImage),
    place: undefined,
    locate: locateName({ text, first: 1, last: text.split("\n").length }),
  };
}

/** Is it the name of an image of a program like this? Options and variables are none. */
function isImage(word: string): boolean {
  const isPath = word.includes("/") && !word.includes("=") && !word.startsWith("-");
  return isPath && word.toLowerCase().indexOf("ddns") > 0;
}

/** The words as a shell takes them; variables stay as they are. */
function shellWords(text: string): readonly string[] {
  const joined = text.replace(/\\\r?\n/g, " ");
  return [...joined.matchAll(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/gs)].map(([word]) =>
    word.replace(/"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/gs, (_all, double, single, escaped) =>
      double === undefined ? (single ?? escaped) : String(double).replace(/\\(["\\`$])/g, "$1"),
    ),
  );
}
