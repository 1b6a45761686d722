/** Asks every source there is, each by itself and timed, so that a user can choose (`detect`). */

import { joinEvidence, natVerdict } from "../../core/address/nat.ts";
import { evidenceIn } from "../../core/source/answers.ts";
import { describeSource, sourceUses } from "../../core/source/format.ts";
import type { SourceSpec } from "../../core/source/spec.ts";
import {
  type Address,
  type Detection,
  FAMILIES,
  type IpFamily,
  type NatEvidence,
  type NatVerdict,
} from "../../core/types.ts";
import type { Clock, SourceFactory } from "../../ports.ts";
import { branchOff } from "./combined/branch.ts";

/** One line of the survey; `addresses` where known, `reason` where unavailable. */
export interface SurveyEntry {
  readonly name: string;
  /** Absent for the home. */
  readonly site?: string;
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

/** All answers, and what those of the home tell together of its NAT where one of them is a router's. */
export interface Survey {
  readonly sources: readonly SurveyEntry[];
  readonly nat?: NatVerdict;
}

interface Surveyed {
  readonly entry: SurveyEntry;
  readonly evidence: NatEvidence | undefined;
}

/** A source that the settings name, for one family with its default prefix length (D1). */
export interface ConfiguredSource {
  /** Absent for the home. */
  readonly site?: string;
  readonly family: IpFamily;
  readonly spec: SourceSpec;
  readonly prefixLength?: number;
}

interface Question extends ConfiguredSource {
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
 * configured source i; then the members of combined ones; then the built-in ones that the home does not name.
 */
export async function surveySources(
  configured: readonly ConfiguredSource[],
  factory: SourceFactory,
  clock: Clock,
  signal: AbortSignal,
): Promise<Survey> {
  const heads: readonly Question[] = configured.map((source) => ({ ...source, configured: true }));
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
  const surveyed = await Promise.all(all).finally(() => branch.end());
  const sources = surveyed.map(({ entry }) => entry);
  if (!configured.some(({ site, spec }) => site === undefined && sourceUses(spec, "router")))
    return { sources };
  return { sources, nat: natVerdict(joinEvidence(surveyed.map(({ evidence }) => evidence)) ?? {}) };
}

/** Not by name: two URLs on one host have the same. */
function keyOf({ site = "", family, spec }: Question): string {
  return `${site} ${family} ${JSON.stringify(spec)}`;
}

function membersOf(spec: SourceSpec): readonly SourceSpec[] {
  if (!("members" in spec)) return [];
  return spec.members.flatMap((member) => [member, ...membersOf(member)]);
}

async function survey(
  { site, family, spec, prefixLength, configured }: Question,
  factory: SourceFactory,
  clock: Clock,
  signal: AbortSignal,
): Promise<Surveyed> {
  const start = clock.monotonic();
  const source = factory(spec);
  const detection = await source.detect(family, signal, prefixLength);
  const entry = {
    name: describeSource(spec),
    ...(site !== undefined && { site }),
    family,
    configured,
    status: detection.status,
    ...(detection.status === "known" && { addresses: detection.addresses.map(({ address }) => address) }),
    ...(detection.status === "known" && detection.toldAt !== undefined && { toldAt: detection.toldAt }),
    ...(detection.status === "unavailable" && { reason: detection.reason }),
    durationMs: Math.round(clock.monotonic() - start),
  };
  // Only IPv4 is translated on its way, and another site stands behind another router.
  const evidence = family === 4 && site === undefined ? evidenceIn({ ...source, detection }) : undefined;
  return { entry, evidence };
}
