/** Every setting of ours, once: what parser, spelling check, dialects and docs/settings.md share. */

import { DECIDING_LINES } from "./deciding-lines.ts";
import type { Setting } from "./setting.ts";
import { TELLING_LINES } from "./telling-lines.ts";

export type { Setting, SettingGroup } from "./setting.ts";

/** The table. Its order within a group is that of the documentation. */
export const SETTINGS = [...DECIDING_LINES, ...TELLING_LINES] as const satisfies readonly Setting[];

/** Name of a setting of ours. */
export type SettingName = (typeof SETTINGS)[number]["name"];

const BY_NAME: ReadonlyMap<string, Setting> = new Map(SETTINGS.map((setting) => [setting.name, setting]));

/** The line of the table, undefined where there is none. */
export function findSetting(name: string): Setting | undefined {
  return BY_NAME.get(name);
}

/** Is it the name of a setting of ours? */
export function isSettingName(name: string): name is SettingName {
  return BY_NAME.has(name);
}

/** The default of a setting as text; empty where it is off. */
export function defaultOf(name: SettingName): string {
  return BY_NAME.get(name)?.default ?? "";
}
