/** How the home stands to the internet, as the routers say that were asked in a cycle (D10). */

import { joinEvidence, natVerdict } from "../core/address/nat.ts";
import type { Detector } from "../core/plan/target.ts";
import { sourceUses } from "../core/source/format.ts";
import type { Detection, NatVerdict } from "../core/types.ts";

/** Undefined where no source asks a router. The home's own router speaks before those of other sites. */
export function standingOf(detections: ReadonlyMap<Detector, Detection>): NatVerdict | undefined {
  const asking = [...detections]
    .filter(([{ source }]) => sourceUses(source, "router"))
    .sort(([a], [b]) => Number(a.site !== "") - Number(b.site !== ""));
  if (asking.length === 0) return undefined;
  const evidence = joinEvidence(
    asking.map(([, detection]) => ("nat" in detection ? detection.nat : undefined)),
  );
  return natVerdict(evidence ?? {});
}
