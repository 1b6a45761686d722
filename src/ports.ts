/** What the engine asks of the world. Every method stops when its signal aborts; all but sources reject with DdnsError only. */

import type { DdnsError } from "./core/errors.ts";
import type { ListKind } from "./core/list/kinds.ts";
import type { CloudflareList, ListChange, ListItem } from "./core/list/list.ts";
import type { Alert, ToldFailure } from "./core/report/alerting.ts";
import type { CycleReport } from "./core/report/report.ts";
import type { SourceSpec } from "./core/source/spec.ts";
import type {
  Change,
  ChangeResult,
  Detection,
  DnsRecord,
  Fqdn,
  Given,
  IpFamily,
  RecordSetKey,
  Zone,
} from "./core/types.ts";
import type { Testimony } from "./core/witness/verification.ts";

/** Time and chance, so that tests bring their own. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds that only ever grow: for durations and expiry, untouched by a clock that is set. */
  monotonic(): number;
  /** Resolves after `ms`; rejects with ABORTED at once when `signal` aborts, and leaves no timer behind. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** At least 0, below 1. */
  random(): number;
}

/** Observes this site's addresses of one IP family. Never rejects: a failure is a Detection. */
export interface AddressSource {
  /** As people may see it: the source as it was set, without what may be secret in it. */
  readonly name: string;
  /** True where it sees the home as the internet does: a page that tells who asks. */
  readonly fromOutside?: boolean;
  /** Networks wider than `prefixLength` (default: 32, 64) count only where the user wrote them (D1). */
  detect(family: IpFamily, signal: AbortSignal, prefixLength?: number): Promise<Detection>;
  /**
   * Calls `onChange` each time the answer may have changed; answers with the function that stops it.
   * Absent where the source can only be asked.
   */
  watch?(family: IpFamily, onChange: () => void): () => void;
}

/** Makes the source that a spec names. */
export type SourceFactory = (spec: SourceSpec) => AddressSource;

/** Reads and changes DNS records, whole zones at a time. One call per zone at a time. */
export interface DnsProvider {
  /**
   * The zones that may hold `names`: one unfiltered listing or, where the token may not list, a walk up the suffixes (Z1).
   * A zone that holds none of the names may be among them.
   */
  zones(names: readonly Fqdn[], signal: AbortSignal): Promise<readonly Zone[]>;

  /** One zone by its id. Rejects with ZONE_NOT_FOUND. */
  zone(id: string, signal: AbortSignal): Promise<Zone>;

  /**
   * Every record of the zone that matters for `names`: all A, AAAA and CNAME records at these names, and possibly more.
   * Complete over all pages or rejected, never partial: a record left out here would be created a second time.
   */
  records(zone: Zone, names: readonly Fqdn[], signal: AbortSignal): Promise<readonly DnsRecord[]>;

  /**
   * Applies the zone's changes in as few requests as its batch limit allows (Z3).
   * Answers one result per change, in the order given; one bad change never blocks its neighbours.
   * A change whose answer was lost is `unconfirmed` and is not sent again (T4).
   *
   *   zone before   home A 198.51.100.1
   *   changes       update home A to 203.0.113.7 · create www A 203.0.113.7, refused by a quota
   *   zone after    home A 203.0.113.7
   *   results       applied · failed, QUOTA_EXCEEDED
   *
   * `progress` hears how many of the changes are settled, once a request.
   */
  apply(
    zone: Zone,
    changes: readonly Change[],
    signal: AbortSignal,
    progress?: (settled: number) => void,
  ): Promise<readonly ChangeResult[]>;
}

/** Reads and changes the lists of one kind. A write resolves only when Cloudflare says that it is complete. */
export interface ListProvider {
  /** All lists of the account, also those that hold something else than addresses. */
  lists(accountId: string, signal: AbortSignal): Promise<readonly CloudflareList[]>;
  /** Creates an empty list for addresses. Absent where lists of the kind are made by people alone. */
  create?(
    accountId: string,
    list: { readonly name: string; readonly description: string },
    signal: AbortSignal,
  ): Promise<CloudflareList>;
  /** Every item, over all pages. Asks nothing where the listing held them. */
  items(list: CloudflareList, signal: AbortSignal): Promise<readonly ListItem[]>;
  /**
   * Makes one change in one step (`exchange` in the table of kinds says which kinds can add and remove in one).
   * What is neither added nor removed stays as it is, and so does every other property of the list.
   */
  write(list: CloudflareList, change: ListChange, signal: AbortSignal): Promise<ListWriteResult>;
}

/** What became of a write that was not refused for good. */
export type ListWriteResult =
  | { readonly status: "applied" }
  /** Another operation on the account's lists is under way: wait, read again, plan again. */
  | { readonly status: "busy"; readonly error: DdnsError }
  /** The list is no longer what the plan was made for: read again, plan again. */
  | { readonly status: "stale"; readonly error: DdnsError };

/** One provider for each kind of list. */
export type ListProviders = Readonly<Record<ListKind, ListProvider>>;

/** What this instance remembers across restarts. Reading never fails; a failed save is told once and work goes on. */
export interface StateStore {
  load(): Promise<InstanceState>;
  save(state: InstanceState): Promise<void>;
}

/** What was published under each key. */
export type Remembered = Readonly<Record<string, readonly string[]>>;

export interface InstanceState {
  /** By `name type` (`home.example.org A`): contents this instance published or found already right (Z10). */
  readonly records: Remembered;
  /** By kind, then by `account/name`: prefixes likewise. */
  readonly lists: Readonly<Partial<Record<ListKind, Remembered>>>;
  /** By record set or list, where several lines stand behind it: for which of them its contents were published. */
  readonly lines?: Readonly<Record<string, Given>>;
  /** Newest last, whole cycles: at most 200 of them, and 1,000 entries. */
  readonly history: readonly HistoryEntry[];
  /** Set by the switch; survives restarts. */
  readonly paused: boolean;
  /** The failure that people were told of and that has not ended; absent where there is none. */
  readonly told?: ToldFailure;
  /** What people were told that the world does not see, and that has not ended; likewise. */
  readonly unseen?: ToldFailure;
}

/** One change of a record set or list, for people. */
export interface HistoryEntry {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** `home.example.org A`, or `account/list`. */
  readonly what: string;
  readonly outcome: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** What people are to be told of a cycle (T6), judged once for all who tell. */
export interface Telling {
  /** Undefined where there is nothing new. */
  readonly alert: Alert | undefined;
  /** A failure was told that has not ended. */
  readonly stands: boolean;
  /** When the next cycle comes, as people read it; undefined where none does. */
  readonly nextTry: string | undefined;
}

/** Hears of every cycle: monitors, notifications, MQTT, the dashboard. Never rejects and never delays the next cycle for long. */
export interface CycleListener {
  cycleStarted?(): void;
  cycleEnded(report: CycleReport, telling: Telling): void;
}

/**
 * Those who are asked what the world sees, for one round: each of them once about a record set, and no more once it was
 * silent. Never reject: a failure is a testimony with an error. A round ends by itself within seconds.
 */
export interface Witnesses {
  /** Each of the zone's own name servers, by host name: without recursion, and only what it says with authority counts. */
  authorities(servers: readonly string[], key: RecordSetKey): Promise<readonly Testimony[]>;
  /** Public resolvers of several operators. */
  publics(key: RecordSetKey): Promise<readonly Testimony[]>;
  /** To which name servers the public resolvers are led for a zone; empty where nobody says. */
  nameServers(zone: Fqdn): Promise<readonly string[]>;
  /** Ends what is under way. */
  close(): void;
}
