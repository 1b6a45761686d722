/** The shared cases: inputs with their expected results, from the folder beside the checkout where it is, else from our copy. */

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const SHARED = new URL("../../shared/cases/", import.meta.url);
export const COPY = new URL("./cases/", import.meta.url);

/** All cases of `<name>.json`. `Case` is what the caller expects them to look like (test/cases/README.md). */
export function loadCases<Case extends { readonly id: string; readonly why: string }>(
  name: string,
): readonly Case[] {
  const shared = new URL(`${name}.json`, SHARED);
  const source = existsSync(shared) ? shared : new URL(`${name}.json`, COPY);
  return JSON.parse(readFileSync(fileURLToPath(source), "utf8")) as Case[];
}
