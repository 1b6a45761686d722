/** No secret part of any URL ever reaches a log line, whatever the other side answers. */

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Secret } from "../../../src/core/secret.ts";
import { type Answer, openReceiver, openReporters, type Receiver, record, report } from "./receiver.ts";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await openReceiver();
});
afterEach(() => receiver.close());

/** HOST is the receiver (mail has its own tests); every secret part is `s3cr3t` and a number. */
const urls = [
  "generic+http://us3cr3t1:s3cr3t2@HOST/s3cr3t3?key=s3cr3t4&template=json&@X-Key=s3cr3t5&$token=s3cr3t6",
  "generic+http://HOST/s3cr3t1?method=GET",
  "discord://s3cr3t1@123",
  "telegram://123:s3cr3t1@telegram?chats=1,2",
  "ntfy://user:s3cr3t1@HOST/s3cr3t2?scheme=http",
  "ntfy://:s3cr3t1@HOST/s3cr3t2?scheme=http",
  "gotify://HOST/s3cr3t1?disabletls=yes",
  "slack://hook:As3cr3t1-Bs3cr3t2-Cs3cr3t3@webhook",
  "slack://xoxb:1-2-s3cr3t1@C01",
  "slack://As3cr3t1/Bs3cr3t2/Cs3cr3t3",
  "pushover://shoutrrr:s3cr3t1@s3cr3t2/",
  "matrix://me:s3cr3t1@HOST/?rooms=!1&disabletls=yes",
  "matrix://:s3cr3t1@HOST/?rooms=!1&disabletls=yes",
  "mattermost://HOST/s3cr3t1?disabletls=yes",
  "teams://s3cr3t1@s3cr3t2/s3cr3t3/s3cr3t4?host=o.webhook.office.com",
  "zulip://bot%40z:s3cr3t1@HOST/?stream=s&disabletls=yes",
  "pushbullet://s3cr3t1",
  "bark://:s3cr3t1@HOST?scheme=http",
  "rocketchat://HOST/s3cr3t1/s3cr3t2?disabletls=yes",
  "googlechat://chat.googleapis.com/v1/spaces/F/messages?key=s3cr3t1&token=s3cr3t2",
  "lark://open.larksuite.com/s3cr3t1?secret=s3cr3t2",
  "wecom://s3cr3t1",
  "signal://user:s3cr3t1@HOST/+1/+2?disabletls=yes",
  "signal://HOST/+1/+2?disabletls=yes&token=s3cr3t1",
  "join://shoutrrr:s3cr3t1@join/?devices=a",
  "ifttt://s3cr3t1/?events=e",
  "opsgenie://api.opsgenie.com/s3cr3t1",
  "pagerduty://events.pagerduty.com/s3cr3t1",
  "discord+https://discord.com/api/webhooks/123/s3cr3t1",
  "pigeon://s3cr3t1@HOST/s3cr3t2",
  "discord://s3cr3t1",
  "generic+http://999.1.1.1/s3cr3t1",
];

/** Repeats whatever it was sent, in every place where services put words for people. */
const echo =
  (status: number): Answer =>
  (request, response) => {
    const words = `${request.path} ${JSON.stringify(request.headers)} ${request.body}`;
    const body = {
      ok: false,
      message: words,
      error: words,
      description: words,
      errors: [words],
      msg: words,
      errorDescription: words,
    };
    response.writeHead(status, "Bad").end(JSON.stringify(body));
  };

const answers: readonly (readonly [string, Answer])[] = [
  ["400 with an echo", echo(400)],
  ["401 with an echo", echo(401)],
  ["200 with an echo", echo(200)],
  ["500 with an echo", echo(500)],
  ["an echo as text", (request, response) => response.writeHead(404).end(`${request.path} ${request.body}`)],
  [
    "a redirect elsewhere",
    (request, response) => response.writeHead(302, { location: `http://other.example${request.path}` }).end(),
  ],
  [
    "a broken redirect",
    (request, response) => response.writeHead(302, { location: `http://[${request.path}` }).end(),
  ],
  ["a reset", (_, response) => response.destroy()],
  ["no HTTP", (request, response) => response.socket?.end(`${request.path}\r\n\r\n`)],
];

describe.each(answers)("answer: %s", (_, answer) => {
  test.each(urls)("%s / a change / no log line holds a secret", async (url) => {
    receiver.answer = answer;
    const bench = openReporters({ base: receiver.base, notifications: [url.replace("HOST", receiver.host)] });
    bench.end(report([record("updated")]));
    await bench.finish();
    const text = JSON.stringify(bench.log);
    expect(text).not.toContain("s3cr3t");
    for (const credentials of ["us3cr3t1:s3cr3t2", "user:s3cr3t1", "bot@z:s3cr3t1"])
      expect(text).not.toContain(btoa(credentials));
  });

  test("monitors / a cycle / no log line holds a secret", async () => {
    receiver.answer = answer;
    const bench = openReporters({
      base: receiver.base,
      healthchecks: `${receiver.base}/ping/s3cr3t1`,
      uptimeKuma: `${receiver.base}/api/push/s3cr3t2`,
    });
    bench.reporters.listener.cycleStarted?.();
    bench.end(report([record("failed")]));
    await bench.finish();
    expect(bench.log.length).toBeGreaterThan(0);
    expect(JSON.stringify(bench.log)).not.toContain("s3cr3t");
  });
});

test("a reason that holds a secret / told to monitors and services / nobody receives it", async () => {
  const secret = new Secret("zqx-Some-Other-S3cret-0001");
  const bench = openReporters({
    base: receiver.base,
    healthchecks: `${receiver.base}/ping/check`,
    uptimeKuma: `${receiver.base}/api/push/beat`,
    notifications: [`generic+${receiver.base}/n`, "discord://tok@123", "logger://"],
  });
  const error = { code: "BAD_INPUT", message: `the program said ${secret.reveal()}.` } as const;
  bench.end(report([record("failed", { error })]));
  await bench.finish();
  const received = receiver.received.map(({ path, body }) => decodeURIComponent(path) + body).join("\n");
  expect(received).toMatch(/said .*redacted/);
  expect(received + JSON.stringify(bench.log)).not.toMatch(/S3cret/i);
});
