/** What a token may do, as a value. */

import type { DdnsError } from "../errors.ts";

export type Permission =
  | "Zone: Read"
  | "DNS: Read"
  | "DNS: Edit"
  | "Account Filter Lists: Read"
  | "Account Filter Lists: Edit"
  | "Zero Trust: Read"
  | "Zero Trust: Edit";

export interface TokenCheck {
  /** False where Cloudflare does not know the token at all, or cannot be reached. */
  readonly accepted: boolean;
  /** ASCII names of the zones that the token sees. */
  readonly zones: readonly string[];
  /** `unknown`: could not be found out, for instance because the token sees no zone to try it on. */
  readonly permissions: readonly {
    readonly permission: Permission;
    readonly state: "granted" | "missing" | "unknown";
  }[];
  readonly error: DdnsError | null;
}
