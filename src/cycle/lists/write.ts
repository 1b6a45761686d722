/** Writes the plan of one list, in as few steps as its kind allows (W2, W4). */

import { traitsOf } from "../../core/list/kinds.ts";
import type { ListContents, ListItem, NewListItem } from "../../core/list/list.ts";
import type { ListPlan } from "../../core/list/plan.ts";
import type { ListProvider, ListWriteResult } from "../../ports.ts";
import type { ListWork } from "./work.ts";

interface Step {
  readonly add: readonly NewListItem[];
  readonly remove: readonly ListItem[];
}

/** Additions land before removals, or both in one step, so that a covering item is always there. */
export async function writeList(
  provider: ListProvider,
  work: ListWork,
  { list, items }: ListContents,
  plan: ListPlan,
  signal: AbortSignal,
): Promise<{ readonly result: ListWriteResult; readonly items: readonly ListItem[] }> {
  let held = items;
  for (const step of stepsOf(work, plan)) {
    const after = itemsAfter(held, step);
    work.sending(step);
    const result = await provider.write(list, { ...step, after }, signal);
    if (result.status !== "applied") {
      work.refused();
      return { result, items: held };
    }
    work.did(step);
    held = after;
  }
  work.finish(list, plan);
  return { result: { status: "applied" }, items: held };
}

function stepsOf({ target, whollyOurs }: ListWork, { add, remove }: ListPlan): readonly Step[] {
  const { exchange } = traitsOf(target.kind);
  if (exchange === "one-request" || whollyOurs) return [{ add, remove }];
  return [
    { add, remove: [] },
    { add: [], remove },
  ].filter((step) => step.add.length + step.remove.length > 0);
}

/** New items have no id that we know; they are read again before they are ever removed. */
function itemsAfter(items: readonly ListItem[], { add, remove }: Step): readonly ListItem[] {
  const going = new Set(remove);
  return [...items.filter((item) => !going.has(item)), ...add.map((item) => ({ id: "", ...item }))];
}
