/** What is left of a Config where settings were refused that only tell or show. */

import { sourceUses } from "../../core/source/format.ts";
import type { SourceSpec } from "../../core/source/spec.ts";
import type { Config, Part } from "../config.ts";

/** What a Config holds where the part is off; single settings of the other parts have their defaults already. */
const OFF: { readonly [Name in Part]?: Partial<Config> } = {
  MQTT: { mqtt: undefined },
  "Home Assistant": { homeAssistant: undefined },
  "the dashboard": { web: undefined },
  "the push endpoint": { push: undefined },
  "the journal": { journalDays: 0 },
  hooks: { hooks: { onChange: undefined, webhook: undefined } },
};

/** Sources that need a part: without it they would never answer, and that decides what is written. */
const NEEDED_BY: { readonly [Name in Part]?: SourceSpec["kind"] } = {
  MQTT: "mqtt",
  "Home Assistant": "homeassistant",
  "the push endpoint": "push",
};

/** The Config without these parts; undefined where it cannot do without them, or where something that decides is broken. */
export function withoutBrokenParts(
  config: Config,
  broken: ReadonlySet<Part> | undefined,
): Config | undefined {
  if (broken === undefined) return undefined;
  const partsOff = [...broken];
  const sources = [...config.records.map(({ detector }) => detector), ...config.lists.flatMap(detectorsOf)];
  const isNeeded = (part: Part): boolean => {
    const kind = NEEDED_BY[part];
    return kind !== undefined && sources.some(({ source }) => sourceUses(source, kind));
  };
  if (partsOff.some(isNeeded)) return undefined;
  let left: Config = { ...config, partsOff };
  for (const part of partsOff) left = { ...left, ...OFF[part] };
  return left;
}

function detectorsOf({ detectors }: Config["lists"][number]): readonly { readonly source: SourceSpec }[] {
  return [detectors[4], detectors[6]];
}
