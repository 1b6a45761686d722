/** What notification URLs mean, service by service, and that what is refused is never repeated. */

import { describe, expect, test } from "vitest";
import { Secret } from "../../../src/core/secret.ts";
import { NOTIFICATION_KINDS, parseNotificationUrl } from "../../../src/notify/services/parse.ts";

/** The target with its secrets laid open. */
function read(text: string): unknown {
  const parsed = parseNotificationUrl(text);
  if (!parsed.ok || parsed.value === undefined) return parsed;
  const { kind, title, target } = parsed.value;
  return { kind, title, ...(reveal(target) as object) };
}

function reveal(value: unknown): unknown {
  if (value instanceof Secret) return value.reveal();
  if (Array.isArray(value)) return value.map(reveal);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, reveal(inner)]));
}

describe("generic webhook", () => {
  test.each([
    ["generic+https://h.example/a", { url: "https://h.example/a", method: "POST", format: "text" }],
    ["generic://h.example:8443/a", { url: "https://h.example:8443/a" }],
    ["generic+http://h.example/a", { url: "http://h.example/a" }],
    ["generic://h.example/a?disabletls=yes", { url: "http://h.example/a" }],
    ["generic+https://u:p%40w@h.example", { url: "https://u:p%40w@h.example" }],
    ["generic://h.example?template=JSON", { format: "json", messageKey: "message", titleKey: "title" }],
    [
      "generic://h.example?messagekey=text&titlekey=subject",
      { format: "json", messageKey: "text", titleKey: "subject" },
    ],
    ["generic://h.example?method=put", { method: "PUT" }],
    ["generic://h.example?contenttype=text/x", { contentType: "text/x", format: "text" }],
    ["generic://h.example?title=Mine", { title: "Mine", url: "https://h.example" }],
    ["generic://h.example/p?key=a%2Fb&x=1&template=json", { url: "https://h.example/p?key=a%2Fb&x=1" }],
    ["generic://h.example?_title=x", { url: "https://h.example?title=x", title: undefined }],
    [
      "generic://h.example?@Authorization=Bearer+abc&$room=kitchen",
      {
        url: "https://h.example",
        format: "json",
        headers: [{ name: "Authorization", value: "Bearer abc" }],
        fields: [{ name: "room", value: "kitchen" }],
      },
    ],
  ])("%s / parsed / its parts", (text, parts) => {
    expect(read(text)).toMatchObject({ kind: "generic", ...parts });
  });

  test.each([
    "generic://",
    "generic:///path",
    "generic://h.example?template=xml",
    "generic://h.example?method=DELETE",
    "generic://h.example?disabletls=perhaps",
    "generic://h.example?@Bad%20Name=x",
    "generic://h.example?@Name=a%0d%0ab",
    "generic://h.example/%zz",
  ])("%s / parsed / refused", (text) => {
    expect(read(text)).toMatchObject({ ok: false });
  });
});

