/** What DELETE_ON_STOP removes: what this instance published or found right, or all that an explicit selector takes (Z10). */

import { prefixFamily } from "../core/address/prefix.ts";
import { traitsOf } from "../core/list/kinds.ts";
import type { ListItem } from "../core/list/list.ts";
import { type ListTarget, listId } from "../core/list/target.ts";
import type { Detector, RecordTarget } from "../core/plan/target.ts";
import type { Address } from "../core/types.ts";
import type { InstanceState } from "../ports.ts";
import { UNMANAGED } from "./intentions.ts";
import type { WantedList, WantedRecordSet } from "./wanted.ts";

/** Key of a record set in the state: its name, or its place in a zone that is known only by its id. */
export function recordStateKey({ owner, type }: RecordTarget): string {
  return owner.kind === "name" ? `${owner.name} ${type}` : `${owner.zoneId}/${owner.label} ${type}`;
}

/** Key of a list beside those of record sets. */
export function listStateKey(target: Pick<ListTarget, "kind" | "accountId" | "name">): string {
  return `${target.kind} ${listId(target)}`;
}

export function recordSetRemoval(target: RecordTarget, state: InstanceState): WantedRecordSet {
  const published = new Set(state.records[recordStateKey(target)] ?? []);
  const explicit = target.selector.pattern !== "";
  const goes = ({ content }: { readonly content: Address }): boolean => explicit || published.has(content);
  return {
    target,
    wanted: [],
    ...(isUnmanaged(target.detector) ? { skip: { reason: UNMANAGED } } : {}),
    plan: (key, { managed }) =>
      managed.filter(goes).map((record) => ({ action: "delete", key, id: record.id, from: record.content })),
  };
}

/** What this instance is known to have put into the list. */
export function publishedIn({ kind, ...target }: ListTarget, state: InstanceState): ReadonlySet<string> {
  return new Set(state.lists[kind]?.[listId(target)] ?? []);
}

export function listRemoval(target: ListTarget, state: InstanceState): WantedList {
  const { owned } = traitsOf(target.kind);
  const published = publishedIn(target, state);
  const explicit = owned === "by-comment" && target.selector.pattern !== "";
  const goes = ({ prefix, comment }: ListItem): boolean =>
    !isUnmanaged(target.detectors[prefixFamily(prefix)]) &&
    (published.has(prefix) || (explicit && target.selector.matches(comment)));
  return {
    target: { ...target, site: target.detectors[4].site },
    whollyOurs: false,
    ...(isUnmanaged(target.detectors[4]) && isUnmanaged(target.detectors[6])
      ? { skip: { reason: "neither IP family is managed" } }
      : {}),
    plan: (items) => ({
      add: [],
      remove: items.filter(goes),
      keep: items.filter((item) => !goes(item)),
      warnings: [],
    }),
  };
}

function isUnmanaged({ source }: Detector): boolean {
  return source.kind === "none";
}
