/** Notification services that take one web request a message: each is a row that says what the request looks like. */

import type { NotificationTarget } from "../url/index.ts";
import type { WebRequest } from "./http.ts";
import { clip, escapeMarkdown, type Message, wholeText } from "./message.ts";

/** Services that need more than a row have files of their own. */
export type WebKind = Exclude<NotificationTarget["kind"], "smtp" | "matrix">;

/** Where services live that have one address for all their users; tests put others in their place. */
export const ENDPOINTS = {
  discord: "https://discord.com",
  telegram: "https://api.telegram.org",
  "slack-hook": "https://hooks.slack.com",
  "slack-bot": "https://slack.com",
  pushover: "https://api.pushover.net",
  pushbullet: "https://api.pushbullet.com",
} as const;

/** Answers the base of a service; `fallback` is its real one. */
export type BaseFor = (kind: keyof typeof ENDPOINTS | "teams", fallback: string) => string;

type Row<Kind extends WebKind> = (
  target: Extract<NotificationTarget, { readonly kind: Kind }>,
  message: Message,
  baseFor: BaseFor,
) => readonly WebRequest[];

const rows: { readonly [Kind in WebKind]: Row<Kind> } = {
  generic(target, { title, text }) {
    const headers = Object.fromEntries(
      target.headers.map(({ name, value }) => [name.toLowerCase(), value.reveal()]),
    );
    if (target.method === "GET") {
      const url = new URL(target.url.reveal());
      url.searchParams.append(target.titleKey, title);
      url.searchParams.append(target.messageKey, text);
      return [{ method: "GET", url: url.href, headers }];
    }
    const fields = Object.fromEntries(target.fields.map(({ name, value }) => [name, value.reveal()]));
    const json = target.format === "json";
    const contentType = target.contentType ?? (json ? "application/json" : "text/plain; charset=utf-8");
    return [
      {
        method: target.method,
        url: target.url.reveal(),
        headers: { "content-type": contentType, ...headers },
        body: json
          ? JSON.stringify({
              ...fields,
              [target.titleKey]: title,
              [target.messageKey]: text === "" ? title : text,
            })
          : wholeText({ title, text }),
      },
    ];
  },

  discord(target, { title, text }, baseFor) {
    const thread = target.threadId === undefined ? "" : `?thread_id=${encodeURIComponent(target.threadId)}`;
    const base = baseFor("discord", ENDPOINTS.discord);
    return [
      json(
        `${base}/api/webhooks/${target.webhookId}/${encodeURIComponent(target.token.reveal())}${thread}`,
        {
          content: clip(`**${escapeMarkdown(title)}**\n${escapeMarkdown(text)}`, 2000),
          username: target.username,
          avatar_url: target.avatar,
          allowed_mentions: { parse: [] },
        },
        { explain: field("message") },
      ),
    ];
  },

  telegram(target, message, baseFor) {
    const base = baseFor("telegram", ENDPOINTS.telegram);
    return target.chats.map(({ id, thread }) =>
      json(
        `${base}/bot${target.token.reveal()}/sendMessage`,
        {
          chat_id: id,
          message_thread_id: thread,
          text: clip(wholeText(message), 4096),
          disable_notification: target.silent,
          link_preview_options: { is_disabled: !target.preview },
        },
        { accepts: says("ok", true), explain: field("description") },
      ),
    );
  },

  ntfy(target, { title, text }) {
    const auth = target.auth === undefined ? {} : authorization(target.auth);
    return [
      json(
        `${target.server}/`,
        {
          topic: target.topic.reveal(),
          title,
          message: clip(text === "" ? title : text, 3500),
          priority: target.priority,
          tags: target.tags.length === 0 ? undefined : target.tags,
          ...target.fields,
        },
        {
          headers: {
            ...auth,
            ...(target.cache ? {} : { cache: "no" }),
            ...(target.firebase ? {} : { firebase: "no" }),
          },
          explain: field("error"),
        },
      ),
    ];
  },

  gotify(target, { title, text }) {
    const body = { title, message: text === "" ? title : text, priority: target.priority };
    return [
      json(`${target.server}/message`, body, {
        headers: { "x-gotify-key": target.token.reveal() },
        explain: field("errorDescription"),
      }),
    ];
  },

  slack(target, { title, text }, baseFor) {
    const icon = target.icon === undefined ? {} : slackIcon(target.icon);
    const content = clip(escapeSlack(wholeText({ title, text })), 12_000);
    const body = {
      username: target.username,
      thread_ts: target.thread,
      ...icon,
      ...(target.color === undefined
        ? { text: content, mrkdwn: false }
        : { attachments: [{ color: target.color, text: content, fallback: content, mrkdwn_in: [] }] }),
    };
    if (target.via.kind === "hook") {
      const base = baseFor("slack-hook", ENDPOINTS["slack-hook"]);
      const plain = (text: string) => (/^[a-z_]{1,60}$/.test(text) ? text : undefined);
      return [json(`${base}/services/${target.via.path.reveal()}`, body, { explain: plain })];
    }
    const base = baseFor("slack-bot", ENDPOINTS["slack-bot"]);
    return [
      json(
        `${base}/api/chat.postMessage`,
        { channel: target.via.channel, ...body },
        {
          headers: {
            "content-type": "application/json; charset=utf-8",
            authorization: `Bearer ${target.via.token.reveal()}`,
          },
          accepts: says("ok", true),
          explain: field("error"),
        },
      ),
    ];
  },

  pushover(target, { title, text }, baseFor) {
    const base = baseFor("pushover", ENDPOINTS.pushover);
    return [
      form(
        `${base}/1/messages.json`,
        {
          token: target.token.reveal(),
          user: target.user.reveal(),
          title: clip(title, 250),
          message: clip(text === "" ? title : text, 1024),
          device: target.devices.length === 0 ? undefined : target.devices.join(","),
          priority: target.priority?.toString(),
          sound: target.sound,
        },
        { accepts: says("status", 1), explain: field("errors") },
      ),
    ];
  },

  mattermost(target, { title, text }) {
    const { icon } = target;
    const image = icon === undefined ? {} : /^https?:/.test(icon) ? { icon_url: icon } : { icon_emoji: icon };
    return [
      json(
        `${target.server}/hooks/${encodeURIComponent(target.token.reveal())}`,
        {
          text: clip(`**${escapeMarkdown(title)}**\n${escapeMarkdown(text)}`, 16_000),
          channel: target.channel,
          username: target.username,
          ...image,
        },
        { explain: field("message") },
      ),
    ];
  },

  teams(target, { title, text }, baseFor) {
    const base = baseFor("teams", `https://${target.host}`);
    return [
      json(
        `${base}/${target.path.reveal().split("/").map(encodeURIComponent).join("/").replace("%40", "@")}`,
        {
          "@type": "MessageCard",
          "@context": "https://schema.org/extensions",
          summary: title,
          title,
          text: clip(escapeMarkdown(text === "" ? title : text).replaceAll("\n", "\n\n"), 20_000),
          themeColor: target.color,
        },
        // A connector also answers 200 with words of failure; success is "1", or nothing where it was accepted for later.
        { accepts: (body) => /^1?$/.test(body.trim()) },
      ),
    ];
  },

  zulip(target, message) {
    return [
      form(
        `${target.server}/api/v1/messages`,
        {
          type: "stream",
          to: target.stream,
          topic: clip(target.topic ?? "Cloudflare DDNS", 60),
          content: clip(wholeText(message), 10_000),
        },
        { headers: authorization(target.auth), accepts: says("result", "success"), explain: field("msg") },
      ),
    ];
  },

  pushbullet(target, { title, text }, baseFor) {
    const base = baseFor("pushbullet", ENDPOINTS.pushbullet);
    const recipients =
      target.recipients.length === 0
        ? [{}]
        : target.recipients.map(({ field: name, value }) => ({ [name]: value }));
    return recipients.map((recipient) =>
      json(
        `${base}/v2/pushes`,
        { type: "note", title, body: text, ...recipient },
        { headers: { "access-token": target.token.reveal() }, explain: field("error", "message") },
      ),
    );
  },

  bark(target, { title, text }) {
    const body = {
      ...target.fields,
      ...(target.fields["badge"] === undefined ? {} : { badge: Number(target.fields["badge"]) }),
      device_key: target.deviceKey.reveal(),
      title,
      body: clip(text === "" ? title : text, 2500),
    };
    return [json(`${target.server}/push`, body, { accepts: says("code", 200), explain: field("message") })];
  },

  rocketchat(target, message) {
    const path = target.path.reveal().split("/").map(encodeURIComponent).join("/");
    return [
      json(
        `${target.server}/hooks/${path}`,
        { text: clip(wholeText(message), 5000), channel: target.channel, username: target.username },
        { accepts: says("success", true), explain: field("error") },
      ),
    ];
  },
};

