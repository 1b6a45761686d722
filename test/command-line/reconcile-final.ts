/** What is left at Cloudflare after a run: compared with what a case expects, and with what the settings never handed over. */

import { expect } from "vitest";
import { parsePrefix } from "../../src/index.ts";
import type { Sandbox, SandboxLocation, SandboxRecord } from "../sandbox/index.ts";
import type { CaseRecord, Final, ReconcileCase, Report } from "./reconcile-case.ts";

/** Everything in the account, copied. */
export interface Contents {
  readonly zones: ReadonlyMap<string, readonly SandboxRecord[]>;
  readonly lists: ReturnType<Sandbox["lists"]>;
  readonly zeroTrustLists: ReturnType<Sandbox["zeroTrustLists"]>;
  readonly locations: readonly SandboxLocation[];
}

export function contentsOf(sandbox: Sandbox, { cloudflare }: ReconcileCase): Contents {
  const names = (cloudflare.zones ?? []).map(({ name }) => name);
  return structuredClone({
    zones: new Map(names.map((name) => [name, sandbox.records(name)])),
    lists: sandbox.lists(),
    zeroTrustLists: sandbox.zeroTrustLists(),
    locations: sandbox.locations(),
  });
}

export function expectFinal(final: Final, left: Contents): void {
  for (const { name, records } of final.zones) {
    const actual = (left.zones.get(name) ?? []).map(shownRecord);
    expect.soft(sorted(actual), name).toEqual(filledIn(records, actual));
  }
  expect.soft(sorted(left.lists.map(shownList)), "WAF lists").toEqual(sorted(final.lists.map(shownList)));
  expectSame("Zero Trust lists", left.zeroTrustLists, final.zeroTrustLists ?? [], shownZeroTrustList);
  expectSame("locations", left.locations, final.locations ?? [], ({ account, name, networks }) => ({
    account,
    name,
    networks: (networks ?? []).map(({ network }) => String(parsePrefix(network))).sort(),
  }));
}

/**
 * Records of other names and types, lists and locations that the report does not name, and of a location that it
 * does name every field but `networks` are as they were before.
 */
export function expectUntouched(report: Report, before: Contents, left: Contents): void {
  const ours = new Set(report.records.map(({ type, name }) => `${type} ${name}`));
  const others = ({ zones }: Contents) =>
    [...zones.values()].flat().filter(({ type, name }) => !ours.has(`${type} ${name}`));
  expect.soft(others(left)).toEqual(others(before));
  expect
    .soft(without(report.wafLists, left.lists), "other WAF lists")
    .toEqual(without(report.wafLists, before.lists));
  expect
    .soft(without(report.zeroTrustLists, left.zeroTrustLists), "other Zero Trust lists")
    .toEqual(without(report.zeroTrustLists, before.zeroTrustLists));
  expect
    .soft(without(report.dnsLocations, left.locations), "other locations")
    .toEqual(without(report.dnsLocations, before.locations));
  const lasting = ({ networks, updated_at, ...fields }: SandboxLocation) => fields;
  expect.soft(left.locations.map(lasting), "fields of locations").toEqual(before.locations.map(lasting));
}

function without<T extends { account: string; name: string }>(
  reported: readonly { account: string; name: string }[] = [],
  all: readonly T[],
): readonly T[] {
  return all.filter(
    (one) => !reported.some(({ account, name }) => account === one.account && name === one.name),
  );
}

/** Exactly these; of each the parts that `shown` gives, and every other field that the case names. */
function expectSame<Expected extends object, Actual extends object & Expected>(
  what: string,
  actual: readonly Actual[],
  expected: readonly Expected[],
  shown: (one: Expected) => object,
): void {
  expect.soft(sorted(actual.map(shown)), what).toEqual(sorted(expected.map(shown)));
  for (const { items, networks, ...named } of expected as readonly Record<string, unknown>[]) {
    expect.soft(actual, what).toContainEqual(expect.objectContaining(named));
  }
}

function shownRecord({ name, type, content, ttl, proxied, comment, tags }: SandboxRecord) {
  return { name, type, content, ttl, proxied, comment: comment ?? "", tags: [...tags].sort() };
}

/** A field that a case does not name is not compared: it is taken from what is there. */
function filledIn(expected: readonly CaseRecord[], actual: readonly ReturnType<typeof shownRecord>[]) {
  const left = [...actual];
  const filled = expected.map((record) => {
    const index = left.findIndex((one) =>
      Object.entries(record).every(
        ([key, value]) => JSON.stringify(one[key as keyof typeof one]) === JSON.stringify(value),
      ),
    );
    const [found] = index < 0 ? [] : left.splice(index, 1);
    return found ?? record;
  });
  return sorted(filled);
}

function shownList({ account, name, items }: Final["lists"][number]) {
  return {
    account,
    name,
    items: items.map(({ ip, comment = "" }) => `${parsePrefix(ip)} ${comment}`).sort(),
  };
}

function shownZeroTrustList({ account, name, items }: NonNullable<Final["zeroTrustLists"]>[number]) {
  const shown = items.map(({ value, description = "" }) => `${parsePrefix(value) ?? value} ${description}`);
  return { account, name, items: shown.sort() };
}

function sorted<T>(values: readonly T[]): readonly T[] {
  return [...values].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
