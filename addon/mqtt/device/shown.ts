/** Which record sets and lists the device shows, each with its key. */

import {
  type Config,
  type CycleReport,
  type ListKind,
  listKey,
  type RecordType,
  recordKey,
} from "../../../src/index.ts";
import { sha256Hex } from "../topics.ts";
import type { FamilyKey } from "./addresses.ts";

export interface ShownRecord {
  readonly key: string;
  /** ASCII FQDN. */
  readonly name: string;
  readonly type: RecordType;
  /** `""` is the home. */
  readonly site: string;
}

export interface ShownList {
  readonly key: string;
  readonly kind: ListKind;
  readonly accountId: string;
  readonly name: string;
}

/**
 * Every record set of the settings and, as some names are known only once their zone was read, of the report; none of a
 * family that is set to `none` (D3).
 */
export function shownRecords(config: Config, report: CycleReport | undefined): readonly ShownRecord[] {
  const shown = new Map<string, ShownRecord>();
  const managed = config.records.filter(({ detector }) => detector.source.kind !== "none");
  const types = new Set(managed.map(({ type }) => type));
  const show = (name: string, type: RecordType, site: string) => {
    const key = recordKey(name, type, sha256Hex);
    if (!shown.has(key)) shown.set(key, { key, name, type, site });
  };
  for (const { owner, type, detector } of managed)
    if (owner.kind === "name") show(owner.name, type, detector.site);
  for (const { name, type, site } of report?.records ?? []) if (types.has(type)) show(name, type, site);
  return [...shown.values()].sort((a, b) => (a.name + a.type < b.name + b.type ? -1 : 1));
}

export function shownLists(config: Config): readonly ShownList[] {
  const shown = new Map<string, ShownList>();
  for (const { kind, accountId, name } of config.lists) {
    const key = listKey(name, accountId, sha256Hex);
    const id = `${kind} ${key}`;
    if (!shown.has(id)) shown.set(id, { key, kind, accountId, name });
  }
  return [...shown.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** The families that anything is asked for. */
export function shownFamilies({ sources }: Config): readonly FamilyKey[] {
  return (["ipv4", "ipv6"] as const).filter((family) => sources[family].kind !== "none");
}

/** Are all names known, so that what is not shown is truly gone? */
export function namesComplete(config: Config, report: CycleReport | undefined): boolean {
  return report !== undefined || config.records.every(({ owner }) => owner.kind === "name");
}
