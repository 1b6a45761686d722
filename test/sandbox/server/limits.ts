/** Answers for the limits of each plan (reference section 5.7 and 6.1, checked 2026-03 to 2026-07). */

import type { Plan, State, Zone } from "../state.ts";

export interface PlanLimits {
  records: number;
  batch: number;
  comment: number;
  tags: number;
  leastTtl: number;
  lists: number;
  items: number;
  zeroTrustItems: number;
}

const paid = {
  records: 3500,
  batch: 3500,
  comment: 500,
  tags: 20,
  leastTtl: 60,
  lists: 10,
  items: 10_000,
  zeroTrustItems: 1000,
};

const limits: Record<Plan, PlanLimits> = {
  free: { ...paid, records: 200, batch: 200, comment: 100, tags: 0, lists: 1 },
  pro: paid,
  business: paid,
  enterprise: { ...paid, leastTtl: 30, lists: 1000, items: 500_000, zeroTrustItems: 5000 },
};

export function zoneLimits(zone: Zone): PlanLimits {
  // Free zones from before 2024-09 keep the larger quota
  if (zone.plan === "free" && zone.createdOn < "2024-09-01") return { ...limits.free, records: 1000 };
  return limits[zone.plan];
}

/** The limits of an account follow its highest plan. */
export function accountLimits(state: State, account: string): PlanLimits {
  const plans = [...state.zones.values()].filter((zone) => zone.account === account).map(({ plan }) => plan);
  const highest = (["enterprise", "business", "pro"] as const).find((plan) => plans.includes(plan));
  return limits[highest ?? "free"];
}
