/** What travels from the server to the dashboard: the shapes both sides agree on, and nothing that is secret. */

import type { ListKind } from "../../src/core/list/kinds.ts";
import type { EnforceableAttribute, RecordType, Ttl } from "../../src/core/types.ts";
import type { LogLine, ServiceView } from "../service/service-view.ts";

/** Sent by the page with reads that ask the network; no foreign page can send it. */
export const PAGE_HEADER = "X-Cloudflare-DDNS";

/** A record set as the settings ask for it; what it is like is in the report of the view. */
export interface ManagedRecordSet {
  readonly name: string;
  readonly type: RecordType;
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

/** All the page needs to draw itself, but for the log. */
export interface DashboardState {
  readonly version: string;
  readonly instance: string;
  /** The server's time, ISO 8601, UTC: ages are told by this clock, not by the browser's. */
  readonly now: string;
  readonly view: ServiceView;
  /** As written in the settings. */
  readonly schedule: string;
  readonly timeZone: string;
  readonly recordSets: readonly ManagedRecordSet[];
  readonly lists: readonly ManagedList[];
  /** Names for people, by FQDN, where they are not the same. */
  readonly unicodeNames: Readonly<Record<string, string>>;
  /** Whether `api/survey` answers. */
  readonly survey: boolean;
}

/** Events of `api/events`, by name. `log-tail` replaces what was shown, `log` adds to it. */
export interface DashboardEvents {
  readonly state: DashboardState;
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
