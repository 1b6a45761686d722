/** What is known of a call that failed: what was asked, what Cloudflare named, and what follows from it. */

import type { DdnsError } from "../../../core/errors.ts";

/** What was being asked when it failed. */
export interface Errand {
  /** For people, after "Cloudflare": `list the zones`, `change 3 records of example.org`. */
  readonly task: string;
  /** A write without a trustworthy answer may have been applied. */
  readonly kind: "read" | "write";
  /** What the token must be allowed for this, by the dashboard's names (see `NEEDS`); absent names them all. */
  readonly needs?: string;
}

/** What an error says besides its code: whether reading again may mend it. */
export interface CloudflareFailure {
  readonly error: DdnsError;
  readonly stale: boolean;
  /** Cloudflare's text says that the token may not list zones: walk the suffixes instead. */
  readonly mayNotListZones: boolean;
}

/** One error of an envelope, its text made harmless. */
export interface ApiFault {
  readonly code: number;
  readonly message: string;
}
