/** Lists as Cloudflare holds them, and one step of changing them. */

import type { Prefix } from "../types.ts";
import type { ListKind } from "./kinds.ts";

export interface ListItem {
  /** Cloudflare's own where items have ids, else the prefix. */
  readonly id: string;
  readonly prefix: Prefix;
  readonly comment: string;
}

export interface NewListItem {
  readonly prefix: Prefix;
  readonly comment: string;
}

/** A list of any kind. */
export interface CloudflareList {
  readonly kind: ListKind;
  readonly id: string;
  readonly accountId: string;
  readonly name: string;
  /** For people, empty where there is none. */
  readonly description: string;
  /** What it holds instead of addresses, in Cloudflare's word for it; undefined where it holds addresses. */
  readonly holdsOther: string | undefined;
  /** Why its items may count for nothing at the moment, as a sentence. */
  readonly caution?: string;
}

/** A list and its items as they were read together. */
export interface ListContents {
  readonly list: CloudflareList;
  readonly items: readonly ListItem[];
}

/** One write. A reader of the list sees all of it or nothing, unless one of both parts is empty anyway. */
export interface ListChange {
  readonly add: readonly NewListItem[];
  readonly remove: readonly ListItem[];
  /** Every item that the list holds afterwards, ours and the others'. */
  readonly after: readonly NewListItem[];
}
