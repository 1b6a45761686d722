/** The properties of a detect-ip node, read once and completely: what is asked, and what must be answered. */

import { DdnsError, type IpFamily, parseSource, type SourceSpec, sourceUses } from "../shared/engine.ts";
import { textOf } from "../shared/input/saved.ts";
import { unsetVariable, variableUnset } from "../shared/input/unset-variable.ts";
import type { SavedProperties } from "../shared/node-red.ts";

export interface DetectSettings {
  /** Absent: the family is not asked for. */
  readonly sources: Partial<Readonly<Record<IpFamily, SourceSpec>>>;
  /** Families without which there is no answer; `any`: one of those asked for is enough. */
  readonly required: "any" | readonly IpFamily[];
  readonly timeoutMs: number;
  /** Context store; undefined: the default one. */
  readonly store: string | undefined;
}

const LONGEST_TIMEOUT_S = 300;
const REQUIRED: Readonly<Record<string, DetectSettings["required"]>> = {
  any: "any",
  both: [4, 6],
  ipv4: [4],
  ipv6: [6],
};

/** Throws CONFIG_INVALID or ENV_UNSET, naming the property. */
export function readSettings(saved: SavedProperties): DetectSettings {
  const ipv4 = readSource(saved, "ipv4", 4);
  const ipv6 = readSource(saved, "ipv6", 6);
  const sources = { ...(ipv4 === undefined ? {} : { 4: ipv4 }), ...(ipv6 === undefined ? {} : { 6: ipv6 }) };
  if (ipv4 === undefined && ipv6 === undefined)
    throw invalid("Neither IPv4 nor IPv6 is asked for. Choose a source for one of them.");
  const required = REQUIRED[textOf(saved, "required") || "any"];
  if (required === undefined) throw invalid("What is required must be any, both, ipv4 or ipv6.");
  for (const family of required === "any" ? [] : required) {
    if (sources[family] === undefined)
      throw invalid(`IPv${family} is required but not asked for. Choose a source for it, or require less.`);
  }
  return {
    sources,
    required,
    timeoutMs: readTimeout(saved["timeout"]) * 1000,
    store: textOf(saved, "store") || undefined,
  };
}

function readSource(saved: SavedProperties, property: string, family: IpFamily): SourceSpec | undefined {
  const text = textOf(saved, property);
  const unset = unsetVariable(text);
  if (unset !== undefined) throw variableUnset(`The IPv${family} source`, unset);
  if (text === "" || text === "none") return undefined;
  const source = parseSource(text, family);
  if (!source.ok) throw invalid(`The IPv${family} source cannot be used: ${source.reason}.`);
  // An empty answer would have to mean "remove"; a payload has no word for that, on purpose.
  if (sourceUses(source.value, "static.empty"))
    throw invalid(
      `The IPv${family} source static.empty cannot be used here. Choose "none" to leave IPv${family} alone.`,
    );
  return source.value;
}

function readTimeout(value: unknown): number {
  if (value === undefined || value === null || value === "") return 5;
  const unset = unsetVariable(value);
  if (unset !== undefined) throw variableUnset("The timeout", unset);
  const seconds = Number(value);
  if (seconds > 0 && seconds <= LONGEST_TIMEOUT_S) return seconds;
  throw invalid(`The timeout must be a number of seconds above 0, up to ${LONGEST_TIMEOUT_S}.`);
}

function invalid(message: string): DdnsError {
  return new DdnsError("CONFIG_INVALID", message);
}
