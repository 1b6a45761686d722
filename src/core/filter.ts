/** The detection filter: which observed addresses count. */

import type { Address } from "./types.ts";

/** A filter compiled once; `text` is what the user wrote, `keep-all` keeps everything. */
export interface AddressFilter {
  readonly text: string;
  readonly keeps: (address: Address) => boolean;
}

export const KEEP_ALL: AddressFilter = { text: "keep-all", keeps: () => true };
