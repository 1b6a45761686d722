/** One word for how the service is doing (design 9). */

import type { CycleReport } from "../../src/index.ts";
import type { ServiceStatus, ServiceView } from "./service-view.ts";

/**
 *   paused     the switch is off
 *   updating   a cycle is writing
 *   in_sync    all record sets and lists are right, or nothing was checked yet, or what failed may pass
 *   degraded   some failed, or a family has no address
 *   error      nothing could be brought up to date
 */
export function statusOf(
  view: Pick<ServiceView, "paused" | "writing" | "report" | "passing">,
): ServiceStatus {
  if (view.writing) return "updating";
  if (view.paused) return "paused";
  const { report, passing } = view;
  if (report === undefined || report.ok || passing) return "in_sync";
  return anythingRight(report) ? "degraded" : "error";
}

function anythingRight({ records, lists }: CycleReport): boolean {
  return [...records, ...lists].some(({ outcome }) => outcome !== "failed" && outcome !== "skipped");
}
