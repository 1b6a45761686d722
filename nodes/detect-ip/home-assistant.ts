/** `homeassistant:` sources in Node-RED: the states that the Home Assistant palette keeps in the global context. */

import {
  type AddressSource,
  type Detection,
  type EntityState,
  formatSource,
  readEntity,
  type SourceSpec,
} from "../shared/engine.ts";
import type { ContextScope } from "../shared/node-red.ts";

/** Why the palette shows no states, and what helps. */
const NO_STATES =
  'the Home Assistant palette shows no states; install node-red-contrib-home-assistant-websocket, add a server, and tick "Enable global context store" in it';

type Found =
  | { readonly kind: "found"; readonly state: EntityState }
  | { readonly kind: "no states" | "not connected" | "missing" };

/** Asks every server that the palette knows for the entity; the first that is connected and has it answers. */
export function homeAssistantSource(spec: SourceSpec, global: ContextScope): AddressSource {
  if (spec.kind !== "homeassistant") throw new TypeError(`no entity in ${spec.kind}`);
  const { entity, attribute } = spec;
  const name = formatSource(spec);
  const unavailable = (reason: string): Detection => ({ status: "unavailable", source: name, reason });
  return {
    name,
    detect: async (family) => {
      const found = findEntity(await readServers(global), entity);
      switch (found.kind) {
        case "found":
          return readEntity(found.state, entity, attribute, { source: name, family, rejectCloudflare: true });
        case "no states":
          return unavailable(NO_STATES);
        case "not connected":
          return unavailable("Home Assistant is not connected, so what the palette remembers may be old");
        case "missing":
          return unavailable(`Home Assistant has no entity ${entity}`);
      }
    },
  };
}

function readServers(global: ContextScope): Promise<unknown> {
  return new Promise((resolve) =>
    global.get("homeassistant", undefined, (error, value) => resolve(error ? undefined : value)),
  );
}

/** The palette keeps the states of a server that is gone, so what it says without a connection does not count (D6). */
function findEntity(servers: unknown, entity: string): Found {
  const views = isRecord(servers) ? Object.values(servers).filter(isRecord) : [];
  const withStates = views.filter(({ states }) => isRecord(states));
  if (withStates.length === 0) return { kind: views.some(isGone) ? "not connected" : "no states" };
  const connected = withStates.filter((server) => !isGone(server));
  for (const { states } of connected) {
    const found = isRecord(states) && Object.hasOwn(states, entity) ? states[entity] : undefined;
    if (!isRecord(found)) continue;
    const { state, attributes } = found;
    return { kind: "found", state: { state, attributes: isRecord(attributes) ? attributes : {} } };
  }
  return { kind: connected.length === withStates.length ? "missing" : "not connected" };
}

function isGone({ isConnected }: Readonly<Record<string, unknown>>): boolean {
  return isConnected === false;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
