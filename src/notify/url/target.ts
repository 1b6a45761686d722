/** Where a notification goes, as a value: one shape per service, every secret part wrapped. */

import { Secret } from "../../core/secret.ts";

/** What every service may carry: a title that stands in place of ours. */
interface Titled {
  readonly title: string | undefined;
}

/** Any web server. `url` is the final address with the query that is passed on to it. */
export interface GenericTarget extends Titled {
  readonly kind: "generic";
  readonly url: Secret;
  readonly method: "GET" | "POST" | "PUT" | "PATCH";
  /** `json` sends an object of title, message and `fields`; `text` the message alone. */
  readonly format: "text" | "json";
  readonly contentType: string | undefined;
  readonly messageKey: string;
  readonly titleKey: string;
  readonly headers: readonly { readonly name: string; readonly value: Secret }[];
  readonly fields: readonly { readonly name: string; readonly value: Secret }[];
}

export interface DiscordTarget extends Titled {
  readonly kind: "discord";
  readonly webhookId: string;
  readonly token: Secret;
  readonly username: string | undefined;
  readonly avatar: string | undefined;
  readonly threadId: string | undefined;
}

export interface TelegramTarget extends Titled {
  readonly kind: "telegram";
  readonly token: Secret;
  readonly chats: readonly { readonly id: string; readonly thread: number | undefined }[];
  readonly silent: boolean;
  readonly preview: boolean;
}

/** Whoever knows the topic can read it, so it is a secret too. */
export interface NtfyTarget extends Titled {
  readonly kind: "ntfy";
  /** `https://ntfy.sh` */
  readonly server: string;
  readonly topic: Secret;
  readonly auth: BasicAuth | { readonly token: Secret } | undefined;
  /** 1 (lowest) to 5. */
  readonly priority: number | undefined;
  readonly tags: readonly string[];
  /** Further fields of ntfy's JSON: click, icon, email, delay, attach, filename. */
  readonly fields: Readonly<Record<string, string>>;
  /** `no` switches that feature of the server off for this message. */
  readonly cache: boolean;
  readonly firebase: boolean;
}

export interface GotifyTarget extends Titled {
  readonly kind: "gotify";
  /** Base of the server, with its path, without a final slash. */
  readonly server: string;
  readonly token: Secret;
  readonly priority: number | undefined;
}

export interface SlackTarget extends Titled {
  readonly kind: "slack";
  /** `hook`: the three parts of an incoming webhook; `bot`: a token and the channel it writes to. */
  readonly via:
    | { readonly kind: "hook"; readonly path: Secret }
    | { readonly kind: "bot"; readonly token: Secret; readonly channel: string };
  readonly username: string | undefined;
  readonly icon: string | undefined;
  readonly color: string | undefined;
  readonly thread: string | undefined;
}

export interface PushoverTarget extends Titled {
  readonly kind: "pushover";
  readonly token: Secret;
  readonly user: Secret;
  readonly devices: readonly string[];
  readonly priority: number | undefined;
  readonly sound: string | undefined;
}

export interface SmtpTarget extends Titled {
  readonly kind: "smtp";
  readonly host: string;
  readonly port: number;
  readonly auth: BasicAuth | undefined;
  readonly encryption: "auto" | "none" | "starttls" | "tls";
  readonly verifyCertificate: boolean;
  readonly from: string;
  readonly fromName: string | undefined;
  readonly to: readonly string[];
  /** Name this program gives itself, where it is not the machine's. */
  readonly clientHost: string | undefined;
}

export interface MatrixTarget extends Titled {
  readonly kind: "matrix";
  readonly server: string;
  /** Signed in with a password, or with an access token. */
  readonly auth: BasicAuth | { readonly token: Secret };
  /** Room ids (`!…`) and aliases (`#…`); none: every room the account has joined. */
  readonly rooms: readonly string[];
}

export interface MattermostTarget extends Titled {
  readonly kind: "mattermost";
  readonly server: string;
  readonly token: Secret;
  readonly channel: string | undefined;
  readonly username: string | undefined;
  readonly icon: string | undefined;
}

export interface TeamsTarget extends Titled {
  readonly kind: "teams";
  /** Host of the organisation: `example.webhook.office.com`. */
  readonly host: string;
  /** Path of the incoming webhook below the host. */
  readonly path: Secret;
  readonly color: string | undefined;
}

export interface ZulipTarget extends Titled {
  readonly kind: "zulip";
  readonly server: string;
  readonly auth: BasicAuth;
  readonly stream: string;
  readonly topic: string | undefined;
}

export interface PushbulletTarget extends Titled {
  readonly kind: "pushbullet";
  readonly token: Secret;
  /** None: every device of the account. */
  readonly recipients: readonly {
    readonly field: "device_iden" | "channel_tag" | "email";
    readonly value: string;
  }[];
}

export interface BarkTarget extends Titled {
  readonly kind: "bark";
  /** Base of the server, with its path, without a final slash. */
  readonly server: string;
  readonly deviceKey: Secret;
  /** Further fields of Bark's JSON: sound, group, icon, url, category, badge, copy, … */
  readonly fields: Readonly<Record<string, string>>;
}

export interface RocketchatTarget extends Titled {
  readonly kind: "rocketchat";
  readonly server: string;
  /** The two parts of an incoming webhook. */
  readonly path: Secret;
  /** With its `#` or `@`. */
  readonly channel: string | undefined;
  readonly username: string | undefined;
}

/** User name and password. */
export interface BasicAuth {
  readonly user: string;
  readonly password: Secret;
}

/** One service and all it takes to write to it. */
export type NotificationTarget =
  | GenericTarget
  | DiscordTarget
  | TelegramTarget
  | NtfyTarget
  | GotifyTarget
  | SlackTarget
  | PushoverTarget
  | SmtpTarget
  | MatrixTarget
  | MattermostTarget
  | TeamsTarget
  | ZulipTarget
  | PushbulletTarget
  | BarkTarget
  | RocketchatTarget;

/** Every secret inside a target, so that what a service answers can be freed of them. */
export function secretsOf(value: unknown): readonly Secret[] {
  if (value instanceof Secret) return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(secretsOf);
}
