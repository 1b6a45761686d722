/** What is found about whole zones: where the world is led, and whether it believes what it is told there. */

import type { RecordReport } from "../core/report/report.ts";
import type { Zone } from "../core/types.ts";
import { delegationOf } from "../core/witness/judge.ts";
import type { RecordVerification, Testimony, ZoneVerification } from "../core/witness/verification.ts";
import type { Witnesses } from "../ports.ts";

/** What was read and heard of one zone. */
export interface ZoneFindings {
  readonly zone: Zone;
  /** Of its record sets. */
  readonly verdicts: readonly RecordVerification[];
}

/** `witnesses`: undefined where no public resolver may be asked; then what Cloudflare remembers has to do. */
export async function judgeZone(
  { zone, verdicts }: ZoneFindings,
  witnesses: Pick<Witnesses, "nameServers"> | undefined,
): Promise<ZoneVerification> {
  const { name, status, nameServers = [], formerNameServers = [] } = zone;
  const delegation = delegationOf(status);
  const isSuspect = delegation === "elsewhere" || verdicts.some(isSeenOtherwise);
  const seen = isSuspect ? ((await witnesses?.nameServers(name)) ?? []) : [];
  const told = delegation === "elsewhere" && seen.length === 0 ? formerNameServers : seen;
  const ledTo = told.some((host) => nameServers.includes(host)) ? [] : told;
  const isBroken = verdicts.some((verdict) => verdict.witnesses.some(({ dnssec }) => dnssec !== undefined));
  return {
    zone: name,
    delegation,
    nameServers,
    ...(ledTo.length === 0 ? {} : { ledTo }),
    ...(isBroken ? { dnssec: "broken" } : {}),
  };
}

/** A zone that could not be read. */
export function unreadZone(zone: NonNullable<RecordReport["zone"]>): ZoneVerification {
  return { zone, delegation: "unknown", nameServers: [] };
}

/** Public resolvers say something else than the name servers: they may be led to other ones. */
function isSeenOtherwise({ published, witnesses }: RecordVerification): boolean {
  const said = (kind: Testimony["kind"]): readonly string[] =>
    witnesses.filter((one) => one.kind === kind && one.error === null).map(({ answer }) => answer.join());
  const authoritative = said("authoritative");
  return published === "no" && said("public").some((answer) => !authoritative.includes(answer));
}
