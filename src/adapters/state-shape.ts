/** The state of an instance as JSON: what is written, and what is believed of what was read. */

import { LIST_KINDS } from "../core/list/kinds.ts";
import type { HistoryEntry, InstanceState, Remembered } from "../ports.ts";

/** What an instance remembers at its first start. */
export const EMPTY_STATE: InstanceState = { records: {}, lists: {}, history: [], paused: false };

/** WAF lists stand where they always stood; other kinds only where something is remembered of them. */
export function stateAsJson({ records, lists, history, paused, ...more }: InstanceState): string {
  const { waf = {}, ...others } = lists;
  const further = LIST_KINDS.flatMap(({ kind, field }) => {
    const known = kind === "waf" ? undefined : others[kind];
    return known === undefined || Object.keys(known).length === 0 ? [] : [[field, known] as const];
  });
  return JSON.stringify({
    records,
    wafLists: waf,
    ...Object.fromEntries(further),
    history,
    paused,
    ...more,
  });
}

/** Takes what has the right shape and leaves the rest: an older or damaged file costs memories, never a start. */
export function readState(value: unknown): InstanceState {
  const stored = isObject(value) ? value : {};
  return {
    records: textLists(stored["records"]),
    lists: Object.fromEntries(
      LIST_KINDS.flatMap(({ kind, field }) =>
        stored[field] === undefined ? [] : [[kind, textLists(stored[field])]],
      ),
    ),
    history: Array.isArray(stored["history"]) ? stored["history"].filter(isEntry) : [],
    paused: stored["paused"] === true,
    ...readLines(stored["lines"]),
    ...readTold("told", stored["told"]),
    ...readTold("unseen", stored["unseen"]),
  };
}

function readLines(value: unknown): Pick<InstanceState, "lines"> {
  if (!isObject(value)) return {};
  return { lines: Object.fromEntries(Object.entries(value).map(([key, given]) => [key, textLists(given)])) };
}

function readTold(field: "told" | "unseen", value: unknown): Pick<InstanceState, "told" | "unseen"> {
  if (!isObject(value)) return {};
  const { sinceMs, things } = value;
  return Number.isFinite(sinceMs) && isTexts(things) ? { [field]: { sinceMs: Number(sinceMs), things } } : {};
}

function textLists(value: unknown): Remembered {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, list]) => (isTexts(list) ? [[key, list]] : [])),
  );
}

function isEntry(value: unknown): value is HistoryEntry {
  if (!isObject(value)) return false;
  const { at, what, outcome, from, to } = value;
  return [at, what, outcome].every((text) => typeof text === "string") && isTexts(from) && isTexts(to);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((text) => typeof text === "string");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
