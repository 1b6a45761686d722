/** The service in short, for scripts and start pages: `/api/status`. */

import type { Detection } from "../../../../src/index.ts";
import type { Service } from "../../../service/service-view.ts";
import type { Health } from "../health.ts";

/** The body of `/api/status`; times are ISO 8601, UTC, null where there is none yet. */
export function shortStatus(service: Service, version: string, health: Health) {
  const { status, paused, lastCheck, lastChange, nextCheck, lastError, report, waitingFor } = service.view;
  return {
    version,
    instance: service.config.instance,
    status,
    health,
    paused,
    lastCheck: lastCheck ?? null,
    lastChange: lastChange ?? null,
    nextCheck: nextCheck ?? null,
    lastError: lastError ?? null,
    waitingFor,
    ipv4: addressesOf(report?.detections.ipv4),
    ipv6: addressesOf(report?.detections.ipv6),
    ...(report?.nat === undefined ? {} : { nat: report.nat }),
  };
}

function addressesOf(detection: Detection | undefined): readonly string[] {
  return detection?.status === "known" ? detection.addresses.map(({ address }) => address) : [];
}
