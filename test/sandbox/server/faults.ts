/** Answers for faults on demand: which of them strikes a request, and whether the request still takes effect. */

import type { Malformed, MalformedKind } from "./malformed.ts";

export type FaultKind =
  | MalformedKind
  /** Answers `status` (default 500) with an envelope, or with `body` as it stands. */
  | "status"
  /** Resets the connection; the request has no effect. */
  | "reset-before"
  /** Resets the connection after the request took effect. */
  | "reset-after"
  /** Takes effect, then closes the connection without an answer. */
  | "lose-answer"
  /** Takes effect at once and answers after `delayMs`; with `commit: false` the effect waits too. */
  | "delay"
  /** Never sends anything. */
  | "stall-headers"
  /** Sends the headers and half of the body, then nothing more. */
  | "stall-body"
  /** Sends half of the body as if it were all. */
  | "truncate"
  /** Answers with an HTML page, `status` 200 unless given: a captive portal, an edge error. */
  | "html"
  /** HTTP 200 with `success: false`. */
  | "success-false"
  /** 302 to a login page. */
  | "redirect"
  /** The right answer behind 64 MiB of blanks. */
  | "too-large"
  /** 429, with `retry-after` if `retryAfter` is given. */
  | "rate-limit"
  /** The operation that this write of list items starts ends failed, with `message`. */
  | "operation-fails"
  /** The operation that this write of list items starts keeps running until the faults are cleared. */
  | "operation-never-ends";

export interface Fault extends Pick<Malformed, "result" | "id"> {
  match?: {
    method?: string;
    /**
     * A text that begins with `/` is the whole path under the base, `*` standing for one part of it;
     * any other text must occur in the path. Without a path only API requests are struck, never the echo routes.
     */
    path?: RegExp | string;
  };
  /** From the n-th matching request on, counted from when the fault was set. Default 1. */
  nth?: number;
  /** So many matching requests. Default 1; Infinity is allowed. */
  times?: number;
  kind: FaultKind;
  status?: number;
  body?: string;
  code?: number;
  message?: string;
  delayMs?: number;
  /** Seconds. */
  retryAfter?: number;
  /** Whether the request takes effect although its answer is spoilt; each kind has its own default. */
  commit?: boolean;
}

/** What a fault is matched against; `path` is the part under the base for API requests. */
export interface Target {
  method: string;
  path: string;
  fullPath: string;
  isApi: boolean;
}

export class FaultBook {
  #entries: { fault: Fault; seen: number }[] = [];

  add(fault: Fault): void {
    this.#entries.push({ fault, seen: 0 });
  }

  clear(): void {
    this.#entries = [];
  }

  /** Counts the request for every fault it matches; the first that is due strikes, one of each sort. */
  strike(target: Target): { delivery: Fault | undefined; operation: Fault | undefined } {
    const due: Fault[] = [];
    for (const entry of this.#entries) {
      if (!matches(entry.fault, target)) continue;
      entry.seen++;
      const first = entry.fault.nth ?? 1;
      if (entry.seen >= first && entry.seen < first + (entry.fault.times ?? 1)) due.push(entry.fault);
    }
    return {
      delivery: due.find((fault) => !isOperationFault(fault)),
      operation: due.find(isOperationFault),
    };
  }
}

const committing = new Set<FaultKind>([
  "reset-after",
  "lose-answer",
  "delay",
  "stall-headers",
  "stall-body",
  "truncate",
  "too-large",
]);

export function takesEffect(fault: Fault): boolean {
  return fault.commit ?? committing.has(fault.kind);
}

function isOperationFault({ kind }: Fault): boolean {
  return kind === "operation-fails" || kind === "operation-never-ends";
}

function matches(fault: Fault, { method, path, fullPath, isApi }: Target): boolean {
  const { match = {} } = fault;
  if (match.method !== undefined && match.method.toUpperCase() !== method) return false;
  if (isOperationFault(fault) && (method === "GET" || !/\/rules\/lists\/[^/]+\/items$/.test(path)))
    return false;
  if (match.path === undefined) return isApi;
  const test = pathTest(match.path);
  return test(path) || test(fullPath);
}

function pathTest(wanted: RegExp | string): (path: string) => boolean {
  // search() leaves the state of a global expression alone
  if (wanted instanceof RegExp) return (path) => path.search(wanted) >= 0;
  if (!wanted.startsWith("/")) return (path) => path.includes(wanted);
  const parts = wanted.split("/");
  return (path) => {
    const actual = path.split("/");
    return actual.length === parts.length && parts.every((part, i) => part === "*" || part === actual[i]);
  };
}
