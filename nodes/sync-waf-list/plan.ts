/** What is to become of the items of a list: own items among others', or the list as a whole. Pure. */

import {
  DEFAULT_PREFIX_LENGTHS,
  type Intent,
  type IpFamily,
  type ListItem,
  type ListPlan,
  type Prefix,
  planList,
  prefixFamily,
  type WantedList,
} from "../shared/engine.ts";
import type { WantedItem, WantedItems } from "./input.ts";
import type { SyncSettings } from "./settings.ts";

type Planning = Pick<WantedList, "plan" | "whollyOurs">;

/** The planner of the mode. */
export function planning(
  wanted: WantedItems,
  { mode, comment }: Pick<SyncSettings, "mode" | "comment">,
): Planning {
  return mode === "whole"
    ? { whollyOurs: true, plan: (items) => planWhole(wanted, items, comment) }
    : { whollyOurs: false, plan: (items) => planOwn(wanted, items, comment) };
}

/** Own items carry the comment, alone or in front of a comment of their own. */
export function isOwn(comment: string, marker: string): boolean {
  return comment === marker || comment.startsWith(`${marker}: `);
}

function planOwn(wanted: WantedItems, items: readonly ListItem[], marker: string): ListPlan {
  const isMarked = (comment: string): boolean => isOwn(comment, marker);
  const plan = planList({ 4: intentOf(wanted, 4), 6: intentOf(wanted, 6) }, items, {
    isOurs: ({ comment }) => isMarked(comment),
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
  comment: string,
): ListPlan {
  const asked = new Map(wanted.map((item) => [item.prefix, item]));
  const stays = (item: ListItem): boolean => {
    const target = asked.get(item.prefix);
    if (target === undefined) return untouched.has(prefixFamily(item.prefix));
    return commentOf(target, comment) === undefined || commentOf(target, comment) === item.comment;
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
