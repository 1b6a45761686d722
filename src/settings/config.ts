/** Everything that was set, in a type that cannot be wrong. Only `parse*` functions of this folder make one. */

import type { ListTarget } from "../core/list/target.ts";
import type { RecordTarget } from "../core/plan/target.ts";
import type { Schedule } from "../core/schedule.ts";
import type { Secret } from "../core/secret.ts";
import type { SourceSpec } from "../core/source/spec.ts";
import type { EnforceableAttribute, HostId, RecordType, Ttl } from "../core/types.ts";

/** A Cloudflare token and where it is used. */
export interface AccountConfig {
  /** `main` for the token of the environment; `0`, `1`, … for the entries of a config.json. */
  readonly key: string;
  /** As ACCOUNTS has it; absent for the one that needs no name. */
  readonly name?: string;
  readonly token: Secret;
}

/** Where the addresses of a site come from, and how wide its list items are. */
export interface SiteConfig {
  readonly name: string;
  readonly sources: { readonly ipv4: SourceSpec; readonly ipv6: SourceSpec };
  readonly prefixLengths: { readonly ipv4: number; readonly ipv6: number };
}

/** A managed name as `check --json` shows it. */
export interface NameConfig {
  /** ASCII FQDN, wildcards keep `*.`. */
  readonly name: string;
  readonly types: readonly RecordType[];
  /** Absent for the home. */
  readonly site?: string;
  /** Name of the account, absent where it has none. */
  readonly account?: string;
  readonly proxied: boolean;
  readonly ttl: Ttl;
  readonly comment: string;
  readonly hostIds: readonly HostId[];
}

export interface MqttConfig {
  /** `mqtt:`, `mqtts:`, `ws:` or `wss:`, without user and password. */
  readonly url: string;
  readonly username: string | undefined;
  readonly password: Secret | undefined;
  readonly caFile: string | undefined;
  /** Certificates to trust, in PEM. */
  readonly ca?: string;
  readonly baseTopic: string;
  readonly discoveryPrefix: string;
}

export interface HomeAssistantConfig {
  readonly url: string;
  readonly token: Secret;
}

export interface WebConfig {
  readonly host: string;
  readonly port: number;
  readonly password: Secret | undefined;
  /** Opens what only reads: `/metrics` and `/api/status`. */
  readonly readKey?: Secret | undefined;
}

/** Somebody who may tell an address. */
export interface PushClient {
  readonly name: string;
  /** At least 12 characters. */
  readonly password: Secret;
}

/** The push endpoint. */
export interface PushConfig {
  /** Undefined: every address of this machine. */
  readonly host: string | undefined;
  readonly port: number;
  /** At least one; names are unique. */
  readonly clients: readonly PushClient[];
}

/** What is run and told after a cycle that changed something. */
export interface HooksConfig {
  /** A command line for the shell. */
  readonly onChange: string | undefined;
  readonly webhook: WebhookConfig | undefined;
}

export interface WebhookConfig {
  /** Absolute, http or https; it may hold secrets. */
  readonly url: Secret;
  /** Signs what is posted. */
  readonly secret: Secret | undefined;
}

/** One service that is told of cycles, parsed but not contacted. */
export interface NotificationService {
  /** `discord`, `telegram`, … as in the URL's scheme. */
  readonly kind: string;
  /** The whole URL; it holds secrets. */
  readonly url: Secret;
}

/** The zone's own name servers, or public resolvers besides. */
export type Verify = "off" | "authoritative" | "public";

/** What only tells or shows: the service goes on without it where its settings are refused. */
export type Part =
  | "the log as it was set"
  | "monitors"
  | "notifications"
  | "MQTT"
  | "Home Assistant"
  | "the dashboard"
  | "the push endpoint"
  | "verification"
  | "the journal"
  | "hooks";

export interface Config {
  readonly accounts: readonly AccountConfig[];
  /** Base of the Cloudflare API without a final slash. */
  readonly baseUrl: string;
  /** Record sets, sorted by name, then type. */
  readonly records: readonly RecordTarget[];
  /** The same, one entry a name; names that only the network can tell are not in it. */
  readonly names: readonly NameConfig[];
  /** By kind in the order of the table of kinds, then by account and name. */
  readonly lists: readonly ListTarget[];
  /** Of the home. */
  readonly sources: SiteConfig["sources"];
  readonly prefixLengths: SiteConfig["prefixLengths"];
  /** Named sites, in the order of SITES. */
  readonly sites: readonly SiteConfig[];
  readonly rejectCloudflareIps: boolean;
  readonly schedule: Schedule;
  readonly timeZone: string;
  readonly updateOnStart: boolean;
  readonly deleteOnStop: boolean;
  readonly enforce: readonly EnforceableAttribute[];
  readonly detectionTimeoutMs: number;
  readonly updateTimeoutMs: number;
  readonly cacheExpirationMs: number;
  readonly healthchecks: Secret | undefined;
  readonly uptimeKuma: Secret | undefined;
  readonly notifications: readonly NotificationService[];
  readonly emoji: boolean;
  readonly quiet: boolean;
  readonly logLevel: "error" | "warn" | "info" | "debug";
  readonly logFormat: "text" | "json";
  readonly mqtt: MqttConfig | undefined;
  readonly instance: string;
  readonly homeAssistant: HomeAssistantConfig | undefined;
  readonly web: WebConfig | undefined;
  readonly push: PushConfig | undefined;
  readonly hooks: HooksConfig;
  /** How long the journal is kept, in days; 0: there is none. */
  readonly journalDays: number;
  /** Who is asked whether the world sees what was published. */
  readonly verify: Verify;
  readonly stateDir: string | undefined;
  /** What is off because its settings were refused; empty where all is as it was set. */
  readonly partsOff: readonly Part[];
}

/** A setting as its user wrote it (`PROXIED`, `records[2].ttl`), and what is wrong with it or worth knowing; secrets redacted. */
export interface ConfigProblem {
  readonly setting: string;
  readonly message: string;
}

export type ParsedConfig =
  | { readonly ok: true; readonly config: Config; readonly warnings: readonly ConfigProblem[] }
  | {
      readonly ok: false;
      readonly problems: readonly ConfigProblem[];
      readonly warnings: readonly ConfigProblem[];
      /** What `run` and `once` go on with; undefined where something that decides was refused. */
      readonly rest: Config | undefined;
    };
