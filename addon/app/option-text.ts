/** Options as texts. */

import type { Written } from "../../src/index.ts";

/** The option as its user wrote it, undefined where it is blank. */
export function writtenAs(setting: string, value: string | undefined): Written | undefined {
  const text = filled(value);
  return text === undefined ? undefined : { setting, text };
}

/** Blank is the same as unset. */
export function filled(text: string | undefined): string | undefined {
  const trimmed = text?.trim() ?? "";
  return trimmed === "" ? undefined : trimmed;
}
