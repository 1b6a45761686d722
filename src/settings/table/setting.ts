/** What a line of the table of settings says. */

import type { Part } from "../config.ts";

/** Where a setting stands in the documentation, in the order of the page. */
export const GROUPS = [
  "Cloudflare account",
  "What is kept right",
  "Where addresses come from",
  "When",
  "Attributes and ownership",
  "Telling others",
  "MQTT and Home Assistant",
  "Service",
] as const;

export type SettingGroup = (typeof GROUPS)[number];

/** One line of the table; `default` is text in the setting's own grammar, empty where it is off. */
export interface Setting {
  readonly name: string;
  readonly group: SettingGroup;
  /** The part that it belongs to; undefined where it decides what is written to Cloudflare, so that a mistake stops everything. */
  readonly part: Part | undefined;
  readonly default: string;
  /** Its value is never printed. */
  readonly secret: boolean;
  /** What may stand there, in a few words. */
  readonly accepted: string;
  readonly description: string;
}

type Line = <Name extends string>(
  name: Name,
  accepted: string,
  initial: string,
  description: string,
  secret?: "secret" | "open",
) => Setting & { readonly name: Name };

/** Makes lines of settings that decide what is written to Cloudflare. */
export function deciding(group: SettingGroup): Line {
  return makeLine(group, undefined);
}

/** Makes lines of settings that only tell or show. */
export function telling(group: SettingGroup, part: Part): Line {
  return makeLine(group, part);
}

function makeLine(group: SettingGroup, part: Part | undefined): Line {
  return (name, accepted, initial, description, secret = "open") => ({
    name,
    group,
    part,
    default: initial,
    secret: secret === "secret",
    accepted,
    description,
  });
}

/** What several lines accept. */
export const BOOLEAN = "true or false (also 1, t, T, TRUE, True, 0, f, F, FALSE, False)";
export const ABSOLUTE = "an absolute path";
