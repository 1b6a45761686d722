/** The one input of the builder: what was written, in the native grammar, with the names to report it under. */

import type { ListKind } from "../../core/list/kinds.ts";
import type { Secret } from "../../core/secret.ts";
import type { EnforceableAttribute, IpFamily } from "../../core/types.ts";
import type { AccountConfig } from "../config.ts";
import type { SettingName } from "../table/setting-table.ts";

/** A text and where its user wrote it. */
export interface Written {
  /** Name that its user knows: `PROXIED`, `ZONE`, `records[2].ttl`. */
  readonly setting: string;
  /** Trimmed, never empty, in the native grammar. */
  readonly text: string;
  /** What the user really wrote, where a dialect translated it. */
  readonly original?: string;
  /** Advice on `text` would be about our translation and is dropped. */
  readonly withoutAdvice?: boolean;
  /** Nobody wrote it: the dialect implies it, so nobody is told that it has no effect. */
  readonly isImplied?: boolean;
  /** Where inside the setting it stands: `/config.json, cloudflare[0].ttl`. */
  readonly place?: string;
}

/** The same for what must not be printed. */
export interface WrittenSecret {
  readonly setting: string;
  readonly secret: Secret;
  readonly place?: string;
}

/** Settings whose values are secrets, after files were read. */
export type SecretName =
  | "HEALTHCHECKS"
  | "UPTIMEKUMA"
  | "SHOUTRRR"
  | "MQTT_PASSWORD"
  | "HOME_ASSISTANT_TOKEN"
  | "WEB_PASSWORD"
  | "WEB_READ_KEY"
  | "PUSH_CLIENTS"
  | "WEBHOOK_URL"
  | "WEBHOOK_SECRET";

/** One name with settings of its own; what is absent follows the general setting. */
export interface WrittenRecord {
  /** Key of its account, unless `accountName` says another. */
  readonly account: string;
  readonly accountName?: Written;
  readonly site?: Written;
  readonly owner:
    | { readonly kind: "name"; readonly name: Written }
    /** `label` is ASCII, lower case; `@` is the apex. */
    | { readonly kind: "in-zone"; readonly zoneId: string; readonly label: string; readonly at: Written };
  readonly families: readonly IpFamily[];
  /** `keep`: whatever the record has, and the general setting for new ones. A boolean text is a value for this name. */
  readonly proxied?: Written;
  readonly ttl?: Written;
  readonly comment?: Written;
  /** Host IDs as in `{hostid6=…}`: one, or several in brackets. */
  readonly hostIds?: Written;
  /** Enforced for this name, besides what ENFORCE says. */
  readonly enforce?: readonly EnforceableAttribute[];
  /** Further managed records of the name stay. */
  readonly keepSurplus?: boolean;
}

/** One list with settings of its own. */
export interface WrittenList {
  readonly kind: ListKind;
  /** Key of its account, unless `accountName` says another. */
  readonly account: string;
  readonly accountName?: Written;
  readonly site?: Written;
  readonly accountId: Written;
  readonly name: Written;
  readonly itemComment?: Written;
}

/** Somebody who may tell an address; without a password where none was written. */
export interface WrittenPushClient {
  readonly name: Written;
  readonly password: WrittenSecret | undefined;
}

/** A named site, with its own value for each setting that a site has. */
export interface WrittenSite {
  readonly name: string;
  readonly settings: WrittenSettings;
}

/** General settings by native name; the key says what it is, `Written.setting` what to call it. */
export type WrittenSettings = { readonly [Name in SettingName]?: Written };

/** Everything that the builder needs; no grammar but the native one, no default anywhere. */
export interface BuilderInput {
  /** Inside Home Assistant: broker, websocket and host addresses come from Supervisor, and programs are not run. */
  readonly appMode: boolean;
  /** IANA name of the zone that counts where TZ names none; absent: UTC. */
  readonly systemTimeZone?: string;
  /** Checked tokens; empty where none could be read, which was reported then. */
  readonly accounts: readonly AccountConfig[];
  readonly settings: WrittenSettings;
  readonly secrets: { readonly [Name in SecretName]?: WrittenSecret };
  readonly records: readonly WrittenRecord[];
  readonly lists: readonly WrittenList[];
  /** Sites besides the home. */
  readonly sites: readonly WrittenSite[];
  /** Absent where PUSH_CLIENTS names them. */
  readonly pushClients?: readonly WrittenPushClient[];
  /** Where names are written, if not into DOMAINS: `records`. */
  readonly namesGoInto?: string;
  /** Names were refused already, so that none are left says nothing. */
  readonly isIncomplete?: boolean;
}
