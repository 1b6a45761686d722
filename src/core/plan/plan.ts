/** The changes that turn the managed records of one record set into what its intent asks for. */

import type {
  Address,
  AddressRecord,
  Change,
  EnforceableAttribute,
  Intent,
  RecordAttributes,
  RecordSetKey,
} from "../types.ts";
import {
  inheritAttributes,
  matchesAttributes,
  overridesFor,
  withEnforced,
  withSiblingsCloud,
} from "./attributes.ts";

/** What is wanted of a record set besides its addresses. */
export interface RecordSetPolicy {
  /** For records that are created, where the replaced ones do not say otherwise. */
  readonly attributes: RecordAttributes;
  /** True where nobody said whether new records are proxied: they follow the name's records of the other family (Z5). */
  readonly proxiedAsSiblings?: boolean;
  /** Attributes that are corrected on existing records too (Z7). */
  readonly enforce: ReadonlySet<EnforceableAttribute>;
  /** Further managed records stay. */
  readonly keepSurplus: boolean;
  /** False: an address without a record stays without. */
  readonly create: boolean;
}

/**
 *   intent           managed   changes
 *   set [a]          [a]       none
 *   set [a]          []        create a, with the fallback attributes
 *   set [a]          [b]       update b to a: content alone, everything else stays (Z4)
 *   set [a]          [b, c]    update b to a, delete c
 *   set [a, d]       [b]       update b to a, create d with the attributes b had (Z5)
 *   set [a]          []        create a, orange where the siblings are, unless that was set (Z5)
 *   set [a]          [a, a]    delete the second a
 *   set [a]          [a]       where an enforced attribute differs: update that attribute alone (Z7)
 *   extend [a]       [b]       create a; update b to a where b is movable
 *   clear            [a, b]    delete a, delete b
 *   preserve, abort  anything  none
 *
 * Deletions come last. The same records in another order give the same changes.
 * `managed` is what ownership let through: what the planner cannot see, it cannot delete. `siblings` are the managed
 * records of the same name's other family.
 */
export function plan(
  key: RecordSetKey,
  intent: Intent<Address>,
  managed: readonly AddressRecord[],
  policy: RecordSetPolicy,
  siblings: readonly RecordAttributes[] = [],
): readonly Change[] {
  if (intent.kind === "preserve" || intent.kind === "abort") return [];
  const records = [...managed].sort(byId);
  if (intent.kind === "clear") return records.map((record) => deletion(key, record));

  const wanted = withEnforced(policy.attributes, policy.attributes, policy.enforce);
  const kept = keepOnePerTarget(intent.targets, records, wanted);
  const atTarget = new Set<Address>(intent.targets);
  const replaced = records.filter(
    ({ content }) => !atTarget.has(content) && (intent.kind === "set" || intent.movable.includes(content)),
  );
  const fallback = policy.proxiedAsSiblings
    ? withSiblingsCloud(policy.attributes, siblings)
    : policy.attributes;
  const inherited = withEnforced(inheritAttributes(replaced, fallback), policy.attributes, policy.enforce);

  const outdated = matchingFirst(replaced, inherited);
  const missing = intent.targets.filter((target) => !kept.has(target));
  const moved = missing.slice(0, outdated.length);
  const created = policy.create ? missing.slice(outdated.length) : [];
  const keptIds = new Set([...kept.values()].map(({ id }) => id));
  const surplus = [
    ...outdated.slice(moved.length),
    ...records.filter((record) => atTarget.has(record.content) && !keptIds.has(record.id)),
  ].sort(byId);

  return [
    ...[...kept.values()].flatMap((record) => correction(key, record, policy)),
    ...moved.flatMap((content, index) => move(key, outdated[index], content, policy)),
    ...created.map((content): Change => ({ action: "create", key, content, attributes: inherited })),
    ...(policy.keepSurplus || intent.kind === "extend" ? [] : surplus.map((record) => deletion(key, record))),
  ];
}

/** Of several records at one target the one whose attributes match stays, then the lowest id. */
function keepOnePerTarget(
  targets: readonly Address[],
  records: readonly AddressRecord[],
  wanted: RecordAttributes,
): ReadonlyMap<Address, AddressRecord> {
  const kept = new Map<Address, AddressRecord>();
  for (const target of targets) {
    const [best] = matchingFirst(
      records.filter((record) => record.content === target),
      wanted,
    );
    if (best !== undefined) kept.set(target, best);
  }
  return kept;
}

function matchingFirst(
  records: readonly AddressRecord[],
  wanted: RecordAttributes,
): readonly AddressRecord[] {
  const matching = records.filter((record) => matchesAttributes(record, wanted));
  return [...matching, ...records.filter((record) => !matching.includes(record))];
}

function correction(key: RecordSetKey, record: AddressRecord, policy: RecordSetPolicy): readonly Change[] {
  const attributes = overridesFor(record, policy.attributes, policy.enforce);
  return attributes === undefined
    ? []
    : [{ action: "update", key, id: record.id, from: record.content, attributes }];
}

function move(
  key: RecordSetKey,
  record: AddressRecord | undefined,
  content: Address,
  policy: RecordSetPolicy,
): readonly Change[] {
  if (record === undefined) return [];
  const attributes = overridesFor(record, policy.attributes, policy.enforce);
  const change = { action: "update", key, id: record.id, from: record.content, content } as const;
  return [attributes === undefined ? change : { ...change, attributes }];
}

function deletion(key: RecordSetKey, record: AddressRecord): Change {
  return { action: "delete", key, id: record.id, from: record.content };
}

function byId(a: AddressRecord, b: AddressRecord): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
