/** What one cycle did, as a value that every wearer renders its own way. */

import type { ErrorCode, RefusingAnswer } from "../errors.ts";
import type { ListKind } from "../list/kinds.ts";
import type {
  Address,
  AddressRecord,
  Detection,
  Fqdn,
  NatVerdict,
  Outcome,
  Prefix,
  RecordType,
  ReportedChange,
} from "../types.ts";

/** `code` for programs, `message` for people: what happened, to what, the next step. */
export interface ReportedError {
  readonly code: ErrorCode;
  readonly message: string;
  /** Milliseconds after which it is worth trying again, where Cloudflare said so. */
  readonly retryAfterMs?: number;
  /** HTTP status and request id of the answer that refused, where one came. */
  readonly answer?: RefusingAnswer;
}

export interface RecordReport {
  readonly name: Fqdn;
  readonly type: RecordType;
  /** `""` is the home. */
  readonly site: string;
  /** ASCII name of the zone, null where none was found. */
  readonly zone: Fqdn | null;
  readonly outcome: Outcome;
  readonly changes: readonly ReportedChange[];
  readonly error: ReportedError | null;
  /** Why a skipped set was skipped; null for every other outcome. */
  readonly reason: string | null;
  /** Addresses wanted, empty where nothing is wanted or known. */
  readonly wanted: readonly Address[];
  /** Managed records as they are after the cycle (in a dry run: as they are), where they were read. */
  readonly actual: readonly AddressRecord[];
}

export interface ListReport {
  readonly kind: ListKind;
  /** Cloudflare account id. */
  readonly account: string;
  readonly name: string;
  /** `""` is the home. */
  readonly site: string;
  /** Cloudflare's id of the list, null where it does not exist or was not read. */
  readonly id: string | null;
  readonly outcome: Outcome;
  readonly added: readonly Prefix[];
  readonly removed: readonly Prefix[];
  readonly kept: readonly Prefix[];
  readonly error: ReportedError | null;
  readonly reason: string | null;
  readonly warnings: readonly string[];
}

/** What was observed at one site. */
export interface SiteDetections {
  readonly ipv4: Detection;
  readonly ipv6: Detection;
}

export interface CycleReport {
  /** Nothing failed, and every family in use was detected. */
  readonly ok: boolean;
  readonly dryRun: boolean;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** Cloudflare API requests sent. */
  readonly requests: number;
  /** What was observed at home. */
  readonly detections: SiteDetections;
  /** The same for each named site; empty where none is named. */
  readonly sites: Readonly<Record<string, SiteDetections>>;
  /** How the home stands to the internet; only where a source asks a router. */
  readonly nat?: NatVerdict;
  readonly records: readonly RecordReport[];
  /** By kind in the order of the table of kinds, then as they were set. */
  readonly lists: readonly ListReport[];
}
