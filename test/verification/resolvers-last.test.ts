/** A resolver keeps what it is told: so the service asks resolvers only once no name server has the old answer. */

import { expect, test } from "vitest";
import type { RecordTarget } from "../../src/core/plan/target.ts";
import type { Address, Zone } from "../../src/core/types.ts";
import type { Testimony } from "../../src/core/witness/verification.ts";
import { type Publics, verify } from "../../src/verification/verify.ts";
import { makeReport, recordReport } from "../fakes/reports.ts";
import { recordTarget } from "../fakes/settings.ts";

const HOME = "203.0.113.7";

async function asked(publics: Publics, authority: Partial<Testimony>): Promise<number> {
  let questions = 0;
  const record = recordReport("home.example.org", "A", HOME);
  const said = (kind: Testimony["kind"], more: Partial<Testimony>): Testimony => ({
    name: kind,
    kind,
    answer: [HOME as Address],
    ttl: 300,
    error: null,
    ...more,
  });
  const zone: Zone = {
    id: "z",
    name: "example.org" as Zone["name"],
    status: "active",
    nameServers: ["ada.ns.test"],
    accountId: "",
    batchLimit: 200,
  };
  const target: RecordTarget = recordTarget("home.example.org", "A");
  const held = record.actual.map((each) => ({ ...each, proxied: false }));
  await verify({
    report: makeReport(HOME, { records: [record] }),
    targets: [target],
    accounts: [{ key: target.account, dns: { zones: async () => [zone], records: async () => held } }],
    publics,
    signal: new AbortController().signal,
    witnesses: {
      authorities: async () => [said("authoritative", authority)],
      publics: async () => {
        questions += 1;
        return [said("public", {})];
      },
      nameServers: async () => [],
      close: () => {},
    },
  });
  return questions;
}

test.each<[string, Partial<Testimony>, number]>([
  ["tells the address", {}, 1],
  ["tells the old address", { answer: ["192.0.2.1" as Address] }, 0],
  ["knows no such name yet", { answer: [], ttl: null }, 0],
  ["cannot be heard", { answer: [], ttl: null, error: "it does not answer" }, 1],
])("the name server %s / the service asks / resolvers %# as it should be", async (_, authority, times) => {
  expect(await asked("once authorities agree", authority)).toBe(times);
  expect(await asked("always", authority)).toBe(1);
  expect(await asked("never", authority)).toBe(0);
});
