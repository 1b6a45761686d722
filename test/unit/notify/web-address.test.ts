/** People paste the address that a service's page shows: they are told how it is written, and redaction leaves that whole. */

import { describe, expect, test } from "vitest";
import { parseNotificationUrl } from "../../../src/notify/services/parse.ts";
import { parseEnvironment } from "../../../src/settings/index.ts";

const ADDRESSES: readonly (readonly [address: string, form: string])[] = [
  ["https://discord.com/api/webhooks/1/s3cr3t", "discord://TOKEN@1"],
  ["https://ptb.discord.com/api/v10/webhooks/123456/s3cr3t?wait=true", "discord://TOKEN@123456"],
  ["https://discordapp.com/api/webhooks/1/s3cr3t/slack", "discord://TOKEN@1"],
  ["https://discord.com/channels/1/s3cr3t", "discord://TOKEN@WEBHOOK_ID"],
  ["https://hooks.slack.com/services/T1/B2/s3cr3t", "slack://hook:A-B-C@webhook"],
  ["https://api.telegram.org/bot12:s3cr3t/sendMessage?chat_id=-5", "telegram://BOT_TOKEN@telegram?chats=-5"],
  ["https://ntfy.sh/x", "ntfy://ntfy.sh/x"],
  ["https://ntfy.sh/my-s3cr3t", "ntfy://ntfy.sh/TOPIC"],
  ["http://ntfy.home.example:8080/s3cr3t", "ntfy://ntfy.home.example:8080/TOPIC?scheme=http"],
  ["https://push.example/sub/message?token=s3cr3t", "gotify://push.example/sub/TOKEN"],
  [
    "https://org.webhook.office.com/webhookb2/s3cr3t-g@s3cr3t-t/IncomingWebhook/s3cr3t-a/s3cr3t-o",
    "teams://GROUP@TENANT/ALT_ID/OWNER?host=org.webhook.office.com",
  ],
  [
    "https://chat.googleapis.com/v1/spaces/F/messages?key=s3cr3t&token=s3cr3t",
    "googlechat://chat.googleapis.com/v1/spaces/F/messages?key=KEY&token=TOKEN",
  ],
  ["https://mm.example/hooks/s3cr3t", "mattermost://mm.example/TOKEN"],
  ["https://chat.example/hooks/s3cr3t/s3cr3t", "rocketchat://chat.example/TOKEN_A/TOKEN_B"],
  ["https://maker.ifttt.com/trigger/ev/with/key/s3cr3t", "ifttt://KEY/?events=ev"],
  ["https://api.day.app/s3cr3t/text", "bark://:DEVICE_KEY@api.day.app"],
  [
    "https://api.pushover.net/1/messages.json?token=s3cr3t&user=s3cr3t",
    "pushover://shoutrrr:API_TOKEN@USER_KEY/",
  ],
  ["https://open.feishu.cn/open-apis/bot/v2/hook/s3cr3t", "lark://open.feishu.cn/TOKEN"],
  ["https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=s3cr3t", "wecom://KEY"],
  ["https://api.opsgenie.com/v2/alerts?x=s3cr3t", "opsgenie://api.opsgenie.com/API_KEY"],
  ["https://home.zulipchat.com/#s3cr3t", "zulip://BOT_MAIL:BOT_KEY@home.zulipchat.com/"],
  ["https://hooks.example.org/s3cr3t", "generic+https://…"],
  ["http://192.168.1.2/s3cr3t", "generic+http://…"],
  ["discord://s3cr3t", "discord://TOKEN@WEBHOOK_ID"],
  ["telegram://s3cr3t@telegram", "telegram://BOT_TOKEN@telegram?chats=ID,@name"],
];

/** The problems of a whole configuration, as `check` tells them. */
function check(shoutrrr: string): readonly string[] {
  const environment = {
    CLOUDFLARE_API_TOKEN: "cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD",
    DOMAINS: "home.example.org",
    SHOUTRRR: shoutrrr,
  };
  const parsed = parseEnvironment(environment, { read: () => ({ ok: false, reason: "none" }) });
  return (parsed.ok ? [] : parsed.problems).map(({ setting, message }) => `${setting}: ${message}`);
}

test.each(ADDRESSES)("%s / checked / told as %s, whole, without the secret", (address, form) => {
  const [problem, ...more] = check(address);
  expect(more).toEqual([]);
  expect(problem).toContain(form);
  expect(problem).not.toMatch(/s3cr3t|redacted/);
});

describe("behind the service's name", () => {
  test.each(ADDRESSES.slice(0, 3).map(([address]) => address))("discord+%s / parsed / taken", (address) => {
    const parsed = parseNotificationUrl(`discord+${address}`);
    expect(parsed).toMatchObject({ ok: true, value: { kind: "discord" } });
  });

  test("teams+https:// / parsed / as shoutrrr takes it", () => {
    const parsed = parseNotificationUrl(
      "teams+https://org.webhook.office.com/webhookb2/g@t/IncomingWebhook/a/o?color=red",
    );
    expect(parsed).toMatchObject({
      ok: true,
      value: { target: { host: "org.webhook.office.com" } },
      warnings: [],
    });
  });

  test.each([
    "discord+https://example.org/s3cr3t",
    "smtp+https://example.org/s3cr3t",
    "slack+https://hooks.slack.com/",
  ])("%s / parsed / refused", (address) => {
    expect(parseNotificationUrl(address)).toMatchObject({ ok: false });
  });
});

test.each([
  "mqtt://s3cr3t@broker/topic",
  "mqtts://b/t",
  "xmpp://s3cr3t@x",
  "twilio://a:s3cr3t@b/c",
  "MQTT://x",
])("%s, known elsewhere / checked / a warning, no problem, nothing written to", (url) => {
  expect(check(url)).toEqual([]);
  const parsed = parseNotificationUrl(url);
  expect(parsed).toMatchObject({ ok: true, value: undefined });
  expect(parsed.ok && parsed.warnings.join()).toMatch(/left out/);
  expect(JSON.stringify(parsed)).not.toContain("s3cr3t");
});

test("mail that wants OAuth2 / checked / a warning that says what to use instead", () => {
  const parsed = parseNotificationUrl("smtp://u:s3cr3t@h/?from=a@b&to=c@d&auth=OAuth2");
  expect(parsed).toMatchObject({ ok: true, value: undefined });
  expect(parsed.ok && parsed.warnings.join()).toMatch(/app password/);
});