/** The requests that bring `message` to `target`, one for each recipient. */
export function webRequests(
  target: Extract<NotificationTarget, { readonly kind: WebKind }>,
  message: Message,
  baseFor: BaseFor,
): readonly WebRequest[] {
  // One row takes one member of the union; the compiler cannot see that kind and row belong together.
  const row = rows[target.kind] as Row<WebKind>;
  return row(target, message, baseFor);
}

/** Headers that sign in with user and password, or with a token. */
export function authorization(
  auth:
    | { readonly user: string; readonly password: { reveal(): string } }
    | { readonly token: { reveal(): string } },
): Readonly<Record<string, string>> {
  return {
    authorization:
      "token" in auth
        ? `Bearer ${auth.token.reveal()}`
        : `Basic ${Buffer.from(`${auth.user}:${auth.password.reveal()}`).toString("base64")}`,
  };
}

type Judgement = Pick<WebRequest, "headers" | "accepts" | "explain">;

/** A POST of JSON; members that are undefined are left out. */
export function json(url: string, body: unknown, rest: Judgement): WebRequest {
  return {
    method: "POST",
    url,
    ...rest,
    headers: { "content-type": "application/json", ...rest.headers },
    body: JSON.stringify(body),
  };
}

function form(
  url: string,
  fields: Readonly<Record<string, string | undefined>>,
  rest: Judgement,
): WebRequest {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) body.set(name, value);
  return {
    method: "POST",
    url,
    ...rest,
    headers: { "content-type": "application/x-www-form-urlencoded", ...rest.headers },
    body: body.toString(),
  };
}

/** Is the body a JSON object whose member `name` is `value`? */
export function says(name: string, value: unknown): (body: string) => boolean {
  return (body) => member(body, [name]) === value;
}

/** The text at a path of a JSON body, or its texts where there is a list of them. */
export function field(...path: readonly string[]): (body: string) => string | undefined {
  return (body) => {
    const found = member(body, path);
    if (typeof found === "string") return found;
    return Array.isArray(found) ? found.filter((one) => typeof one === "string").join("; ") : undefined;
  };
}

function member(body: string, path: readonly string[]): unknown {
  try {
    let at: unknown = JSON.parse(body);
    for (const name of path) {
      if (typeof at !== "object" || at === null) return undefined;
      at = Object.hasOwn(at, name) ? (at as Readonly<Record<string, unknown>>)[name] : undefined;
    }
    return at;
  } catch {
    return undefined; // HTML and the like
  }
}

function slackIcon(icon: string): Readonly<Record<string, string>> {
  return /^https?:/.test(icon) ? { icon_url: icon } : { icon_emoji: `:${icon.replace(/^:|:$/g, "")}:` };
}

function escapeSlack(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
