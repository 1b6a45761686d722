/** Reads the properties of a node out of a flow, whichever version of the editor, or which hand, wrote them. */

import type { SavedProperties } from "../node-red.ts";
import type { TypedValue } from "./typed-value.ts";

/** One step from a version of saved properties to the next. Pure. */
export type Migration = (saved: SavedProperties) => SavedProperties;

/** `steps[n]` leads from version n to n + 1. Properties of a later version than ours are taken as they are. */
export function migrate(saved: SavedProperties, steps: readonly Migration[]): SavedProperties {
  const version = typeof saved["version"] === "number" ? saved["version"] : 0;
  const migrated = steps.slice(version).reduce((properties, step) => step(properties), saved);
  return { ...migrated, version: Math.max(version, steps.length) };
}

/**
 * Fills in the type that belongs to a typed property: flows written by hand often hold `ttl: 300` and nothing else.
 * A value without a type is what it looks like; no value is `fallback`.
 */
export function withType(
  saved: SavedProperties,
  property: string,
  fallback: { readonly value: unknown; readonly type: string },
): SavedProperties {
  const value = saved[property];
  const type = saved[`${property}Type`];
  if (typeof type === "string" && type !== "") return saved;
  const bare = value === undefined || value === null || value === "";
  return bare
    ? { ...saved, [property]: fallback.value, [`${property}Type`]: fallback.type }
    : { ...saved, [`${property}Type`]: typeOf(value) };
}

function typeOf(value: unknown): string {
  if (typeof value === "boolean") return "bool";
  return typeof value === "number" ? "num" : "str";
}

/** A text without blanks around it; anything else is empty. */
export function textOf(saved: SavedProperties, property: string): string {
  const value = saved[property];
  return typeof value === "string" ? value.trim() : "";
}

/** A tick; absent is `fallback`. */
export function tickOf(saved: SavedProperties, property: string, fallback: boolean): boolean {
  const value = saved[property];
  return value === undefined || value === null || value === ""
    ? fallback
    : value === true || value === "true";
}

/** A typed property; `label` is how errors name it. */
export function typedOf(saved: SavedProperties, property: string, label: string): TypedValue {
  return { label, value: saved[property], type: textOf(saved, `${property}Type`) || "str" };
}
