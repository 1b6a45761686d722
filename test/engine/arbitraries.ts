/** What random schedules of the engine have in common: how many there are, and what sources say. */

import fc from "fast-check";
import type { Detection } from "../../src/core/types.ts";
import { known, silent } from "./kit.ts";

/** How many schedules are drawn; ENGINE_SCHEDULES=20000 takes a while. */
export const RUNS = Number(process.env["ENGINE_SCHEDULES"] ?? 400);

export const FOUR = ["203.0.113.7", "203.0.113.8", "198.51.100.1"] as const;
export const SIX = ["2001:db8:1::7", "2001:db8:2::7", "2001:db8:9::9"] as const;

export const detection = (texts: readonly string[]): fc.Arbitrary<Detection> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.subarray([...texts], { minLength: 1 }).map((all) => known(...all)) },
    { weight: 1, arbitrary: fc.constant(silent) },
    { weight: 1, arbitrary: fc.constantFrom<Detection>({ status: "clear" }, { status: "unmanaged" }) },
  );