describe("services", () => {
  test.each([
    [
      "discord://Ab-C_9@123?username=Home",
      { kind: "discord", token: "Ab-C_9", webhookId: "123", username: "Home" },
    ],
    [
      "telegram://123:AbC-d@telegram?chats=-100,@name,5:7",
      {
        kind: "telegram",
        token: "123:AbC-d",
        chats: [{ id: "-100" }, { id: "@name" }, { id: "5", thread: 7 }],
        silent: false,
        preview: true,
      },
    ],
    ["telegram://1:A@telegram?channels=2&notification=no&preview=no", { silent: true, preview: false }],
    ["ntfy://ntfy.sh/topic", { kind: "ntfy", server: "https://ntfy.sh", topic: "topic", auth: undefined }],
    ["ntfy:///topic", { server: "https://ntfy.sh", topic: "topic" }],
    [
      "ntfy://u:p@n.example:8080/t?scheme=http",
      { server: "http://n.example:8080", auth: { user: "u", password: "p" } },
    ],
    [
      "ntfy://:tk_1@n.example/t?priority=high&tags=a,b&cache=no",
      { auth: { token: "tk_1" }, priority: 4, tags: ["a", "b"], cache: false },
    ],
    ["gotify://g.example/TOKEN", { kind: "gotify", server: "https://g.example", token: "TOKEN" }],
    [
      "gotify://g.example:1/a/b/TOKEN?disabletls=yes&priority=5",
      { server: "http://g.example:1/a/b", token: "TOKEN", priority: 5 },
    ],
    ["slack://hook:TA-BB-cc@webhook", { kind: "slack", via: { kind: "hook", path: "TA/BB/cc" } }],
    [
      "slack://xoxb:1-2-c@C01?botname=Home",
      { via: { kind: "bot", token: "xoxb-1-2-c", channel: "C01" }, username: "Home" },
    ],
    ["slack://TA/BB/cc", { via: { kind: "hook", path: "TA/BB/cc" }, username: undefined }],
    ["slack://Home@TA/BB/cc", { via: { kind: "hook", path: "TA/BB/cc" }, username: "Home" }],
    [
      "pushover://shoutrrr:tok@User/?devices=a,b&priority=1",
      { kind: "pushover", token: "tok", user: "User", devices: ["a", "b"], priority: 1 },
    ],
    [
      "smtp://user:secret@mail.example.org:587/?from=ddns+x@example.org&to=a@example.org,b@example.org&subject=Hi",
      {
        kind: "smtp",
        host: "mail.example.org",
        port: 587,
        auth: { user: "user", password: "secret" },
        from: "ddns+x@example.org",
        to: ["a@example.org", "b@example.org"],
        encryption: "auto",
        title: "Hi",
      },
    ],
    [
      "smtp://m.example/?fromaddress=a@b&toaddresses=c@d&encryption=ImplicitTLS",
      { port: 25, auth: undefined, encryption: "tls" },
    ],
    [
      "smtp://u:p@m.example/?from=a@b&to=c@d&auth=None&usestarttls=no",
      { auth: undefined, encryption: "none" },
    ],
    [
      "matrix://me:pw@m.example/?rooms=!id:m.example,home",
      {
        kind: "matrix",
        server: "https://m.example",
        auth: { user: "me", password: "pw" },
        rooms: ["!id:m.example", "#home"],
      },
    ],
    [
      "matrix://:tok@m.example:8008/?disableTLS=yes",
      { server: "http://m.example:8008", auth: { token: "tok" }, rooms: [] },
    ],
    [
      "mattermost://Home@mm.example/tok/town",
      { kind: "mattermost", server: "https://mm.example", token: "tok", channel: "town", username: "Home" },
    ],
    [
      "teams://g@t/alt/owner?host=org.webhook.office.com",
      { kind: "teams", host: "org.webhook.office.com", path: "webhookb2/g@t/IncomingWebhook/alt/owner" },
    ],
    [
      "teams://g@t/alt/owner/extra?host=org.webhook.office.com",
      { path: "webhookb2/g@t/IncomingWebhook/alt/owner/extra" },
    ],
    [
      "zulip://bot%40z.example:key@z.example/?stream=home&topic=dns",
      {
        kind: "zulip",
        server: "https://z.example",
        auth: { user: "bot@z.example", password: "key" },
        stream: "home",
        topic: "dns",
      },
    ],
    ["pushbullet://o.AbC", { kind: "pushbullet", token: "o.AbC", recipients: [] }],
    [
      "pushbullet://tok/dev/me@example.org/#chan",
      {
        recipients: [{ device_iden: "dev" }, { email: "me@example.org" }, { channel_tag: "chan" }],
      },
    ],
    [
      "bark://:key@b.example/sub?sound=bell",
      { kind: "bark", server: "https://b.example/sub", deviceKey: "key", fields: { sound: "bell" } },
    ],
    ["bark://key@b.example?scheme=http", { server: "http://b.example", deviceKey: "key" }],
    [
      "rocketchat://r.example/A/B/%40me",
      { kind: "rocketchat", server: "https://r.example", path: "A/B", channel: "@me" },
    ],
    ["rocketchat://Home@r.example/A/B/#general", { channel: "#general", username: "Home" }],
  ])("%s / parsed / its parts", (text, parts) => {
    expect(read(text)).toMatchObject(parts);
  });

  test("every scheme is listed once, and any case of it is taken", () => {
    expect(NOTIFICATION_KINDS).toHaveLength(24);
    expect(read("NTFY://ntfy.sh/t")).toMatchObject({ kind: "ntfy" });
  });

  test.each([
    "discord://s3cr3t",
    "discord://s3cr3t@name",
    "telegram://s3cr3t@telegram?chats=1",
    "telegram://1:s3cr3t@telegram",
    "ntfy://s3cr3t",
    "ntfy://host/s3cr3t?priority=9",
    "ntfy://host/s3cr3t?cache=s3cr3t",
    "gotify://s3cr3t",
    "slack://hook:s3cr3t@webhook",
    "slack://s3cr3t",
    "pushover://s3cr3t",
    "pushover://x:s3cr3t@u?priority=3",
    "smtp://u:s3cr3t@h",
    "smtp://u:s3cr3t@h?from=a@b&to=c",
    "matrix://s3cr3t@h",
    "mattermost://s3cr3t",
    "teams://s3cr3t@t/a/o",
    "teams://s3cr3t@t/a/o?host=evil.example.org",
    "zulip://u:s3cr3t@h",
    "pushbullet://",
    "bark://s3cr3t",
    "rocketchat://h/s3cr3t",
    "pigeon://loft/s3cr3t",
    "constructor://s3cr3t",
    "https://hooks.example.org/s3cr3t",
    "s3cr3t",
    "ntfy://host/a%s3cr3t",
    "ntfy://host:s3cr3t/a",
    "ntfy://h/s3cr3t ntfy://h/s3cr3t",
  ])("%s / parsed / refused without repeating it", (text) => {
    const parsed = parseNotificationUrl(text);
    expect(parsed.ok).toBe(false);
    expect(JSON.stringify(parsed)).not.toContain("s3cr3t");
  });

  test("a bare web address / parsed / the reason says how to write it", () => {
    expect(parseNotificationUrl("https://h.example/x")).toMatchObject({
      ok: false,
      reason: expect.stringContaining("generic+https://"),
    });
  });

  test("an unknown service / parsed / the reason names it and the known ones", () => {
    const parsed = parseNotificationUrl("pigeon://loft/token");
    expect(!parsed.ok && parsed.reason).toMatch(/pigeon.*discord.*zulip/);
  });

  test("parameters nobody knows / parsed / one warning that does not name them", () => {
    const parsed = parseNotificationUrl("gotify://h/token?s3cr3t=1&other=2");
    expect(parsed.ok && parsed.warnings).toHaveLength(1);
    expect(parsed.ok && parsed.warnings.join()).not.toContain("s3cr3t");
  });

  test("a target / printed / shows no secret", () => {
    const parsed = parseNotificationUrl("matrix://me:s3cr3t@m.example/?rooms=!id");
    expect(JSON.stringify(parsed)).not.toContain("s3cr3t");
  });
});
