/** The additions and removals that turn a list into what its intents ask for. */

import { covers, prefixFamily, prefixLengthOf } from "../address/prefix.ts";
import { targetsOf } from "../plan/intent.ts";
import type { Intent, IpFamily, Prefix } from "../types.ts";
import type { ListItem, NewListItem } from "./list.ts";

export interface ListPlan {
  readonly add: readonly NewListItem[];
  readonly remove: readonly ListItem[];
  /** Managed items that stay. */
  readonly keep: readonly ListItem[];
  /** Sentences for people. */
  readonly warnings: readonly string[];
}

/** Whether both ask for the same changes; what they leave alone does not matter. */
export function isSamePlan(one: ListPlan, other: ListPlan): boolean {
  const additions = ({ add }: ListPlan) => add.map(({ prefix, comment }) => `${prefix} ${comment}`).sort();
  const removals = ({ remove }: ListPlan) => remove.map(({ id }) => id).sort();
  return isSameSet(additions(one), additions(other)) && isSameSet(removals(one), removals(other));
}

function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text, index) => text === other[index]);
}

export interface ListPolicy {
  /** Is the item ours? The others are invisible to the planner. */
  readonly isOurs: (item: ListItem) => boolean;
  /** Would an item with this comment be found again? */
  readonly isMarked: (comment: string) => boolean;
  /** Given to items that are added where nothing else decides. */
  readonly comment: string;
  /** Default prefix lengths: an item of ours that is wider and no target is exchanged for the target (W1). */
  readonly prefixLengths: Readonly<Record<IpFamily, number>>;
}

/**
 *   intent of the family   managed items that cover a target   the others       targets nothing covers
 *   set                    stay, unless wider than the         are removed      are added
 *                          default prefix length and no target
 *   clear                  –                                   are removed      –
 *   extend                 stay                                stay, but each    are added
 *                                                              addition may take
 *                                                              a movable one's place
 *   preserve, abort        stay                                stay             –
 *
 * A target whose exact prefix is an item that is not ours is not posted, since that would overwrite its comment:
 * it counts as covered, with a warning (W2). A wider foreign item does not count, as its owner may remove it any time.
 * The comment of an addition is what the removals of its family agree on (W3).
 */
export function planList(
  intents: Readonly<Record<IpFamily, Intent<Prefix>>>,
  items: readonly ListItem[],
  policy: ListPolicy,
): ListPlan {
  const managed = items.filter(policy.isOurs);
  const foreign = new Set(items.filter((item) => !policy.isOurs(item)).map(({ prefix }) => prefix));
  const targets = [...targetsOf(intents[4]), ...targetsOf(intents[6])];
  const stays = ({ prefix }: ListItem): boolean => {
    const family = prefixFamily(prefix);
    const intent = intents[family];
    if (intent.kind === "preserve" || intent.kind === "abort") return true;
    if (targets.includes(prefix)) return true;
    if (intent.kind === "extend") return !intent.movable.includes(prefix);
    return (
      prefixLengthOf(prefix) >= policy.prefixLengths[family] &&
      targets.some((target) => covers(prefix, target))
    );
  };
  const staying = managed.filter(stays);
  const uncovered = targets.filter((target) => !staying.some((item) => covers(item.prefix, target)));
  const added = uncovered.filter((target) => !foreign.has(target));
  const remove = replacedBy(
    added,
    managed.filter((item) => !stays(item)),
    intents,
  );
  return {
    add: added.map((prefix) => ({ prefix, comment: inheritedComment(prefix, remove, policy) })),
    remove,
    keep: managed.filter((item) => !remove.includes(item)),
    warnings: uncovered
      .filter((target) => foreign.has(target))
      .map(
        (target) =>
          `${target} is in the list already, as an item that is not managed here; it was left as it is.`,
      ),
  };
}

/** Of `leaving` all that go; while a line of the home is silent no more than are added in their place. */
function replacedBy(
  added: readonly Prefix[],
  leaving: readonly ListItem[],
  intents: Readonly<Record<IpFamily, Intent<Prefix>>>,
): readonly ListItem[] {
  const room = { 4: 0, 6: 0 };
  for (const prefix of added) room[prefixFamily(prefix)] += 1;
  return leaving.filter(({ prefix }) => {
    const family = prefixFamily(prefix);
    return intents[family].kind !== "extend" || room[family]-- > 0;
  });
}

function inheritedComment(
  prefix: Prefix,
  removed: readonly ListItem[],
  { isMarked, comment }: ListPolicy,
): string {
  const said = new Set(
    removed.flatMap((item) => (prefixFamily(item.prefix) === prefixFamily(prefix) ? [item.comment] : [])),
  );
  const [agreed, ...others] = said;
  return agreed !== undefined && others.length === 0 && isMarked(agreed) ? agreed : comment;
}
