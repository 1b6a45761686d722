/** The lists of accounts in memory: a real ListProvider with Cloudflare's rules for its kind, whose calls can be spoilt. */

import { DdnsError } from "../../src/core/errors.ts";
import { type ListKind, type ListTraits, traitsOf } from "../../src/core/list/kinds.ts";
import type { CloudflareList, ListChange, ListItem, NewListItem } from "../../src/core/list/list.ts";
import type { Prefix } from "../../src/core/types.ts";
import type { ListProvider, ListWriteResult } from "../../src/ports.ts";
import { prefixFrom } from "../unit/core/values.ts";
import { changeItems, checkChange, type Items } from "./memory-list-rules.ts";

export type ListCall = "lists" | "create" | "items" | "append" | "remove" | "replace";

/**
 * `unreachable`: nothing was sent. `lost`: it took effect, nobody heard. `swallowed`: it took no effect, nobody heard.
 * Writes alone: `busy`: another operation is under way. `overtaken`: what an earlier run had sent settles just before.
 */
export type ListSpoil = "unreachable" | "lost" | "swallowed" | "busy" | "overtaken";

interface HeldList {
  readonly list: CloudflareList;
  readonly items: Items;
}

export interface MemoryListsOptions {
  /** Default waf. */
  readonly kind?: ListKind;
  /** How many an account may have, and how many items they may have. */
  readonly lists?: number;
  readonly items?: number;
}

function without({ items }: HeldList, going: readonly ListItem[]): readonly NewListItem[] {
  return [...items.values()].filter(({ id }) => going.every((item) => item.id !== id));
}

export class MemoryLists implements ListProvider {
  readonly #lists = new Map<string, HeldList>();
  readonly #spoils: { readonly call: ListCall; readonly spoil: ListSpoil }[] = [];
  readonly #quota: { readonly lists: number; readonly items: number };
  readonly #traits: ListTraits;
  #ids = 0;
  readonly calls: ListCall[] = [];
  /** The items of a list after each write, for those who look in between. */
  readonly seen: (readonly Prefix[])[] = [];

  /** Absent where people alone make lists of the kind. */
  readonly create?: NonNullable<ListProvider["create"]>;

  constructor({ kind = "waf", lists = 10, items = 10_000 }: MemoryListsOptions = {}) {
    this.#traits = traitsOf(kind);
    this.#quota = { lists, items };
    if (this.#traits.isCreated) this.create = (...args) => this.#create(...args);
  }

  plant(
    accountId: string,
    name: string,
    items: readonly { readonly ip: string; readonly comment?: string }[] = [],
    options: { readonly holds?: string; readonly id?: string } = {},
  ): CloudflareList {
    const id = options.id ?? `list-${++this.#ids}`;
    const { kind } = this.#traits;
    const list: CloudflareList = { kind, id, accountId, name, description: "", holdsOther: options.holds };
    const add = items.map(({ ip, comment = "" }) => ({ prefix: prefixFrom(ip), comment }));
    const held: HeldList = { list, items: new Map() };
    this.#lists.set(id, held);
    this.#change(held, { add, remove: [], after: add });
    return list;
  }

  get kind(): ListKind {
    return this.#traits.kind;
  }

  uproot(listId: string): void {
    this.#lists.delete(listId);
  }

  held(accountId: string, name: string): readonly ListItem[] | undefined {
    const held = this.#find(accountId, name);
    return held === undefined ? undefined : [...held.items.values()];
  }

  named(accountId: string, name: string): CloudflareList | undefined {
    return this.#find(accountId, name)?.list;
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

  async items(list: CloudflareList, signal: AbortSignal): Promise<readonly ListItem[]> {
    return this.#call("items", signal, () => [...this.#held(list).items.values()]);
  }

  async write(list: CloudflareList, change: ListChange, signal: AbortSignal): Promise<ListWriteResult> {
    const { add, remove } = change;
    const call = add.length === 0 ? "remove" : remove.length === 0 ? "append" : "replace";
    return await this.#call(call, signal, (spoil) => {
      if (spoil === "busy")
        return { status: "busy", error: new DdnsError("LIST_BUSY", "Another operation is under way.") };
      const held = this.#held(list);
      if (spoil === "overtaken") this.#change(held, { add: [], remove, after: without(held, remove) });
      const stale = checkChange(this.#traits, held.items, change, this.#quota.items);
      if (stale !== undefined) return { status: "stale", error: stale };
      this.#change(held, change);
      return { status: "applied" };
    });
  }

  async #create(
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
      const { kind } = this.#traits;
      const list: CloudflareList = { kind, id, accountId, name, description, holdsOther: undefined };
      this.#lists.set(list.id, { list, items: new Map() });
      return list;
    });
  }

  #change({ items }: HeldList, change: ListChange): void {
    changeItems(this.#traits, items, change, () => `item-${++this.#ids}`);
  }

  #call<T>(call: ListCall, signal: AbortSignal, work: (spoil: ListSpoil | undefined) => T): T {
    if (signal.aborted) throw new DdnsError("ABORTED", `Stopped before ${call}.`);
    this.calls.push(call);
    const due = this.#spoils.findIndex((spoil) => spoil.call === call);
    const [found] = due < 0 ? [] : this.#spoils.splice(due, 1);
    const isRead = call === "lists" || call === "items";
    const isHeard = found === undefined || found.spoil === "busy" || found.spoil === "overtaken";
    if (!isHeard && (isRead || found.spoil === "unreachable"))
      throw new DdnsError("UNAVAILABLE", "Nobody answers.");
    const result = found?.spoil === "swallowed" ? undefined : work(found?.spoil);
    if (!isRead) this.seen.push([...this.#lists.values()].flatMap(({ items }) => [...items.keys()]));
    if (!isHeard) throw new DdnsError("WRITE_UNCONFIRMED", "Could not confirm the write.");
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

  #find(accountId: string, name: string): HeldList | undefined {
    return [...this.#lists.values()].find(({ list }) => list.accountId === accountId && list.name === name);
  }
}
