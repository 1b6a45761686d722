/** How each notification service writes its URL (the forms of shoutrrr 0.8, checked 2026-11), one reader per scheme. */

import { Secret } from "../../core/secret.ts";
import type { NotificationQuery } from "./query.ts";
import type { BasicAuth, NotificationTarget, SlackTarget } from "./target.ts";
import { formatEndpoint, type UrlText } from "./url-text.ts";

/** Answers the target, or what the URL should look like. */
type Reader = (url: UrlText, query: NotificationQuery) => NotificationTarget | ExpectedForm;

/** The form a URL of the service has, for the reason of a refusal. */
export type ExpectedForm = { readonly kind: undefined; readonly form: string };

/** Readers by scheme; `generic` has a file of its own. */
export const serviceReaders: Readonly<Record<string, Reader>> = {
  discord(url, query) {
    const token = url.user ?? "";
    const webhookId = url.host;
    if (token === "" || !/^[0-9]+$/.test(webhookId) || url.segments.length > 0)
      return expected("discord://TOKEN@WEBHOOK_ID");
    return {
      kind: "discord",
      webhookId,
      token: new Secret(token),
      username: query.text("username"),
      avatar: query.text("avatar", "avatarurl"),
      threadId: query.text("thread_id", "threadid"),
      title: query.text("title"),
    };
  },

  telegram(url, query) {
    const token = `${url.user ?? ""}:${url.password ?? ""}`;
    const chats = query.list("chats", "channels");
    if (!/^[0-9]+:[\w-]+$/.test(token) || url.host.toLowerCase() !== "telegram" || chats.length === 0)
      return expected("telegram://BOT_TOKEN@telegram?chats=ID,@name");
    return {
      kind: "telegram",
      token: new Secret(token),
      chats: chats.map((chat) => {
        const [, id = chat, thread] = /^(.+?):([0-9]+)$/.exec(chat) ?? [];
        return { id, thread: thread === undefined ? undefined : Number(thread) };
      }),
      silent: !query.flag("notification", true),
      preview: query.flag("preview", true),
      title: query.text("title"),
    };
  },

  ntfy(url, query) {
    const [topic, ...more] = url.segments;
    if (topic === undefined || more.length > 0) return expected("ntfy://[user:password@]host/topic");
    const plain = query.word("scheme", ["https", "http"], "https") === "http";
    const auth = basicAuth(url);
    return {
      kind: "ntfy",
      server: url.host === "" ? "https://ntfy.sh" : server(url, query.flag("disabletls", false) || plain, []),
      topic: new Secret(topic),
      auth: auth?.user === "" ? { token: auth.password } : auth,
      priority: ntfyPriority(query),
      tags: query.list("tags"),
      fields: query.fields(["click", "icon", "email", "delay", "attach", "filename"]),
      cache: query.flag("cache", true),
      firebase: query.flag("firebase", true),
      title: query.text("title"),
    };
  },

  gotify(url, query) {
    const token = url.segments.at(-1);
    if (url.host === "" || token === undefined) return expected("gotify://host[/path]/TOKEN");
    query.flag("useheader", true); // the token always travels in a header
    return {
      kind: "gotify",
      server: server(url, query.flag("disabletls", false), url.segments.slice(0, -1)),
      token: new Secret(token),
      priority: query.number("priority", -2, 10),
      title: query.text("title"),
    };
  },

  slack(url, query) {
    const via = slackVia(url);
    if (via === undefined) return expected("slack://hook:A-B-C@webhook or slack://xoxb:1-2-C@CHANNEL");
    const legacyName = via.legacy ? url.user : undefined;
    return {
      kind: "slack",
      via: via.via,
      username: query.text("botname", "username") ?? (legacyName === "" ? undefined : legacyName),
      icon: query.text("icon", "icon_emoji", "icon_url"),
      color: query.text("color"),
      thread: query.text("thread_ts", "threadts"),
      title: query.text("title"),
    };
  },

  pushover(url, query) {
    const token = url.password ?? "";
    if (token === "" || url.host === "" || url.segments.length > 0)
      return expected("pushover://shoutrrr:API_TOKEN@USER_KEY/?devices=…");
    return {
      kind: "pushover",
      token: new Secret(token),
      user: new Secret(url.host),
      devices: query.list("devices"),
      priority: query.number("priority", -2, 1), // 2 wants to be confirmed, which nothing here can
      sound: query.text("sound"),
      title: query.text("title"),
    };
  },

  smtp(url, query) {
    const from = query.list("from", "fromaddress");
    const to = query.list("to", "toaddresses");
    const sender = from[0];
    if (url.host === "" || sender === undefined || from.length > 1 || to.length === 0)
      return expected("smtp://user:password@host:port/?from=ADDRESS&to=ADDRESS,ADDRESS");
    if (![sender, ...to].every((address) => /^[^\s@<>]+@[^\s@<>]+$/.test(address)))
      query.problems.push("from and to take plain mail addresses");
    return {
      kind: "smtp",
      host: url.host.replace(/^\[(.*)\]$/, "$1"),
      port: url.port ?? 25,
      auth: smtpAuth(url, query),
      encryption: smtpEncryption(query),
      verifyCertificate: !query.flag("skiptlsverify", false),
      from: sender,
      fromName: query.text("fromname"),
      to,
      clientHost: query.text("clienthost"),
      title: query.text("subject", "title"),
    };
  },

  matrix(url, query) {
    const password = url.password ?? "";
    if (url.host === "" || password === "")
      return expected("matrix://user:password@host/?rooms=!id,alias or matrix://:TOKEN@host/?rooms=…");
    const auth = { user: url.user ?? "", password: new Secret(password) };
    return {
      kind: "matrix",
      server: server(url, query.flag("disabletls", false), []),
      auth: auth.user === "" ? { token: auth.password } : auth,
      rooms: query.list("rooms", "room").map((room) => (/^[!#]/.test(room) ? room : `#${room}`)),
      title: query.text("title"),
    };
  },

  mattermost(url, query) {
    const [token, channel, ...more] = url.segments;
    if (url.host === "" || token === undefined || more.length > 0)
      return expected("mattermost://[name@]host/TOKEN[/channel]");
    return {
      kind: "mattermost",
      server: server(url, query.flag("disabletls", false), []),
      token: new Secret(token),
      channel: query.text("channel") ?? channel,
      username: query.text("username") ?? nonEmpty(url.user),
      icon: query.text("icon"),
      title: query.text("title"),
    };
  },

  teams(url, query) {
    const [altId, owner, extra, ...more] = url.segments;
    const host = query.text("host") ?? "";
    const complete = nonEmpty(url.user) !== undefined && url.host !== "" && owner !== undefined;
    if (!complete || more.length > 0 || !/^[a-z0-9.-]+\.webhook\.office\.com$/i.test(host))
      return expected("teams://GROUP@TENANT/ALT_ID/OWNER[/EXTRA_ID]?host=example.webhook.office.com");
    const parts = ["webhookb2", `${url.user}@${url.host}`, "IncomingWebhook", altId ?? "", owner];
    return {
      kind: "teams",
      host: host.toLowerCase(),
      path: new Secret((extra === undefined ? parts : [...parts, extra]).join("/")),
      color: query.text("color"),
      title: query.text("title"),
    };
  },

  zulip(url, query) {
    const auth = basicAuth(url);
    const stream = query.text("stream");
    if (url.host === "" || auth === undefined || auth.user === "" || stream === undefined)
      return expected("zulip://BOT_MAIL:BOT_KEY@host/?stream=NAME&topic=NAME");
    return {
      kind: "zulip",
      server: server(url, query.flag("disabletls", false), []),
      auth,
      stream,
      topic: query.text("topic", "title"),
      title: undefined,
    };
  },

  pushbullet(url, query) {
    if (!/^[\w.-]+$/.test(url.host)) return expected("pushbullet://TOKEN[/DEVICE][/#CHANNEL][/MAIL]");
    const channels = url.fragment === undefined ? [] : url.fragment.split("/").filter((part) => part !== "");
    return {
      kind: "pushbullet",
      token: new Secret(url.host),
      recipients: [...url.segments, ...channels.map((channel) => `#${channel.replace(/^#/, "")}`)].map(
        (target) =>
          target.startsWith("#")
            ? { field: "channel_tag", value: target.slice(1) }
            : { field: target.includes("@") ? "email" : "device_iden", value: target },
      ),
      title: query.text("title"),
    };
  },

  bark(url, query) {
    const deviceKey = nonEmpty(url.password) ?? nonEmpty(url.user);
    if (url.host === "" || deviceKey === undefined) return expected("bark://:DEVICE_KEY@host[/path]");
    const plain = query.word("scheme", ["https", "http"], "https") === "http";
    return {
      kind: "bark",
      server: server(url, query.flag("disabletls", false) || plain, url.segments),
      deviceKey: new Secret(deviceKey),
      fields: query.fields(["sound", "group", "icon", "url", "category", "badge", "copy", "autocopy"]),
      title: query.text("title"),
    };
  },

  rocketchat(url, query) {
    const [first, second, channel, ...more] = url.segments;
    if (url.host === "" || first === undefined || second === undefined || more.length > 0)
      return expected("rocketchat://[name@]host/TOKEN_A/TOKEN_B[/#channel or /@person]");
    const named = nonEmpty(url.fragment) ?? channel;
    return {
      kind: "rocketchat",
      server: server(url, query.flag("disabletls", false), []),
      path: new Secret(`${first}/${second}`),
      channel: named === undefined || /^[#@]/.test(named) ? named : `#${named}`,
      username: query.text("username") ?? nonEmpty(url.user),
      title: query.text("title"),
    };
  },
};

function expected(form: string): ExpectedForm {
  return { kind: undefined, form };
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}

function basicAuth(url: UrlText): BasicAuth | undefined {
  return url.user === undefined || nonEmpty(url.password) === undefined
    ? undefined
    : { user: url.user, password: new Secret(url.password ?? "") };
}

/** `https://host:port/path`, or `http:` where the URL says that there is no TLS. */
function server(url: UrlText, plain: boolean, path: readonly string[]): string {
  return [`${plain ? "http" : "https"}://${formatEndpoint(url)}`, ...path.map(encodeURIComponent)].join("/");
}

function ntfyPriority(query: NotificationQuery): number | undefined {
  const words = ["min", "low", "default", "high", "max"];
  const text = query.text("priority")?.toLowerCase();
  const at = text === undefined ? -1 : words.indexOf(text === "urgent" ? "max" : text);
  return at >= 0 ? at + 1 : query.number("priority", 1, 5);
}

/** Slack's three ways: `hook:A-B-C@webhook`, `xoxb:1-2-C@CHANNEL` and, older, `[name@]A/B/C`. */
function slackVia(url: UrlText): { readonly via: SlackTarget["via"]; readonly legacy: boolean } | undefined {
  const password = url.password ?? "";
  if (url.user === "hook" && url.segments.length === 0) {
    const parts = password.split(/[-/]/);
    return parts.length === 3 && parts.every((part) => /^\w+$/.test(part))
      ? { via: { kind: "hook", path: new Secret(parts.join("/")) }, legacy: false }
      : undefined;
  }
  if (/^xox[a-z]$/.test(url.user ?? "") && password !== "")
    return url.host !== "" && url.segments.length === 0
      ? {
          via: { kind: "bot", token: new Secret(`${url.user}-${password}`), channel: url.host },
          legacy: false,
        }
      : undefined;
  const parts = [url.host, ...url.segments];
  return parts.length === 3 && password === "" && parts.every((part) => /^\w+$/.test(part))
    ? { via: { kind: "hook", path: new Secret(parts.join("/")) }, legacy: true }
    : undefined;
}

function smtpAuth(url: UrlText, query: NotificationQuery): BasicAuth | undefined {
  const method = query.word("auth", ["unknown", "none", "plain", "crammd5", "oauth2"], "unknown");
  if (method === "oauth2") query.problems.push("auth OAuth2 is not supported; use an app password");
  return method === "none" || url.user === "" ? undefined : basicAuth(url);
}

function smtpEncryption(query: NotificationQuery): "auto" | "none" | "starttls" | "tls" {
  const word = query.word("encryption", ["auto", "none", "explicittls", "implicittls"], "auto");
  const starttls = query.flag("usestarttls", true);
  if (query.flag("usehtml", false)) query.problems.push("usehtml is not supported: mails are plain text");
  if (word === "explicittls") return "starttls";
  if (word === "implicittls") return "tls";
  return word === "none" || !starttls ? "none" : "auto";
}
