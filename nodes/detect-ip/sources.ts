/** Makes the sources of a detect-ip node, those included that only Node-RED can feed. */

import {
  type AddressSource,
  createSourceFactory,
  type Detection,
  formatSource,
  type IpFamily,
  type SourceFactory,
  silentLines,
  systemClock,
} from "../shared/engine.ts";
import type { ContextScope } from "../shared/node-red.ts";
import { homeAssistantSource } from "./home-assistant.ts";
import type { DetectSettings } from "./settings.ts";

export interface SourceSurroundings {
  readonly global: ContextScope;
  readonly warn: (text: string) => void;
}

/** A factory with the timeout of the node. */
export function createSources(timeoutMs: number, { global, warn }: SourceSurroundings): SourceFactory {
  return createSourceFactory({
    clock: systemClock,
    timeoutMs,
    rejectCloudflare: true,
    warn,
    push: {
      homeassistant: (spec) => homeAssistantSource(spec, global),
      mqtt: (spec) =>
        absent(
          formatSource(spec),
          "Node-RED has a node of its own for this; wire an mqtt in node to update-record or sync-waf-list",
        ),
      supervisor: () => absent("supervisor", "this source works in the Home Assistant app alone"),
      push: (spec) =>
        absent(formatSource(spec), "devices tell addresses to the service alone; here wire an http in node"),
    },
  });
}

function absent(name: string, reason: string): AddressSource {
  return { name, detect: async (): Promise<Detection> => ({ status: "unavailable", source: name, reason }) };
}

/** What one family's source said, and how long it took. */
export interface Observation {
  readonly family: IpFamily;
  readonly detection: Detection;
  readonly ms: number;
}

/** A payload holds one address of a family: with a line of the home silent (`all`), another line's must not take its place. */
function wholeOnly(detection: Detection): Detection {
  const silent = detection.status === "known" ? silentLines(detection) : [];
  if (detection.status !== "known" || silent.length === 0) return detection;
  const reason = silent.map(({ name, silence }) => `${name}: ${silence}`).join("; ");
  return { status: "unavailable", source: detection.source, reason };
}

/** Asks the source of each family once, at the same time. Never rejects. */
export function observe(
  settings: DetectSettings,
  make: SourceFactory,
): (signal: AbortSignal) => Promise<readonly Observation[]> {
  const entries = ([4, 6] as const).flatMap((family) => {
    const spec = settings.sources[family];
    return spec === undefined ? [] : [{ family, source: make(spec) }];
  });
  return (signal) =>
    Promise.all(
      entries.map(async ({ family, source }) => {
        const start = performance.now();
        const detection = wholeOnly(await source.detect(family, signal));
        return { family, detection, ms: Math.round(performance.now() - start) };
      }),
    );
}
