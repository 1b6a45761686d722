/** Follows the state of one entity through the short events that Home Assistant sends. */

export interface EntityState {
  readonly state: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/**
 * The state after an event of `subscribe_entities`; undefined where the entity does not exist.
 *
 *   a  added: the whole state     c  changed: `+` what is new, `-` attributes that went     r  removed
 */
export function applyEntityEvent(
  current: EntityState | undefined,
  entity: string,
  event: unknown,
): EntityState | undefined {
  const added = member(member(event, "a"), entity);
  if (added !== undefined) return merged(undefined, added, undefined);
  const removed = member(event, "r");
  if (Array.isArray(removed) && removed.includes(entity)) return undefined;
  const change = member(member(event, "c"), entity);
  if (change === undefined) return current;
  return merged(current, member(change, "+"), member(change, "-"));
}

function merged(current: EntityState | undefined, plus: unknown, minus: unknown): EntityState | undefined {
  const state = member(plus, "s");
  const attributes = member(plus, "a");
  const gone = member(minus, "a");
  const kept = Object.entries(current?.attributes ?? {}).filter(
    ([key]) => !(Array.isArray(gone) && gone.includes(key)),
  );
  const text = typeof state === "string" ? state : current?.state;
  if (text === undefined) return undefined;
  return {
    state: text,
    attributes: {
      ...Object.fromEntries(kept),
      ...(typeof attributes === "object" && attributes !== null ? attributes : {}),
    },
  };
}

function member(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}
