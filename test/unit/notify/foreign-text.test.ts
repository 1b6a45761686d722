/** Words of others in a message: they neither call anybody nor are they markup, wherever they go. */

import { afterEach, beforeEach, expect, test } from "vitest";
import { answering, openReceiver, openReporters, type Receiver, record, report } from "./receiver.ts";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await openReceiver();
});
afterEach(() => receiver.close());

const EVIL =
  "@all @everyone @channel @here @room @**all** <!channel> <users/all> <@U1> **x** [log in](http://evil.example) ![](http://evil.example/i) `c` # h";

/** The text that `url` receives of a failure whose reason is somebody else's. */
async function told(url: string): Promise<string> {
  const codes = { ok: true, status: 1, result: "success", success: true, errcode: 0 };
  const code = url.startsWith("lark") ? 0 : 200;
  receiver.answer = answering(
    200,
    url.startsWith("teams") ? "1" : JSON.stringify({ ...codes, code, room_id: "!1" }),
  );
  const bench = openReporters({ base: receiver.base, notifications: [url.replace("HOST", receiver.host)] });
  const error = { code: "BAD_INPUT", message: EVIL } as const;
  bench.end(report([record("failed", { error })]));
  await bench.finish();
  const body = receiver.received.at(-1)?.body ?? "";
  return body.startsWith("{")
    ? Object.values(flat(JSON.parse(body))).join("\n")
    : (new URLSearchParams(body).get("content") ?? body);
}

function flat(value: unknown): readonly string[] {
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(flat);
  return typeof value === "string" ? [value] : [];
}

const CHATS = [
  "discord://tok@123",
  "telegram://1:tok@telegram?chats=1",
  "slack://hook:A-B-C@webhook",
  "mattermost://HOST/tok?disabletls=yes",
  "rocketchat://HOST/A/B?disabletls=yes",
  "zulip://bot%40z:key@HOST/?stream=s&disabletls=yes",
  "teams://g@t/a/o?host=o.webhook.office.com",
  "googlechat://chat.googleapis.com/v1/spaces/F/messages?key=k&token=t",
  "matrix://:tok@HOST/?rooms=!1&disabletls=yes",
  "lark://open.larksuite.com/tok",
  "wecom://key",
];

test.each(CHATS)("%s / words of others / nobody is called", async (url) => {
  const text = await told(url);
  expect(text).toContain("evil.example");
  expect(text).not.toMatch(/@(?:all|everyone|channel|here|room|\*|U1)/);
  // Where this is a call; elsewhere it is plain text.
  if (/^(slack|googlechat)/.test(url)) expect(text).not.toMatch(/<!channel>|<users\/all>|<@/);
});

test.each(CHATS.filter((url) => /^(discord|mattermost|rocketchat|teams)/.test(url)))(
  "%s / words of others / Markdown is escaped",
  async (url) => {
    const text = await told(url);
    expect(text).toContain("\\*\\*x\\*\\*");
    expect(text).toContain("\\[log in\\](");
    expect(text).toContain("\\`c\\`");
  },
);

test.each(CHATS.filter((url) => /^(zulip|googlechat)/.test(url)))(
  "%s / words of others / signs of markup are parted",
  async (url) => {
    const text = await told(url);
    expect(text).not.toMatch(/\*\*x|\]\(|`c/);
  },
);

test("Join / words of others / no command to programs on the device", async () => {
  receiver.answer = answering(200, "{}");
  const bench = openReporters({ base: receiver.base, notifications: ["join://x:key@join/?devices=a"] });
  const error = { code: "BAD_INPUT", message: "open=:=door" } as const;
  bench.end(report([record("failed", { error })]));
  await bench.finish();
  expect(decodeURIComponent(receiver.received[0]?.path ?? "")).not.toContain("=:=");
});
