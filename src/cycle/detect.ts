/** Asks every detector in use once, all at the same time. */

import { applyFilter } from "../core/plan/intent.ts";
import type { Detector } from "../core/plan/target.ts";
import type { Detection } from "../core/types.ts";
import type { AddressSource } from "../ports.ts";

/** The sources of the detectors, made once so that push sources keep what they heard. */
export type Sources = ReadonlyMap<Detector, AddressSource>;

/** One detection for each detector, filtered. Never rejects. */
export async function detectAll(
  sources: Sources,
  signal: AbortSignal,
): Promise<ReadonlyMap<Detector, Detection>> {
  const entries = [...sources].map(async ([detector, source]) => {
    const detection = await detectWith(source, detector, signal);
    return [detector, applyFilter(detection, detector.filter)] as const;
  });
  return new Map(await Promise.all(entries));
}

async function detectWith(
  source: AddressSource,
  { family, prefixLength }: Detector,
  signal: AbortSignal,
): Promise<Detection> {
  try {
    return await source.detect(family, signal, prefixLength);
  } catch {
    return {
      status: "unavailable",
      source: source.name,
      reason: "the source failed in a way nobody foresaw",
    };
  }
}
