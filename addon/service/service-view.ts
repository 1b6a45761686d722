/** What the running service shows and what may be asked of it: the seam between the service and MQTT, dashboard and command line. */

import type { CycleReport } from "../../src/core/report/report.ts";
import type { SourceSpec } from "../../src/core/source/spec.ts";
import type { IpFamily } from "../../src/core/types.ts";
import type { Verification } from "../../src/core/witness/verification.ts";
import type { HistoryEntry } from "../../src/ports.ts";
import type { Config } from "../../src/settings/config.ts";

export type ServiceStatus = "in_sync" | "updating" | "degraded" | "error" | "paused";

/** One moment of the service; a new object each time anything changes. */
export interface ServiceView {
  readonly status: ServiceStatus;
  readonly paused: boolean;
  /** True while a cycle is under way. */
  readonly busy: boolean;
  /** True while a cycle writes. */
  readonly writing: boolean;
  /** The newest report of a cycle that was not a dry run. */
  readonly report: CycleReport | undefined;
  /** It failed, in a way that may pass and that nobody is told of yet. */
  readonly passing: boolean;
  /** ISO 8601, UTC. */
  readonly lastCheck: string | undefined;
  readonly lastChange: string | undefined;
  /** Text for people: the last cycle's failure, refused commands, other trouble; undefined while nothing is wrong. */
  readonly lastError: string | undefined;
  /** Oldest first. */
  readonly history: readonly HistoryEntry[];
  /** ISO 8601, UTC; undefined with `@once`. */
  readonly nextCheck: string | undefined;
  /** Names of settings that keep the service from working, for people; empty when it works. */
  readonly waitingFor: readonly string[];
  /** What the world sees, as witnesses said last; absent where nobody was asked yet. */
  readonly seen?: Verification;
  /** When they said so (ISO 8601, UTC); absent once records were written since, while they are asked again. */
  readonly seenAt?: string | undefined;
  /** What push clients told last, by name; absent where nobody may tell anything. */
  readonly told?: readonly ToldByClient[];
}

/** What is counted outside of the service's view. */
export interface Meters {
  /** Requests to Cloudflare since the start, by what came of them. */
  requests(): Readonly<Record<string, number>>;
  /** How long a source took for its last answer about a family, seconds; undefined before the first. */
  sourceSeconds(spec: SourceSpec, family: IpFamily): number | undefined;
}

/** The newest that one push client told of each family, each with its time (ISO 8601, UTC). */
export interface ToldByClient {
  readonly client: string;
  readonly ipv4?: ToldAddress;
  readonly ipv6?: ToldAddress;
  readonly prefix?: ToldAddress & { readonly prefixLength: number };
}

export interface ToldAddress {
  readonly address: string;
  readonly at: string;
}

export interface LogLine {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly level: "error" | "warn" | "info" | "debug";
  readonly text: string;
}

/** The running service, as MQTT, dashboard and command line see it. Nothing here rejects unless it says so. */
export interface Service {
  readonly config: Config;
  readonly view: ServiceView;
  /** Calls `listener` with each new view; answers with the function that ends it. */
  subscribe(listener: (view: ServiceView) => void): () => void;
  /** Starts a cycle that re-reads Cloudflare, also while paused. Answers at once. */
  updateNow(): void;
  /** The last word counts: resolves when what was asked last is done. */
  setPaused(paused: boolean): Promise<void>;
  /** Turns the orange cloud of one record set; the last word for it counts. Rejects with DdnsError, which `lastError` then shows. */
  setProxied(name: string, type: "A" | "AAAA", proxied: boolean): Promise<void>;
  /** Something beside the cycles is wrong, or (undefined) right again; `lastError` shows it. */
  trouble(about: string, text: string | undefined): void;
  /** What a cycle would do now; reads, writes nothing. Rejects with DdnsError. */
  plan(): Promise<CycleReport>;
  /** The newest log lines, oldest first, at most 200; secrets redacted. */
  readonly logTail: readonly LogLine[];
}
