/** Counts what the engine's parts do and no report tells: requests by what came of them, and how long sources take. */

import {
  type Clock,
  describeSource,
  REQUEST_OUTCOMES,
  type RequestOutcome,
  type SourceFactory,
} from "../../src/index.ts";
import type { Meters } from "./service-view.ts";

export interface MeterOptions {
  readonly accounts: readonly { outcomes(): Readonly<Record<RequestOutcome, number>> }[];
  readonly seconds: ReadonlyMap<string, number>;
}

/** `seconds`: as `timed` keeps them. */
export function openMeters({ accounts, seconds }: MeterOptions): Meters {
  return {
    requests: () =>
      Object.fromEntries(
        REQUEST_OUTCOMES.map((outcome) => [
          outcome,
          accounts.reduce((sum, account) => sum + account.outcomes()[outcome], 0),
        ]),
      ),
    sourceSeconds: (spec, family) => seconds.get(`${family} ${describeSource(spec)}`),
  };
}

/** The same sources, each with a watch: `seconds` learns how long the last answer about a family took. */
export function timed(factory: SourceFactory, clock: Clock, seconds: Map<string, number>): SourceFactory {
  return (spec) => {
    const source = factory(spec);
    const name = describeSource(spec);
    return {
      ...source,
      async detect(family, signal, prefixLength) {
        const startedAt = clock.monotonic();
        const detection = await source.detect(family, signal, prefixLength);
        seconds.set(`${family} ${name}`, (clock.monotonic() - startedAt) / 1000);
        return detection;
      },
    };
  };
}
