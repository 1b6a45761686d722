/** The additions and removals that turn a WAF list into what its intents ask for. */

import { covers, prefixFamily } from "../address/prefix.ts";
import type { Intent, IpFamily, ListItem, OwnershipSelector, Prefix } from "../types.ts";

export interface NewListItem {
  readonly prefix: Prefix;
  readonly comment: string;
}

export interface WafListPlan {
  readonly add: readonly NewListItem[];
  readonly remove: readonly ListItem[];
  /** Managed items that stay. */
  readonly keep: readonly ListItem[];
  /** Sentences for people. */
  readonly warnings: readonly string[];
}

/**
 *   intent of the family   managed items that cover a target   the others       targets nothing covers
 *   set                    stay                                are removed      are added
 *   clear                  –                                   are removed      –
 *   preserve, abort        stay                                stay             –
 *
 * A target whose exact prefix is an item that is not ours is not posted, since that would overwrite its comment:
 * it counts as covered, with a warning (W2). A wider foreign item does not count, as its owner may remove it any time.
 */
export function planWafList(
  intents: Readonly<Record<IpFamily, Intent<Prefix>>>,
  items: readonly ListItem[],
  policy: { readonly selector: OwnershipSelector; readonly comment: string },
): WafListPlan {
  const managed = items.filter((item) => policy.selector.matches(item.comment));
  const foreign = new Set(
    items.filter((item) => !policy.selector.matches(item.comment)).map(({ prefix }) => prefix),
  );
  const targets = [...targetsOf(intents[4]), ...targetsOf(intents[6])];
  const stays = (item: ListItem): boolean => {
    const { kind } = intents[prefixFamily(item.prefix)];
    return kind === "preserve" || kind === "abort" || targets.some((target) => covers(item.prefix, target));
  };
  const keep = managed.filter(stays);
  const uncovered = targets.filter((target) => !keep.some((item) => covers(item.prefix, target)));
  return {
    add: uncovered
      .filter((target) => !foreign.has(target))
      .map((prefix) => ({ prefix, comment: policy.comment })),
    remove: managed.filter((item) => !stays(item)),
    keep,
    warnings: uncovered
      .filter((target) => foreign.has(target))
      .map(
        (target) =>
          `${target} is in the list already, as an item that is not managed here; it was left as it is.`,
      ),
  };
}

function targetsOf(intent: Intent<Prefix>): readonly Prefix[] {
  return intent.kind === "set" ? intent.targets : [];
}
