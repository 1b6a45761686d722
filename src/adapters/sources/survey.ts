/** Asks every source there is, each by itself and timed, so that a user can choose (`detect`). */

import type { SourceSpec } from "../../core/source/spec.ts";
import { type Address, type Detection, FAMILIES, type IpFamily } from "../../core/types.ts";
import type { Clock, SourceFactory } from "../../ports.ts";
import { branchOff } from "./combined/branch.ts";
import { describeSource } from "./describe.ts";

/** One line of the survey; `addresses` where known, `reason` where unavailable. */
export interface SurveyEntry {
  readonly name: string;
  readonly family: IpFamily;
  /** False for the built-in sources that the configuration does not name. */
  readonly configured: boolean;
  readonly status: Detection["status"];
  readonly addresses?: readonly Address[];
  readonly reason?: string;
  /** ISO 8601, UTC: when somebody told it; absent where the source was asked just now. */
  readonly toldAt?: string;
  readonly durationMs: number;
}

interface Question {
  readonly family: IpFamily;
  readonly spec: SourceSpec;
  readonly configured: boolean;
}

const BUILT_IN: readonly SourceSpec[] = [
  { kind: "cloudflare.trace" },
  { kind: "cloudflare.doh" },
  { kind: "ipify" },
  { kind: "local" },
];

/**
 * All sources at once: first those of `configured`, one entry each and in their order, so that entry i answers for
 * configured source i; then the members of combined ones; then the built-in ones that did not occur yet.
 */
export async function surveySources(
  configured: readonly { readonly family: IpFamily; readonly spec: SourceSpec }[],
  factory: SourceFactory,
  clock: Clock,
  signal: AbortSignal,
): Promise<readonly SurveyEntry[]> {
  const heads: readonly Question[] = configured.map(({ family, spec }) => ({
    family,
    spec,
    configured: true,
  }));
  const members = heads.flatMap((head) => membersOf(head.spec).map((spec) => ({ ...head, spec })));
  const builtIn = FAMILIES.flatMap((family) => BUILT_IN.map((spec) => ({ family, spec, configured: false })));

  const asked = new Set(heads.map(keyOf));
  const others = [...members, ...builtIn].filter((question) => {
    const isNew = !asked.has(keyOf(question));
    asked.add(keyOf(question));
    return isNew;
  });
  const branch = branchOff(signal);
  const all = [...heads, ...others].map((question) => survey(question, factory, clock, branch.signal));
  return Promise.all(all).finally(() => branch.end());
}

/** Not by name: two URLs on one host have the same. */
function keyOf({ family, spec }: Question): string {
  return `${family} ${JSON.stringify(spec)}`;
}

function membersOf(spec: SourceSpec): readonly SourceSpec[] {
  if (!("members" in spec)) return [];
  return spec.members.flatMap((member) => [member, ...membersOf(member)]);
}

async function survey(
  { family, spec, configured }: Question,
  factory: SourceFactory,
  clock: Clock,
  signal: AbortSignal,
): Promise<SurveyEntry> {
  const start = clock.monotonic();
  const detection = await factory(spec).detect(family, signal);
  return {
    name: describeSource(spec),
    family,
    configured,
    status: detection.status,
    ...(detection.status === "known" && { addresses: detection.addresses.map(({ address }) => address) }),
    ...(detection.status === "known" && detection.toldAt !== undefined && { toldAt: detection.toldAt }),
    ...(detection.status === "unavailable" && { reason: detection.reason }),
    durationMs: Math.round(clock.monotonic() - start),
  };
}
