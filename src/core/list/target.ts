/** A list to keep right, whatever its kind. */

import type { Detector } from "../plan/target.ts";
import type { OwnershipSelector } from "../types.ts";
import type { ListKind } from "./kinds.ts";

export interface ListTarget {
  readonly kind: ListKind;
  /** Key of the account (of its token) in `Config.accounts`. */
  readonly account: string;
  /** Cloudflare account id, 32 hex digits. */
  readonly accountId: string;
  readonly name: string;
  /** Given to the list when it is created. */
  readonly description: string;
  readonly itemComment: string;
  readonly selector: OwnershipSelector;
  /** Both of one site. */
  readonly detectors: { readonly 4: Detector; readonly 6: Detector };
}

/** What tells one list from all others of its kind; key in caches and in the state. */
export function listId({ accountId, name }: Pick<ListTarget, "accountId" | "name">): string {
  return `${accountId}/${name}`;
}
