/** From observations and memory to what the flow is told. Pure. */

import { DdnsError, type IpFamily } from "../shared/engine.ts";
import { Failure } from "../shared/message/failure.ts";
import type { Addresses } from "./memory.ts";
import type { DetectSettings } from "./settings.ts";
import type { Observation } from "./sources.ts";

export interface DetectionError {
  readonly family: IpFamily;
  readonly source: string;
  readonly code: "DETECTION_FAILED" | "NO_AGREEMENT";
  readonly message: string;
}

/** `msg.detected`, less the time. */
export interface Detected {
  readonly changed: { readonly ipv4: boolean; readonly ipv6: boolean };
  /** Null for a family never seen. */
  readonly previous: Addresses;
  /** Nothing was remembered: the very first time, after a reset, or after the memory was lost. */
  readonly first: boolean;
  readonly sources: readonly {
    readonly name: string;
    readonly family: IpFamily;
    readonly address: string | null;
    readonly ms: number;
  }[];
  readonly errors: readonly DetectionError[];
}

/** The addresses observed, null where there was no answer or no question. Throws a Failure where what is required is missing. */
export function addressesFrom(
  observations: readonly Observation[],
  required: DetectSettings["required"],
): Addresses {
  const found = { ipv4: addressOf(observations, 4), ipv6: addressOf(observations, 6) };
  const missing = required === "any" ? [] : required.filter((family) => found[key(family)] === null);
  const none = found.ipv4 === null && found.ipv6 === null;
  if (!none && missing.length === 0) return found;
  const all = errorsOf(observations);
  const errors = none ? all : all.filter(({ family }) => missing.includes(family));
  throw new Failure(
    new DdnsError(
      errors.every(({ code }) => code === "NO_AGREEMENT") ? "NO_AGREEMENT" : "DETECTION_FAILED",
      `No ${families(errors)} address could be detected: ${errors.map(({ message }) => message).join("; ")}. Nothing was sent on; the next message tries again.`,
    ),
    { errors: all },
  );
}

/** What changed since `previous`. A family without an answer never counts as changed. */
export function compare(
  found: Addresses,
  previous: Addresses | undefined,
  observations: readonly Observation[],
): Detected {
  const differs = (name: keyof Addresses): boolean =>
    found[name] !== null && found[name] !== (previous?.[name] ?? null);
  return {
    changed: { ipv4: differs("ipv4"), ipv6: differs("ipv6") },
    previous: previous ?? { ipv4: null, ipv6: null },
    first: previous === undefined,
    sources: observations.flatMap(({ family, detection, ms }): Detected["sources"] =>
      detection.status === "known"
        ? detection.addresses.map(({ address }) => ({ name: detection.source, family, address, ms }))
        : [{ name: "source" in detection ? detection.source : detection.status, family, address: null, ms }],
    ),
    errors: errorsOf(observations),
  };
}

/** What to remember: what was found, and what was known of a family that gave no answer this time. */
export function merged(found: Addresses, previous: Addresses | undefined): Addresses {
  return { ipv4: found.ipv4 ?? previous?.ipv4 ?? null, ipv6: found.ipv6 ?? previous?.ipv6 ?? null };
}

function addressOf(observations: readonly Observation[], family: IpFamily): string | null {
  const detection = observations.find((observation) => observation.family === family)?.detection;
  return detection?.status === "known" ? detection.addresses[0].address : null;
}

function errorsOf(observations: readonly Observation[]): readonly DetectionError[] {
  return observations.flatMap(({ family, detection }) =>
    detection.status === "unavailable"
      ? [
          {
            family,
            source: detection.source,
            code: detection.code ?? "DETECTION_FAILED",
            message: `IPv${family} from ${detection.source}: ${detection.reason}`,
          },
        ]
      : [],
  );
}

function key(family: IpFamily): keyof Addresses {
  return family === 4 ? "ipv4" : "ipv6";
}

function families(errors: readonly DetectionError[]): string {
  return [...new Set(errors.map(({ family }) => `IPv${family}`))].join(" or ");
}
