/** The lists of accounts in memory: a real ListProvider with Cloudflare's rules, whose calls can be spoilt. */

import { DdnsError } from "../../src/core/errors.ts";
import type { CloudflareList, ListChange, ListItem, NewListItem } from "../../src/core/list/list.ts";
import type { Prefix } from "../../src/core/types.ts";
import type { ListProvider, ListWriteResult } from "../../src/ports.ts";
import { prefixFrom } from "../unit/core/values.ts";

export type ListCall = "lists" | "create" | "items" | "append" | "remove" | "replace";

/** `unreachable`: nothing was sent. `lost`: it took effect, nobody heard. `swallowed`: it took no effect, nobody heard. */
export type ListSpoil = "unreachable" | "lost" | "swallowed";

type NewItems = readonly NewListItem[];

interface HeldList {
  readonly list: CloudflareList;
  items: Map<Prefix, ListItem>;
}

export class MemoryLists implements ListProvider {
  readonly #lists = new Map<string, HeldList>();
  readonly #spoils: { readonly call: ListCall; readonly spoil: ListSpoil }[] = [];
  readonly #quota: { readonly lists: number; readonly items: number };
  #ids = 0;
  readonly calls: ListCall[] = [];
  /** The items of a list after each write, for those who look in between. */
  readonly seen: (readonly Prefix[])[] = [];

  constructor(quota: { readonly lists?: number; readonly items?: number } = {}) {
    this.#quota = { lists: quota.lists ?? 10, items: quota.items ?? 10_000 };
  }

  plant(
    accountId: string,
    name: string,
    items: readonly { readonly ip: string; readonly comment?: string }[] = [],
    options: { readonly kind?: string; readonly id?: string } = {},
  ): CloudflareList {
    const id = options.id ?? `list-${++this.#ids}`;
    const holdsOther = options.kind === undefined ? undefined : `${options.kind}s`;
    const list: CloudflareList = { kind: "waf", id, accountId, name, description: "", holdsOther };
    const held: HeldList = { list, items: new Map() };
    this.#lists.set(id, held);
    this.#upsert(
      held,
      items.map(({ ip, comment = "" }) => ({ prefix: prefixFrom(ip), comment })),
    );
    return list;
  }

  uproot(listId: string): void {
    this.#lists.delete(listId);
  }

  held(accountId: string, name: string): readonly ListItem[] | undefined {
    const held = [...this.#lists.values()].find(
      ({ list }) => list.accountId === accountId && list.name === name,
    );
    return held === undefined ? undefined : [...held.items.values()];
  }

  spoil(call: ListCall, spoil: ListSpoil): void {
    this.#spoils.push({ call, spoil });
  }

  /** From now on nothing is spoilt. */
  calm(): void {
    this.#spoils.length = 0;
  }

  get spoilsLeft(): number {
    return this.#spoils.length;
  }

  async lists(accountId: string, signal: AbortSignal): Promise<readonly CloudflareList[]> {
    return this.#call("lists", signal, () => this.#of(accountId));
  }

  async create(
    accountId: string,
    { name, description }: { readonly name: string; readonly description: string },
    signal: AbortSignal,
  ): Promise<CloudflareList> {
    return this.#call("create", signal, () => {
      const own = this.#of(accountId);
      if (own.length >= this.#quota.lists) throw new DdnsError("QUOTA_EXCEEDED", "No more lists.");
      if (own.some((list) => list.name === name))
        throw new DdnsError("BAD_INPUT", "There is a list of that name.");
      const id = `list-${++this.#ids}`;
      const list: CloudflareList = { kind: "waf", id, accountId, name, description, holdsOther: undefined };
      this.#lists.set(list.id, { list, items: new Map() });
      return list;
    });
  }

  async items(list: CloudflareList, signal: AbortSignal): Promise<readonly ListItem[]> {
    return this.#call("items", signal, () => [...this.#held(list).items.values()]);
  }

  async write(
    list: CloudflareList,
    { add, remove, after }: ListChange,
    signal: AbortSignal,
  ): Promise<ListWriteResult> {
    if (add.length > 0 && remove.length > 0)
      await this.#call("replace", signal, () => this.#replace(this.#held(list), after));
    else if (add.length > 0) await this.#call("append", signal, () => this.#upsert(this.#held(list), add));
    else await this.#call("remove", signal, () => this.#remove(this.#held(list), remove));
    return { status: "applied" };
  }

  #remove(held: HeldList, items: readonly ListItem[]): void {
    for (const { id } of items)
      for (const item of [...held.items.values()]) if (item.id === id) held.items.delete(item.prefix);
  }

  #replace(held: HeldList, items: NewItems): void {
    const going = [...held.items.keys()].filter((prefix) => items.every((item) => item.prefix !== prefix));
    this.#upsert(held, items, going.length);
    for (const prefix of going) held.items.delete(prefix);
  }

  #call<T>(call: ListCall, signal: AbortSignal, work: () => T): T {
    if (signal.aborted) throw new DdnsError("ABORTED", `Stopped before ${call}.`);
    this.calls.push(call);
    const due = this.#spoils.findIndex((spoil) => spoil.call === call);
    const [found] = due < 0 ? [] : this.#spoils.splice(due, 1);
    const isRead = call === "lists" || call === "items";
    if (found !== undefined && (isRead || found.spoil === "unreachable"))
      throw new DdnsError("UNAVAILABLE", "Nobody answers.");
    const result = found?.spoil === "swallowed" ? undefined : work();
    if (!isRead) this.seen.push([...this.#lists.values()].flatMap(({ items }) => [...items.keys()]));
    if (found !== undefined) throw new DdnsError("WRITE_UNCONFIRMED", "Could not confirm the write.");
    return result as T;
  }

  #of(accountId: string): readonly CloudflareList[] {
    return [...this.#lists.values()].flatMap(({ list }) => (list.accountId === accountId ? [list] : []));
  }

  #held({ id, name }: CloudflareList): HeldList {
    const held = this.#lists.get(id);
    if (held !== undefined) return held;
    throw new DdnsError("ZONE_NOT_FOUND", `There is no list ${name} any more.`);
  }

  /** Adds, or gives an item that is there its new comment. */
  #upsert(held: HeldList, items: NewItems, leaving = 0): void {
    const fresh = items.filter(({ prefix }) => !held.items.has(prefix)).length;
    if (held.items.size - leaving + fresh > this.#quota.items)
      throw new DdnsError("QUOTA_EXCEEDED", "This list is at the maximum number of items.");
    for (const { prefix, comment } of items) {
      const before = held.items.get(prefix);
      held.items.set(prefix, { id: before?.id ?? `item-${++this.#ids}`, prefix, comment });
    }
  }
}
