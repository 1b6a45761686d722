/** `homeassistant:` sources in Node-RED: the states that the Home Assistant palette keeps in the global context. */

import { type AddressSource, type Detection, parseAddress, type SourceSpec } from "../shared/engine.ts";
import type { ContextScope } from "../shared/node-red.ts";

type Entity = { readonly state?: unknown; readonly attributes?: Readonly<Record<string, unknown>> };

/** Asks every server that the palette knows for the entity; the first that has it answers. */
export function homeAssistantSource(spec: SourceSpec, global: ContextScope): AddressSource {
  if (spec.kind !== "homeassistant") throw new TypeError(`no entity in ${spec.kind}`);
  const { entity, attribute } = spec;
  const name = `homeassistant:${entity}${attribute === undefined ? "" : `#${attribute}`}`;
  const unavailable = (reason: string): Detection => ({ status: "unavailable", source: name, reason });
  return {
    name,
    detect: async (family) => {
      const found = await findEntity(global, entity);
      if (found === "no palette") {
        return unavailable(
          "the Home Assistant palette is not installed or not connected; install node-red-contrib-home-assistant-websocket and add a server",
        );
      }
      if (found === undefined) return unavailable(`Home Assistant has no entity ${entity}`);
      const value = attribute === undefined ? found.state : found.attributes?.[attribute];
      const address = parseAddress(String(value ?? ""), family, "network");
      return address.ok
        ? { status: "known", source: name, addresses: [{ address: address.value }] }
        : unavailable(address.reason);
    },
  };
}

async function findEntity(global: ContextScope, entity: string): Promise<Entity | "no palette" | undefined> {
  const servers = await new Promise<unknown>((resolve) =>
    global.get("homeassistant", undefined, (error, value) => resolve(error ? undefined : value)),
  );
  if (!isRecord(servers)) return "no palette";
  for (const server of Object.values(servers)) {
    const states = isRecord(server) ? server["states"] : undefined;
    const found = isRecord(states) ? states[entity] : undefined;
    if (isRecord(found))
      return {
        state: found["state"],
        ...(isRecord(found["attributes"]) ? { attributes: found["attributes"] } : {}),
      };
  }
  return undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
