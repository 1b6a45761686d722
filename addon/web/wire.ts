/** What travels from the server to the dashboard: the shapes both sides agree on, and nothing that is secret. */

import type { HistoryOfAddress } from "../../src/core/journal/history.ts";
import type { ListKind } from "../../src/core/list/kinds.ts";
import type { EnforceableAttribute, IpFamily, RecordType, Ttl } from "../../src/core/types.ts";
import type { Unpublished } from "../../src/core/witness/unpublished.ts";
import type { HistoryEntry } from "../../src/ports.ts";
import type { LogLine, ServiceView } from "../service/service-view.ts";

/** Sent by the page with reads that ask the network; no foreign page can send it. */
export const PAGE_HEADER = "X-Cloudflare-DDNS";

/** A record set as the settings ask for it; what it is like is in the report of the view. */
export interface ManagedRecordSet {
  readonly name: string;
  readonly type: RecordType;
  /** `""` is the home. */
  readonly site: string;
  readonly proxied: boolean;
  readonly ttl: Ttl;
  readonly enforced: readonly EnforceableAttribute[];
}

/** A list as the settings ask for it; its items are in the report of the view. */
export interface ManagedList {
  readonly kind: ListKind;
  readonly account: string;
  readonly name: string;
  /** `""` is the home. */
  readonly site: string;
}

/** A site and whether its families have a source at all. */
export interface ManagedPlace {
  /** `""` is the home. */
  readonly site: string;
  readonly ipv4: boolean;
  readonly ipv6: boolean;
}

/** All the page needs to draw itself, but for the log and the past. */
export interface DashboardState {
  readonly version: string;
  readonly instance: string;
  /** The server's time, ISO 8601, UTC: ages are told by this clock, not by the browser's. */
  readonly now: string;
  readonly view: Omit<ServiceView, "history">;
  /** What of `view.seen` is wrong, the likeliest cause first. */
  readonly unseen: readonly Unpublished[];
  /** As written in the settings. */
  readonly schedule: string;
  readonly timeZone: string;
  /** The home first. */
  readonly places: readonly ManagedPlace[];
  readonly recordSets: readonly ManagedRecordSet[];
  readonly lists: readonly ManagedList[];
  /** Names for people, by FQDN, where they are not the same. */
  readonly unicodeNames: Readonly<Record<string, string>>;
  /** Whether `api/survey` answers. */
  readonly survey: boolean;
}

/** What has been. It is sent apart from the state, since it is large and seldom new. */
export interface DashboardPast {
  /** Changes of record sets and lists, oldest first; those of one cycle have one time. */
  readonly changes: readonly HistoryEntry[];
  /** Empty where no journal is kept. */
  readonly strips: readonly AddressStrip[];
}

/** The addresses of one family of a site in the last 90 days, as far as the journal knows them. */
export interface AddressStrip {
  /** `""` is the home. */
  readonly site: string;
  readonly family: IpFamily;
  /** Oldest first, at least one; each ends where the next begins. */
  readonly spans: readonly HistoryOfAddress[];
}

/** Events of `api/events`, by name. `past` and `log-tail` replace what was shown, `past-news` and `log` add to it. */
export interface DashboardEvents {
  readonly state: DashboardState;
  readonly past: DashboardPast;
  /** Changes since, and each strip that is longer by now. */
  readonly "past-news": DashboardPast;
  readonly "log-tail": readonly LogLine[];
  readonly log: readonly LogLine[];
  readonly heartbeat: { readonly now: string };
}

/** One source's answer, as `detect --json` shows it. */
export interface SurveyAnswer {
  readonly name: string;
  readonly site?: string;
  readonly family: 4 | 6;
  readonly configured: boolean;
  readonly status: string;
  readonly addresses?: readonly string[];
  readonly reason?: string;
  readonly toldAt?: string;
  readonly durationMs: number;
}

/** Body of every refusal. */
export interface Refusal {
  readonly error: { readonly code: string; readonly message: string };
}
