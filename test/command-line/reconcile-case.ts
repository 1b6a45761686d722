/** A case of cases/reconcile.json as its README describes it, and the report that `once --json` prints. */

import type { NewRecord } from "../contract/memory-dns.ts";
import type { Sandbox, SandboxSeed } from "../sandbox/index.ts";

export type CaseRecord = Omit<NewRecord, "id">;

export interface CaseList {
  readonly account: string;
  readonly name: string;
  readonly description?: string;
  readonly items: readonly { readonly ip: string; readonly comment?: string }[];
}

export interface CaseZeroTrustList {
  readonly account: string;
  readonly name: string;
  readonly type?: string;
  readonly description?: string;
  readonly items: readonly { readonly value: string; readonly description?: string }[];
}

/** `networks`, and whatever other field of the API the case names. */
export interface CaseLocation {
  readonly account: string;
  readonly name: string;
  readonly networks: readonly { readonly network: string }[] | null;
  readonly [field: string]: unknown;
}

export interface Final {
  readonly zones: readonly { readonly name: string; readonly records: readonly CaseRecord[] }[];
  readonly lists: readonly CaseList[];
  readonly zeroTrustLists?: readonly CaseZeroTrustList[];
  readonly locations?: readonly CaseLocation[];
}

export interface ExpectedOutcome {
  readonly name: string;
  readonly type: string;
  readonly outcome: string;
  readonly code?: string;
  readonly says?: readonly string[];
  readonly site?: string;
}

type Environment = Readonly<Record<string, string>>;

export interface ReconcileCase {
  readonly id: string;
  readonly why: string;
  readonly env: Environment;
  readonly before?: readonly Environment[];
  readonly cloudflare: SandboxSeed;
  readonly replies?: Parameters<Sandbox["reply"]>[0][];
  readonly expect: {
    readonly exit?: number;
    readonly final?: Final;
    readonly outcomes?: readonly ExpectedOutcome[];
    /** `<type> <name>`, all there are. */
    readonly reported?: readonly string[];
    readonly detections?: object;
    readonly sites?: object;
    readonly maxRequests?: number;
    readonly maxWrites?: number;
    readonly told?: readonly string[];
  };
}

interface Entry {
  readonly name: string;
  readonly outcome: string;
  readonly site?: string;
  readonly error: { readonly code: string; readonly message: string } | null;
}

interface ListEntry extends Entry {
  readonly account: string;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export interface Report {
  readonly detections: object;
  readonly sites?: object;
  readonly records: readonly (Entry & { readonly type: string })[];
  readonly wafLists: readonly ListEntry[];
  readonly zeroTrustLists?: readonly ListEntry[];
  readonly dnsLocations?: readonly ListEntry[];
  readonly requests: number;
}

/** Everything that the report names, in the words of the cases. */
export function entriesOf(report: Report): readonly (Entry & { readonly type: string })[] {
  const typed = (type: string, lists: readonly ListEntry[] = []) => lists.map((list) => ({ ...list, type }));
  return [
    ...report.records,
    ...typed("list", report.wafLists),
    ...typed("zero-trust", report.zeroTrustLists),
    ...typed("location", report.dnsLocations),
  ];
}
