/** Asks every detector in use once, all at the same time. */

import { traitsOf } from "../core/list/kinds.ts";
import type { ListTarget } from "../core/list/target.ts";
import type { Detector, RecordTarget } from "../core/plan/target.ts";
import { applyFilter } from "../core/source/filtered.ts";
import { formatSource } from "../core/source/format.ts";
import { type Detection, FAMILIES } from "../core/types.ts";
import type { AddressSource, SourceFactory } from "../ports.ts";

/** The sources of the detectors, made once so that push sources keep what they heard. */
export type Sources = ReadonlyMap<Detector, AddressSource>;

/** The sources that targets name, each made once, however many detectors share it. */
export function sourcesOf({
  records,
  lists,
  sources,
}: {
  readonly records: readonly RecordTarget[];
  readonly lists: readonly ListTarget[];
  readonly sources: SourceFactory;
}): Sources {
  const detectors = new Set([
    ...records.map(({ detector }) => detector),
    ...lists.flatMap(({ kind, detectors: ofList }) =>
      FAMILIES.flatMap((family) => (traitsOf(kind).holds[family] === undefined ? [] : [ofList[family]])),
    ),
  ]);
  const bySpec = new Map<string, AddressSource>();
  const made = [...detectors].map((detector): readonly [Detector, AddressSource] => {
    const text = formatSource(detector.source);
    const source = bySpec.get(text) ?? sources(detector.source);
    bySpec.set(text, source);
    return [detector, source];
  });
  return new Map(made);
}

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
