/** Takes components out of the device message the way Home Assistant understands: first named for removal, then left out. */

import type { Component } from "./component.ts";

export type Components = Readonly<Record<string, Component>>;

/** The components of a device message; none where it cannot be read. */
export function componentsOf(payload: string | undefined): Components {
  try {
    const message: unknown = JSON.parse(payload ?? "");
    if (typeof message !== "object" || message === null || !("components" in message)) return {};
    const { components } = message;
    if (typeof components !== "object" || components === null) return {};
    return Object.fromEntries(
      Object.entries(components).filter((entry): entry is [string, Component] => isComponent(entry[1])),
    );
  } catch {
    return {};
  }
}

/** Components that `before` has and `now` has not, as `before` has them. */
export function goneComponents(before: string | undefined, now: string): Components {
  const kept = componentsOf(now);
  return Object.fromEntries(Object.entries(componentsOf(before)).filter(([key]) => !(key in kept)));
}

/** The message with further components in full. */
export function withComponents(payload: string, extra: Components): string {
  if (Object.keys(extra).length === 0) return payload;
  const message = JSON.parse(payload) as { components: Components };
  return JSON.stringify({ ...message, components: { ...message.components, ...extra } });
}

/** What asks for the removal of components: their platform alone. */
export function stubs(gone: Components): Components {
  return Object.fromEntries(Object.entries(gone).map(([key, { platform }]) => [key, { platform }]));
}

function isComponent(value: unknown): value is Component {
  return (
    typeof value === "object" && value !== null && "platform" in value && typeof value.platform === "string"
  );
}
