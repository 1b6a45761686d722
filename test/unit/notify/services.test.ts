/** What each notification service receives. */

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  answering,
  openReceiver,
  openReporters,
  type Received,
  type Receiver,
  record,
  report,
} from "./receiver.ts";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await openReceiver();
});
afterEach(() => receiver.close());

/** One changed cycle told to `url`, in which `HOST` stands for the receiver; the requests it made. */
async function tell(url: string): Promise<readonly Received[]> {
  const bench = openReporters({ base: receiver.base, notifications: [url.replace("HOST", receiver.host)] });
  bench.end(report([record("updated")]));
  await bench.finish();
  expect(bench.log).toEqual([]);
  expect(bench.clock.sleeping).toBe(0);
  return receiver.received;
}

const TITLE = "Cloudflare DDNS: 1 updated";
const LINE = "A home.example.org updated: 198.51.100.1 → 203.0.113.7";

describe("JSON services", () => {
  test.each<[string, string, object, object]>([
    [
      "generic+http://HOST/hook?a=b&template=json&$room=k",
      "/hook?a=b",
      { title: TITLE, message: LINE, room: "k" },
      {},
    ],
    ["generic+http://HOST/hook?messagekey=text", "/hook", { title: TITLE, text: LINE }, {}],
    [
      "generic+http://HOST/?template=json&@X-Key=abc&contenttype=app/x",
      "/",
      {},
      { "x-key": "abc", "content-type": "app/x" },
    ],
    ["generic+http://u:p@HOST/?template=json", "/", {}, { authorization: "Basic dTpw" }],
    [
      "discord://tok@123?username=Home&thread_id=9",
      "/api/webhooks/123/tok?thread_id=9",
      { content: `**${TITLE}**\n${LINE}`, username: "Home", allowed_mentions: { parse: [] } },
      {},
    ],
    [
      "telegram://1:tok@telegram?chats=-5:7&notification=no",
      "/bot1:tok/sendMessage",
      { chat_id: "-5", message_thread_id: 7, text: `${TITLE}\n${LINE}`, disable_notification: true },
      {},
    ],
    [
      "ntfy://HOST/topic?scheme=http&priority=high&tags=a,b",
      "/",
      { topic: "topic", title: TITLE, message: LINE, priority: 4, tags: ["a", "b"] },
      {},
    ],
    ["ntfy://u:p@HOST/topic?scheme=http&cache=no", "/", {}, { authorization: "Basic dTpw", cache: "no" }],
    ["ntfy://:tk@HOST/topic?scheme=http", "/", {}, { authorization: "Bearer tk" }],
    [
      "gotify://HOST/sub/tok?disabletls=yes&priority=3",
      "/sub/message",
      { title: TITLE, message: LINE, priority: 3 },
      { "x-gotify-key": "tok" },
    ],
    ["slack://hook:A-B-C@webhook", "/services/A/B/C", { text: `${TITLE}\n${LINE}`, mrkdwn: false }, {}],
    [
      "slack://xoxb:1-2-c@C01?botname=Home&icon=house",
      "/api/chat.postMessage",
      { channel: "C01", username: "Home", icon_emoji: ":house:" },
      { authorization: "Bearer xoxb-1-2-c" },
    ],
    ["slack://A/B/C?color=good", "/services/A/B/C", { attachments: [{ color: "good" }] }, {}],
    [
      "mattermost://Home@HOST/tok/town?disabletls=yes&icon=house",
      "/hooks/tok",
      { channel: "town", username: "Home", icon_emoji: "house" },
      {},
    ],
    [
      "pushbullet://tok/dev",
      "/v2/pushes",
      { type: "note", title: TITLE, body: LINE, device_iden: "dev" },
      { "access-token": "tok" },
    ],
    [
      "bark://:key@HOST?scheme=http&sound=bell&badge=2",
      "/push",
      { device_key: "key", title: TITLE, body: LINE, sound: "bell", badge: 2 },
      {},
    ],
    [
      "rocketchat://HOST/A/B/@me?disabletls=yes",
      "/hooks/A/B",
      { text: `${TITLE}\n${LINE}`, channel: "@me" },
      {},
    ],
    [
      "googlechat://chat.googleapis.com/v1/spaces/F/messages?key=k&token=t%3D",
      "/v1/spaces/F/messages?key=k&token=t%3D",
      { text: `${TITLE}\n${LINE}` },
      {},
    ],
    [
      "hangouts://chat.googleapis.com/v1/spaces/F/messages?key=k&token=t",
      "/v1/spaces/F/messages?key=k&token=t",
      {},
      {},
    ],
    [
      "ifttt://key/?events=e%20f&value1=x",
      "/trigger/e%20f/with/key/key",
      { value1: "x", value2: `${TITLE}\n${LINE}` },
      {},
    ],
    [
      "ifttt://key?events=e&messagevalue=3&titlevalue=1",
      "/trigger/e/with/key/key",
      { value1: TITLE, value3: LINE },
      {},
    ],
    [
      "opsgenie://api.eu.opsgenie.com/key?responders=team:NOC,user:me@x.org&priority=P1&tags=a,b&details=k:v",
      "/v2/alerts",
      {
        message: TITLE,
        description: LINE,
        responders: [
          { type: "team", name: "NOC" },
          { type: "user", username: "me@x.org" },
        ],
        priority: "P1",
        tags: ["a", "b"],
        details: { k: "v" },
      },
      { authorization: "GenieKey key" },
    ],
    [
      "pagerduty://events.pagerduty.com/key?severity=warning",
      "/v2/enqueue",
      {
        routing_key: "key",
        event_action: "trigger",
        payload: { severity: "warning", summary: `${TITLE}\n${LINE}` },
      },
      {},
    ],
    [
      "signal://u:p@HOST/+1/+2?disabletls=yes",
      "/v2/send",
      { number: "+1", recipients: ["+2"], message: `${TITLE}\n${LINE}` },
      { authorization: "Basic dTpw" },
    ],
    [
      "discord+https://discord.com/api/webhooks/123/tok?thread_id=9",
      "/api/webhooks/123/tok?thread_id=9",
      { content: `**${TITLE}**\n${LINE}` },
      {},
    ],
    ["slack+https://hooks.slack.com/services/A/B/C", "/services/A/B/C", { text: `${TITLE}\n${LINE}` }, {}],
  ])("%s / a change / POST %s", async (url, path, body, headers) => {
    const [request, ...more] = await tell(url);
    expect(more).toEqual([]);
    expect(request).toMatchObject({ method: "POST", path, headers });
    expect(JSON.parse(request?.body ?? "")).toMatchObject(body);
  });
});

