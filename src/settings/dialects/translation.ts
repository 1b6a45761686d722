/** Turns settings of another program into the native grammar, one text at a time. */

import type { Parsed } from "../../core/parsed.ts";
import type { SettingName } from "../table/setting-table.ts";
import type { Values } from "../values/environment.ts";
import type { Findings } from "../values/findings.ts";
import type { Written, WrittenSettings } from "../values/written.ts";

/** The same setting in the native grammar, or what is wrong with it in the other. */
export type Translate = (text: string) => Parsed<string>;

/** One variable of the other program. */
export interface TranslatedSetting {
  readonly from: string;
  readonly to: SettingName;
  readonly translate: Translate;
}

/** The native texts; what cannot be read is reported under the other program's name and left out. */
export function translateAll(
  values: Values,
  table: readonly TranslatedSetting[],
  findings: Findings,
): { readonly settings: WrittenSettings; readonly refused: ReadonlySet<SettingName> } {
  const settings: { [Name in SettingName]?: Written } = {};
  const refused = new Set<SettingName>();
  for (const { from, to, translate } of table) {
    const original = values.get(from);
    if (original === undefined) continue;
    const text = findings.about(to).take({ setting: from, text: original }, translate(original));
    if (text === undefined) refused.add(to);
    else if (text !== "")
      settings[to] = text === original ? { setting: from, text } : { setting: from, text, original };
  }
  return { settings, refused };
}
