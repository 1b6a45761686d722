/** What is to become of the items of a list: own items among others', or the list as a whole. Pure. */

import {
  DdnsError,
  DEFAULT_PREFIX_LENGTHS,
  FAMILIES,
  type Intent,
  type IpFamily,
  type ListItem,
  type ListKind,
  type ListPlan,
  type Prefix,
  planList,
  prefixFamily,
  prefixLengthOf,
  traitsOf,
  type WantedList,
} from "../shared/engine.ts";
import type { WantedItem, WantedItems } from "./input.ts";
import type { SyncSettings } from "./settings.ts";

type Planning = Pick<WantedList, "plan" | "whollyOurs">;

/** What tells own items from others'. */
export interface Ownership extends Pick<SyncSettings, "kind" | "mode" | "comment" | "formerComment"> {
  /** What this node is known to have put into the list. */
  readonly published: ReadonlySet<string>;
}

/** The planner of the mode. A family that the kind cannot hold is left alone. */
export function planning(wanted: WantedItems, ownership: Ownership): Planning {
  const { holds, owned } = traitsOf(ownership.kind);
  const strangers = FAMILIES.filter((family) => holds[family] === undefined);
  const held = {
    items: wanted.items.filter(({ prefix }) => !strangers.includes(prefixFamily(prefix))),
    untouched: new Set([...wanted.untouched, ...strangers]),
  };
  const whole = ownership.mode === "whole";
  return {
    whollyOurs: whole && owned === "by-comment",
    plan: (items) =>
      tooWide(held, ownership.kind) ??
      (whole ? planWhole(held, items, ownership) : planOwn(held, items, ownership)),
  };
}

function tooWide({ items }: WantedItems, kind: ListKind): DdnsError | undefined {
  const { holds, noun } = traitsOf(kind);
  const wide = items.find(({ prefix }) => {
    const [shortest = 0] = holds[prefixFamily(prefix)] ?? [];
    return prefixLengthOf(prefix) < shortest;
  });
  if (wide === undefined) return undefined;
  const [shortest] = holds[prefixFamily(wide.prefix)] ?? [];
  return new DdnsError(
    "BAD_INPUT",
    `${wide.prefix} is wider than a ${noun} takes, which is /${shortest} at the widest. Send single addresses.`,
  );
}

/** Own items carry the comment, alone or in front of a comment of their own. */
export function isOwn(comment: string, marker: string): boolean {
  return comment === marker || comment.startsWith(`${marker}: `);
}

/** Ours is what carries the comment or the node's former one, and what it put there; without comments what it put there, and what is right already. */
function planOwn(
  wanted: WantedItems,
  items: readonly ListItem[],
  { kind, comment: marker, formerComment, published }: Ownership,
): ListPlan {
  const asked = new Set<string>(wanted.items.map(({ prefix }) => prefix));
  const isMarked = (comment: string): boolean => isOwn(comment, marker);
  const isOurs =
    traitsOf(kind).owned === "by-comment"
      ? ({ prefix, comment }: ListItem) =>
          isMarked(comment) || isOwn(comment, formerComment) || published.has(prefix)
      : ({ prefix }: ListItem) => published.has(prefix) || asked.has(prefix);
  const plan = planList({ 4: intentOf(wanted, 4), 6: intentOf(wanted, 6) }, items, {
    isOurs,
    isMarked,
    comment: marker,
    prefixLengths: DEFAULT_PREFIX_LENGTHS,
  });
  const comments = new Map(wanted.items.map((item) => [item.prefix, item.comment]));
  return {
    ...plan,
    add: plan.add.map(({ prefix, comment }) => {
      const own = comments.get(prefix);
      return { prefix, comment: own === undefined || own === "" ? comment : `${marker}: ${own}` };
    }),
  };
}

function intentOf({ items, untouched }: WantedItems, family: IpFamily): Intent<Prefix> {
  const [first, ...rest] = items
    .map(({ prefix }) => prefix)
    .filter((prefix) => prefixFamily(prefix) === family);
  if (first !== undefined) return { kind: "set", targets: [first, ...rest] };
  return untouched.has(family) ? { kind: "preserve" } : { kind: "clear" };
}

/**
 *   item in the list    wanted                       what happens
 *   yes                 same prefix, same comment    stays
 *   yes                 same prefix, other comment   is replaced: one step, as the list is wholly ours
 *   yes                 no                           is removed, unless its family is to be left alone
 *   no                  yes                          is added
 */
function planWhole(
  { items: wanted, untouched }: WantedItems,
  items: readonly ListItem[],
  { kind, comment }: Ownership,
): ListPlan {
  const hasComments = traitsOf(kind).owned === "by-comment";
  const asked = new Map(wanted.map((item) => [item.prefix, item]));
  const stays = (item: ListItem): boolean => {
    const target = asked.get(item.prefix);
    if (target === undefined) return untouched.has(prefixFamily(item.prefix));
    return (
      !hasComments || commentOf(target, comment) === undefined || commentOf(target, comment) === item.comment
    );
  };
  const keep = items.filter(stays);
  const kept = new Set(keep.map(({ prefix }) => prefix));
  return {
    add: wanted
      .filter(({ prefix }) => !kept.has(prefix))
      .map((item) => ({ prefix: item.prefix, comment: commentOf(item, comment) ?? "" })),
    remove: items.filter((item) => !stays(item)),
    keep,
    warnings: [],
  };
}

/** Undefined: whatever comment is there is right. */
function commentOf(item: WantedItem, comment: string): string | undefined {
  return item.comment ?? (comment === "" ? undefined : comment);
}
