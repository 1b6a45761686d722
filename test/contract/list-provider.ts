/** What any ListProvider must keep, whatever its kind, case by case as the comments of src/ports.ts promise it. */

import { onTestFinished } from "vitest";
import { DdnsError } from "../../src/core/errors.ts";
import type { CloudflareList, ListChange, ListItem, NewListItem } from "../../src/core/list/list.ts";
import type { ListProvider, ListWriteResult } from "../../src/ports.ts";
import { prefixFrom } from "../unit/core/values.ts";

export const ACCOUNT = "0123456789abcdef0123456789abcdef";
export const OTHER_ACCOUNT = "fedcba9876543210fedcba9876543210";

/** An item as `prefix comment`, or the prefix alone. */
export type Written = string;

export interface ListStage {
  readonly lists: ListProvider;
  /** Somebody else at the same account. */
  readonly others: ListProvider;
  plant(name: string, items: readonly Written[], accountId?: string): void;
  /** A list that holds no addresses; false where the kind has none. */
  plantOther(name: string): boolean;
  /** Sorted. */
  held(name: string): readonly Written[];
  /** Everything about the list but its items. */
  rest(name: string): unknown;
  loseNextAnswer(): void;
  close(): Promise<void>;
}

export const running = new AbortController().signal;

export interface Opened extends ListStage {
  /** The list `home`, as it was listed. */
  readonly list: CloudflareList;
}

/** A stage with a list `home` that holds `items`; closed when the test ends. */
export async function opened(
  open: () => Promise<ListStage>,
  items: readonly Written[] = [],
): Promise<Opened> {
  const stage = await open();
  onTestFinished(() => stage.close());
  stage.plant("home", items);
  return { ...stage, list: await listNamed(stage.lists, "home") };
}

export async function listNamed(lists: ListProvider, name: string): Promise<CloudflareList> {
  const found = (await lists.lists(ACCOUNT, running)).find((list) => list.name === name);
  if (found === undefined) throw new Error(`there is no list ${name}`);
  return found;
}

/** One change of the list as it is now: planned on a fresh reading, as the engine does it. */
export async function changeOf(
  lists: ListProvider,
  list: CloudflareList,
  { add = [], remove = [] }: { readonly add?: readonly Written[]; readonly remove?: readonly string[] },
): Promise<ListChange> {
  const there = await lists.items(list, running);
  const going = there.filter(({ prefix }) => remove.includes(prefix));
  const added = add.map(newItem);
  return { add: added, remove: going, after: [...without(there, going), ...added] };
}

/** Reads and changes at once. */
export async function write(
  lists: ListProvider,
  list: CloudflareList,
  wanted: Parameters<typeof changeOf>[2],
  signal = running,
) {
  return await lists.write(list, await changeOf(lists, list, wanted), signal);
}

export function newItem(written: Written): NewListItem {
  const [prefix = "", ...comment] = written.split(" ");
  return { prefix: prefixFrom(prefix), comment: comment.join(" ") };
}

export async function codeOf(work: Promise<unknown>): Promise<string> {
  return await work.then(() => "resolved", codeThrown);
}

/** What became of a write: its status, or the code it was rejected with. */
export async function toldOf(work: Promise<ListWriteResult>): Promise<string> {
  return await work.then(({ status }) => status, codeThrown);
}

function codeThrown(thrown: unknown): string {
  return thrown instanceof DdnsError ? thrown.code : "not a DdnsError";
}

function without(all: readonly ListItem[], going: readonly ListItem[]): readonly NewListItem[] {
  return all.filter((item) => !going.includes(item)).map(({ prefix, comment }) => ({ prefix, comment }));
}