describe("others", () => {
  test.each<[string, string, Record<string, string>, object]>([
    [
      "pushover://x:tok@user/?devices=a,b&priority=1",
      "/1/messages.json",
      { token: "tok", user: "user", title: TITLE, message: LINE, device: "a,b", priority: "1" },
      {},
    ],
    [
      "zulip://bot%40z:key@HOST/?stream=home&topic=dns&disabletls=yes",
      "/api/v1/messages",
      { type: "stream", to: "home", topic: "dns", content: `${TITLE}\n${LINE}` },
      { authorization: `Basic ${btoa("bot@z:key")}` },
    ],
  ])("%s / a change / a form to %s", async (url, path, fields, headers) => {
    const [request] = await tell(url);
    expect(request).toMatchObject({ method: "POST", path, headers });
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual(fields);
  });

  test("Pushover with the highest priority / a change / says how often to repeat", async () => {
    const [request] = await tell("pushover://x:tok@user/?priority=2");
    const fields = Object.fromEntries(new URLSearchParams(request?.body));
    expect(fields).toMatchObject({ priority: "2", retry: "60", expire: "3600" });
  });

  test("Join / a change / all of it in the query; an answer of failure with status 200 is a failure", async () => {
    const [request] = await tell("join://shoutrrr:key@join/?devices=a,b&icon=https%3A%2F%2Fi.example%2Fi");
    const url = new URL(request?.path ?? "", receiver.base);
    expect(request?.method).toBe("POST");
    expect(url.pathname).toBe("/_ah/api/messaging/v1/sendPush");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      deviceIds: "a,b",
      apikey: "key",
      title: TITLE,
      text: LINE,
      icon: "https://i.example/i",
    });
    receiver.answer = answering(200, JSON.stringify({ success: false, errorMessage: "no device" }));
    const bench = openReporters({ base: receiver.base, notifications: ["join://x:key@join/?devices=a"] });
    bench.end(report([record("updated")]));
    await bench.finish();
    expect(bench.log[0]?.text).toContain("no device");
  });

  test("Lark with a secret / a change / a signed post", async () => {
    receiver.answer = answering(200, JSON.stringify({ code: 0, msg: "success" }));
    const [request] = await tell("lark://open.larksuite.com/tok?secret=s3");
    expect(request?.path).toBe("/open-apis/bot/v2/hook/tok");
    const body = JSON.parse(request?.body ?? "");
    expect(body).toMatchObject({ msg_type: "post", timestamp: "1767225600" });
    expect(body.content.post.en_us).toEqual({ title: TITLE, content: [[{ tag: "text", text: LINE }]] });
    // printf '' | openssl dgst -sha256 -hmac $'1767225600\ns3' -binary | base64
    expect(body.sign).toBe("IgJL6WBnc9dwVcOa6TC7JloANKHv0I1QqpSIRotaRKU=");
  });

  test("WeCom / a change / cut to bytes, not to characters", async () => {
    receiver.answer = answering(200, JSON.stringify({ errcode: 0, errmsg: "ok" }));
    const [request] = await tell("wecom://693axxx6-7aoc?mentioned_list=@all");
    expect(request?.path).toBe("/cgi-bin/webhook/send?key=693axxx6-7aoc");
    expect(JSON.parse(request?.body ?? "").text).toEqual({
      content: `${TITLE}\n${LINE}`,
      mentioned_list: ["@all"],
    });
  });

  test("Signal with phones, a name and two groups / a change / as many requests as the server wants", async () => {
    const requests = await tell("signal://HOST/+1/+2/group.a/u:n.1/+3,group.b?disabletls=yes&token=t");
    expect(requests.map(({ body }) => JSON.parse(body).recipients)).toEqual([
      ["+2", "+3"],
      ["u:n.1"],
      ["group.a"],
      ["group.b"],
    ]);
    expect(requests[0]?.headers.authorization).toBe("Bearer t");
  });

  test("IFTTT with two events / a change / both", async () => {
    const requests = await tell("ifttt://key/?events=a,b");
    expect(requests.map(({ path }) => path)).toEqual(["/trigger/a/with/key/key", "/trigger/b/with/key/key"]);
  });

  test("logger / a change / a line of the log, nothing sent", async () => {
    const bench = openReporters({ base: receiver.base, notifications: ["logger://"] });
    bench.end(report([record("updated")]));
    await bench.finish();
    expect(bench.log).toEqual([{ level: "info", text: `${TITLE} · ${LINE}` }]);
    expect(receiver.received).toEqual([]);
  });

  test("generic without template / a change / the plain text", async () => {
    const [request] = await tell("generic+http://HOST/x?method=PUT");
    expect(request).toMatchObject({ method: "PUT", body: `${TITLE}\n${LINE}` });
    expect(request?.headers["content-type"]).toMatch(/^text\/plain/);
  });

  test("generic with GET / a change / the text in the query", async () => {
    const [request] = await tell("generic+http://HOST/x?a=b&method=get&messagekey=m");
    const url = new URL(request?.path ?? "", receiver.base);
    expect(request?.method).toBe("GET");
    expect(Object.fromEntries(url.searchParams)).toEqual({ a: "b", title: TITLE, m: LINE });
  });

  test("Teams / a change / a card; an answer of failure with status 200 is a failure", async () => {
    receiver.answer = answering(200, "1");
    const [request] = await tell("teams://g@t/alt/owner?host=o.webhook.office.com");
    expect(request?.path).toBe("/webhookb2/g@t/IncomingWebhook/alt/owner");
    expect(JSON.parse(request?.body ?? "")).toMatchObject({ "@type": "MessageCard", title: TITLE });

    receiver.answer = answering(200, "Webhook message delivery failed");
    const bench = openReporters({
      base: receiver.base,
      notifications: ["teams://g@t/a/o?host=o.webhook.office.com"],
    });
    bench.end(report([record("updated")]));
    await bench.finish();
    expect(bench.log.filter(({ level }) => level === "warn")).toHaveLength(1);
  });

  test("a title of the user's own / a change / it stands in place of ours", async () => {
    const [request] = await tell("gotify://HOST/tok?disabletls=yes&title=Mine");
    expect(JSON.parse(request?.body ?? "")).toMatchObject({ title: "Mine" });
  });

  test("Telegram with two chats, one refused / a change / the other still gets it, told once", async () => {
    receiver.answer = (request, response) => {
      const bad = request.body.includes('"bad"');
      response
        .writeHead(bad ? 400 : 200)
        .end(JSON.stringify(bad ? { ok: false, description: "chat not found" } : { ok: true }));
    };
    const bench = openReporters({
      base: receiver.base,
      notifications: ["telegram://1:tok@telegram?chats=bad,good"],
    });
    for (let at = 0; at < 2; at++) bench.end(report([record("updated")]));
    await bench.finish();
    expect(receiver.received.map(({ body }) => JSON.parse(body).chat_id)).toEqual([
      "bad",
      "good",
      "bad",
      "good",
    ]);
    expect(bench.log.map(({ level }) => level)).toEqual(["warn", "debug"]);
    expect(bench.log[0]?.text).toContain("chat not found");
  });
});

