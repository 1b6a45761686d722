/** Answers for the items of a Zero Trust list: their values, their limit, and additions and removals as one change. */

import { readPrefix } from "../addresses.ts";
import { placeholder } from "../placeholders.ts";
import { isObject, refusal } from "../server/envelope.ts";
import { accountLimits } from "../server/limits.ts";
import { type State, timestamp, type ZeroTrustItem, type ZeroTrustList } from "../state.ts";

export interface ItemInput {
  value: string;
  description?: string;
}

/** Checked before anything changes: form of each value, and that none stands twice. */
export function readItems(state: State, type: ZeroTrustList["type"], items: unknown): ItemInput[] {
  if (!Array.isArray(items)) throw refusal(400, placeholder.gatewayInput, "items must be an array");
  const read = items.map((item) => readItem(type, item));
  const values = read.map(({ value }) => identity(type, value));
  const twice = read.find((_, index) => values.indexOf(values[index] ?? "") !== index);
  if (twice !== undefined) throw duplicate(twice.value);
  return read.map((item) => ({ ...item, value: keptValue(state, type, item.value) }));
}

/** Refuses a list of more items than the plan of its account allows. */
export function checkRoom(
  state: State,
  { account, name }: Pick<ZeroTrustList, "account" | "name">,
  size: number,
): void {
  if (size <= accountLimits(state, account).zeroTrustItems) return;
  throw refusal(400, placeholder.gatewayQuota, `the list "${name}" has no room for ${size} items`);
}

/** Adds items that were read and have room. */
export function withItems(state: State, list: ZeroTrustList, items: readonly ItemInput[]): ZeroTrustList {
  const now = timestamp(state);
  for (const item of items) list.items.set(identity(list.type, item.value), { ...item, created_at: now });
  return list;
}

/** All or nothing: a value that is there is not added again, and one that is not there is not removed. */
export function changeItems(
  state: State,
  list: ZeroTrustList,
  append: readonly ItemInput[],
  remove: unknown,
): void {
  const there = append.find(({ value }) => list.items.has(identity(list.type, value)));
  if (there !== undefined) throw duplicate(there.value);
  const going = readRemovals(list, remove);
  checkRoom(state, list, list.items.size - new Set(going).size + append.length);
  for (const key of going) list.items.delete(key);
  withItems(state, list, append);
}

/** Items have no id, so a removal names the value as it was read. */
function readRemovals(list: ZeroTrustList, remove: unknown): string[] {
  if (!Array.isArray(remove))
    throw refusal(400, placeholder.gatewayInput, "remove must be an array of values");
  return remove.map((value: unknown) => {
    const found = [...list.items].find(([, item]) => item.value === value);
    if (found !== undefined) return found[0];
    throw refusal(400, placeholder.gatewayAbsent, `"${String(value)}" is not in the list`);
  });
}

function readItem(type: ZeroTrustList["type"], item: unknown): ItemInput {
  const { value, description } = isObject(item) ? item : {};
  const isText = typeof value === "string" && value.trim() !== "" && value.length <= 2048;
  if (!isText || (type === "IP" && !readPrefix(value).ok)) {
    throw refusal(400, placeholder.gatewayInput, `"${String(value)}" is not a valid value for type ${type}`);
  }
  if (description !== undefined && (typeof description !== "string" || description.length > 500)) {
    throw refusal(400, placeholder.gatewayInput, `invalid description of "${value}"`);
  }
  return { value, ...(description ? { description } : {}) };
}

/** By what two values are the same: addresses by the prefix they name, everything else by its letters. */
function identity(type: ZeroTrustList["type"], value: string): string {
  const reading = type === "IP" ? readPrefix(value) : undefined;
  return reading?.ok ? reading.prefix : value;
}

function keptValue(state: State, type: ZeroTrustList["type"], value: string): ZeroTrustItem["value"] {
  return state.switches.zeroTrustValues === "canonical" ? identity(type, value) : value;
}

function duplicate(value: string): Error {
  return refusal(400, placeholder.gatewayDuplicate, `"${value}" is in the list already`);
}
