/** Asks the witnesses about every record set of a report: once, without waiting for anything to expire. */

import { DdnsError } from "../core/errors.ts";
import { zoneOf } from "../core/name/zone-of.ts";
import type { RecordTarget } from "../core/plan/target.ts";
import type { CycleReport, RecordReport } from "../core/report/report.ts";
import type { DnsRecord, Zone } from "../core/types.ts";
import { type Expectation, judgeRecord } from "../core/witness/judge.ts";
import type { RecordVerification, Verification, ZoneVerification } from "../core/witness/verification.ts";
import type { Account } from "../cycle/account.ts";
import type { Witnesses } from "../ports.ts";
import { type Claim, claimsOf } from "./claims.ts";
import { expectationOf } from "./expectation.ts";
import { settledAfter } from "./settled.ts";
import { judgeZone, unreadZone } from "./zone-verdict.ts";

/**
 * Whether public resolvers are asked besides. What one of them is told too early it keeps for a TTL, and tells everybody
 * behind it: so who asks by himself waits until no name server has the old answer any more.
 */
export type Publics = "never" | "always" | "once authorities agree";

export interface VerifyOptions {
  readonly report: CycleReport;
  /** Those of the engine that made the report. */
  readonly targets: readonly RecordTarget[];
  readonly accounts: readonly Reader[];
  readonly witnesses: Witnesses;
  /** Public resolvers are asked besides. */
  readonly publics: Publics;
  readonly signal: AbortSignal;
}

/** What of an account reads its zones. */
type Reader = { readonly key: string; readonly dns: Pick<Account["dns"], "zones" | "records"> };

/** What was read of one zone just now, or why it could not be read. */
type Reading =
  | { readonly zone: Zone; readonly records: readonly DnsRecord[] }
  | { readonly zone: undefined; readonly reason: string };

/** Record sets of which nothing is wanted and nothing is there are left out. Never rejects. */
export async function verify(options: VerifyOptions): Promise<Verification> {
  const { report, targets, accounts, signal } = options;
  const claims = claimsOf(report.records, targets, report.dryRun);
  const readings = new Map<Claim, Reading>();
  for (const account of accounts) {
    const own = claims.filter((claim) => claim.account === account.key);
    for (const [claim, reading] of await readZones(account, own, signal)) readings.set(claim, reading);
  }
  const verdicts = await Promise.all(claims.map((claim) => verifyOne(claim, readings.get(claim), options)));
  const records = verdicts.filter((verdict) => verdict !== undefined);
  const zones = await zonesIn(claims, readings, verdicts, options);
  const held = [...readings.values()].flatMap((reading) => (reading.zone ? reading.records : []));
  return {
    ok:
      records.every(({ published }) => published === "yes") &&
      zones.every(({ delegation, dnssec }) => delegation !== "elsewhere" && dnssec === undefined),
    zones,
    records,
    settledAfter: settledAfter(
      held,
      claims.some(({ record }) => record.outcome === "created"),
    ),
  };
}

async function readZones(
  account: Reader,
  claims: readonly Claim[],
  signal: AbortSignal,
): Promise<ReadonlyMap<Claim, Reading>> {
  const readings = new Map<Claim, Reading>();
  if (claims.length === 0) return readings;
  const names = [...new Set(claims.map(({ record }) => record.name))];
  try {
    const zones = await account.dns.zones(names, signal);
    const read = new Map<string, readonly DnsRecord[]>();
    for (const claim of claims) {
      const zone = zoneOf(claim.record.name, zones);
      if (zone instanceof DdnsError) {
        readings.set(claim, { zone: undefined, reason: zone.message });
        continue;
      }
      const records = read.get(zone.id) ?? (await account.dns.records(zone, names, signal));
      read.set(zone.id, records);
      readings.set(claim, { zone, records: records.filter(isAbout(claim)) });
    }
  } catch (thrown) {
    const reason = thrown instanceof DdnsError ? thrown.message : "The zone could not be read at Cloudflare.";
    for (const claim of claims) if (!readings.has(claim)) readings.set(claim, { zone: undefined, reason });
  }
  return readings;
}

function isAbout({ record }: Claim): (other: DnsRecord) => boolean {
  return ({ name, type }) => name === record.name && type === record.type;
}

async function verifyOne(
  { record, wanted }: Claim,
  reading: Reading | undefined,
  { witnesses, publics }: VerifyOptions,
): Promise<RecordVerification | undefined> {
  const { name, type } = record;
  const told = { name, type, witnesses: [] };
  if (reading?.zone === undefined)
    return { ...told, published: "unknown", reason: record.error?.message ?? reading?.reason ?? null };
  // Nobody knows an address and none is kept, as for a family that the home does not have: nothing ought to be seen.
  if (reading.records.length === 0 && wanted.length === 0) return undefined;
  // A question before the creation would plant "there is no such name" in every cache on the way.
  if (reading.records.length === 0)
    return {
      ...told,
      published: "no",
      reason: `Cloudflare holds no ${type} record for ${name}, so nobody was asked. Let an update run (cloudflare-ddns once) and ask again.`,
    };
  const key = { name, type };
  const expectation = expectationOf(key, wanted, reading.records, record.actual);
  const authorities = await witnesses.authorities(reading.zone.nameServers ?? [], key);
  const isOld = judgeRecord(authorities, expectation).published === "no";
  const mayAsk = publics === "always" || (publics === "once authorities agree" && !isOld);
  const asked = mayAsk ? [...authorities, ...(await witnesses.publics(key))] : authorities;
  const { published, reason } = judgeRecord(asked, expectation);
  const behind = published === "no" ? heldInstead(expectation, record) : null;
  return { name, type, published, witnesses: asked, reason: behind ?? reason };
}

/** Why the world cannot see what is wanted: Cloudflare itself was not told yet. Null where it was. */
function heldInstead({ name, type, wanted }: Expectation, { actual, outcome }: RecordReport): string | null {
  const held = actual.map(({ content }) => content);
  if (outcome === "skipped") return null;
  if (wanted.every((address) => held.includes(address))) return null;
  return `Cloudflare holds ${held.join(", ") || "nothing of ours"} for ${type} ${name}, so the world cannot see ${wanted.join(", ")} yet. Let an update run (cloudflare-ddns once) and ask again.`;
}

async function zonesIn(
  claims: readonly Claim[],
  readings: ReadonlyMap<Claim, Reading>,
  verdicts: readonly (RecordVerification | undefined)[],
  { witnesses, publics }: VerifyOptions,
): Promise<readonly ZoneVerification[]> {
  const read = new Map<string, { readonly zone: Zone; readonly verdicts: RecordVerification[] }>();
  const unread = new Set<NonNullable<RecordReport["zone"]>>();
  claims.forEach((claim, index) => {
    const zone = readings.get(claim)?.zone;
    if (zone === undefined) {
      if (claim.record.zone !== null) unread.add(claim.record.zone);
      return;
    }
    const findings = read.get(zone.name) ?? { zone, verdicts: [] };
    read.set(zone.name, findings);
    findings.verdicts.push(...[verdicts[index] ?? []].flat());
  });
  const judged = await Promise.all(
    [...read.values()].map((findings) => judgeZone(findings, publics === "never" ? undefined : witnesses)),
  );
  return [...judged, ...[...unread].filter((zone) => !read.has(zone)).map(unreadZone)];
}