describe("Matrix", () => {
  const matrix = (request: Received): object =>
    request.path.endsWith("/login")
      ? { access_token: "session" }
      : request.path.includes("/join/")
        ? { room_id: "!1:m" }
        : request.path.endsWith("/joined_rooms")
          ? { joined_rooms: ["!1:m", "!2:m"] }
          : { event_id: "$1" };

  beforeEach(() => {
    receiver.answer = (request, response) => response.end(JSON.stringify(matrix(request)));
  });

  test("with a password and an alias / two changes / signs in once, joins, writes under new numbers", async () => {
    const bench = openReporters({
      base: receiver.base,
      notifications: [`matrix://me:pw@${receiver.host}/?rooms=home&disabletls=yes`],
    });
    for (let at = 0; at < 2; at++) bench.end(report([record("updated")]));
    await bench.finish();
    const paths = receiver.received.map(
      ({ method, path }) => `${method} ${path.replace("/_matrix/client/v3", "")}`,
    );
    expect(paths.map((path) => path.replace(/[^/]*$/, ""))).toEqual([
      "POST /",
      "POST /join/",
      "PUT /rooms/!1%3Am/send/m.room.message/",
      "POST /join/",
      "PUT /rooms/!1%3Am/send/m.room.message/",
    ]);
    expect(new Set(paths).size).toBe(4);
    expect(paths[1]).toBe("POST /join/%23home");
    expect(receiver.received[2]?.headers.authorization).toBe("Bearer session");
    expect(JSON.parse(receiver.received[2]?.body ?? "")).toEqual({
      msgtype: "m.text",
      body: `${TITLE}\n${LINE}`,
      "m.mentions": {},
    });
  });

  test("with a token and no rooms / a change / writes to every joined room", async () => {
    const requests = await tell("matrix://:tok@HOST/?disabletls=yes");
    expect(requests.map(({ method }) => method)).toEqual(["GET", "PUT", "PUT"]);
    expect(requests[0]?.headers.authorization).toBe("Bearer tok");
  });

  test("a session that is refused / the next change / signs in anew", async () => {
    let refuse = false;
    receiver.answer = (request, response) =>
      response
        .writeHead(refuse && !request.path.endsWith("/login") ? 401 : 200)
        .end(JSON.stringify(matrix(request)));
    const bench = openReporters({
      base: receiver.base,
      notifications: [`matrix://me:pw@${receiver.host}/?rooms=home&disabletls=yes`],
    });
    for (refuse of [false, true, false]) {
      bench.end(report([record("updated")]));
      await bench.finish();
    }
    expect(receiver.received.filter(({ path }) => path.endsWith("/login"))).toHaveLength(2);
    expect(bench.log.map(({ level }) => level)).toEqual(["warn", "info"]);
  });
});
