/** How a home of which some lines are silent is reported: as a family that could not be observed whole (D5). */

import type { Detector } from "../core/plan/target.ts";
import { silentLines } from "../core/source/answers.ts";
import type { Detection } from "../core/types.ts";

/** The detections with those that are partial as unavailable; what the other lines said was acted upon already. */
export function markPartial(detections: ReadonlyMap<Detector, Detection>): ReadonlyMap<Detector, Detection> {
  return new Map([...detections].map(([detector, detection]) => [detector, asReported(detection)]));
}

function asReported(detection: Detection): Detection {
  if (detection.status !== "known") return detection;
  const silent = silentLines(detection);
  if (silent.length === 0) return detection;
  const reasons = silent.map(({ name, silence }) => `${name}: ${silence}`).join("; ");
  const found = detection.addresses.map(({ address }) => address).join(", ");
  return {
    status: "unavailable",
    source: detection.source,
    reason: `${silent.length} of ${detection.lines?.length} lines are silent (${reasons}); what the others say (${found}) is published beside what was there, and nothing is removed`,
    code: "DETECTION_FAILED",
    partial: true,
    ...(detection.nat && { nat: detection.nat }),
  };
}
