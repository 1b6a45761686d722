/** The listener's bounds: what is too long, too slow or too much ends, and takes nobody else's place. */

import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { lines } from "../../../addon/push/http/answer.ts";
import { LIMITS, type Limits, type Listener, listen } from "../../../addon/push/http/listener.ts";
import type { Asked } from "../../../addon/push/http/request.ts";
import { DdnsError } from "../../../src/index.ts";

const SHORT: Limits = { ...LIMITS, requestMs: 300, idleMs: 600 };
const HERE = { host: "127.0.0.1", port: 0 };

let listener: Listener | undefined;
let asked: Asked[] = [];
const sockets: Socket[] = [];
beforeEach(() => {
  asked = [];
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await listener?.close();
});

async function open(limits: Limits, answer: () => Promise<void> = async () => {}): Promise<void> {
  listener = await listen(
    HERE,
    async (question) => {
      asked.push(question);
      await answer();
      return lines(["nochg 8.8.4.4"]);
    },
    limits,
  );
}

/** A connection and all that came over it, once it has ended. */
function dial(): { readonly socket: Socket; readonly ended: Promise<string> } {
  const socket = connect(listener?.port ?? 0, "127.0.0.1");
  sockets.push(socket);
  let text = "";
  socket.setEncoding("utf8").on("data", (part: string) => {
    text += part;
  });
  socket.on("error", () => {});
  return { socket, ended: new Promise((resolve) => socket.on("close", () => resolve(text))) };
}

function send(text: string): Promise<string> {
  const { socket, ended } = dial();
  socket.write(text);
  return ended;
}

const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
const post = (head: string, body = ""): string =>
  `POST /nic/update HTTP/1.1\r\nConnection: close\r\n${head}\r\n\r\n${body}`;

describe("too long", () => {
  test.each([
    ["a query", `GET /nic/update?hostname=${"a".repeat(20_000)} HTTP/1.1\r\n\r\n`, 431],
    ["a header", `GET /nic/update HTTP/1.1\r\nX: ${"a".repeat(20_000)}\r\n\r\n`, 431],
    ["a body that says so", post("Content-Length: 100000"), 413],
    [
      "a body that does not say so",
      post("Transfer-Encoding: chunked", `4e20\r\n${"a".repeat(20_000)}\r\n0\r\n\r\n`),
      413,
    ],
    ["something else than HTTP", "SSH-2.0-OpenSSH_9.6\r\n", 400],
    ["TLS", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000", 400],
    ["two lengths", post("Content-Length: 3\r\nContent-Length: 4", "abc"), 400],
    ["length and chunks", post("Content-Length: 3\r\nTransfer-Encoding: chunked", "abc"), 400],
  ])("%s / sent / %s", async (_what, text, status) => {
    await open(SHORT);
    const answer = await send(text);
    expect(statusOf(answer), answer).toBe(status);
    expect(answer).toMatch(/\r\nContent-Length: \d+\r\n/i);
    expect(asked).toEqual([]);
  });

  test("a query as long as twenty long names / sent / read whole", async () => {
    await open(SHORT);
    const names = Array.from(
      { length: 20 },
      (_, at) => `${`${"a".repeat(60)}.`.repeat(4)}n${at}.example.org`,
    );
    const answer = await send(`GET /nic/update?hostname=${names.join(",")} HTTP/1.0\r\n\r\n`);
    expect(statusOf(answer)).toBe(200);
    expect(asked[0]?.names).toEqual(names);
  });
});

describe("too slow", () => {
  test.each([
    ["nothing at all", ""],
    ["half a request line", "GET /nic/up"],
    ["headers without end", "GET /nic/update HTTP/1.1\r\nHost: a\r\n"],
    ["half a body", "POST /nic/update HTTP/1.1\r\nContent-Length: 100\r\n\r\nhostname="],
  ])("%s / sent / the connection ends by itself", async (_what, text) => {
    await open(SHORT);
    await send(text);
    expect(asked).toEqual([]);
  });

  test("an idle connection behind an answer / kept / ends by itself", async () => {
    await open(SHORT);
    const answer = await send("GET /nic/update HTTP/1.1\r\nHost: a\r\n\r\n");
    expect(statusOf(answer)).toBe(200);
  });

  test("somebody hangs up while an answer is awaited / the signal / says so", async () => {
    let heard: (() => void) | undefined;
    const gone = new Promise<void>((resolve) => {
      heard = resolve;
    });
    listener = await listen(
      HERE,
      (_asked, _peer, signal) =>
        new Promise((resolve) => {
          signal.addEventListener("abort", () => {
            heard?.();
            resolve(lines(["911"]));
          });
          dialled.socket.destroy();
        }),
      SHORT,
    );
    const dialled = dial();
    dialled.socket.write("GET /nic/update HTTP/1.1\r\n\r\n");
    await gone;
  });
});

describe("too much", () => {
  test("one peer opens connection after connection / eight stay, the others end at once", async () => {
    await open({ ...LIMITS, connectionsOfOnePeer: 8 });
    const dialled = Array.from({ length: 12 }, dial);
    let ended = 0;
    for (const each of dialled)
      void each.ended.then(() => {
        ended += 1;
      });
    while (ended < 4) await new Promise((resolve) => setTimeout(resolve, 10));
    dialled.find(({ socket }) => !socket.destroyed)?.socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const again = await send("GET /nic/update HTTP/1.1\r\nConnection: close\r\n\r\n");
    expect(statusOf(again)).toBe(200);
    expect(ended).toBe(5);
  });

  test("requests behind each other on one connection / sent at once / answered in order", async () => {
    await open(SHORT);
    const one = "GET /nic/update?hostname=a.example.org HTTP/1.1\r\nHost: x\r\n\r\n";
    const answer = await send(
      `${one}${one.replace("a.", "b.").replace("Host", "Connection: close\r\nHost")}`,
    );
    expect(answer.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
    expect(asked.map(({ names }) => names)).toEqual([["a.example.org"], ["b.example.org"]]);
  });
});

test("an answer that fails in a way nobody foresaw / asked / 911, and the next one is answered", async () => {
  let times = 0;
  await open(SHORT, async () => {
    times += 1;
    if (times === 1) throw new TypeError("unforeseen");
  });
  const one = "GET /nic/update HTTP/1.1\r\nConnection: close\r\n\r\n";
  expect(await send(one)).toMatch(/^HTTP\/1\.1 200 .*\r\n\r\n911$/s);
  expect(await send(one)).toMatch(/\r\n\r\nnochg 8\.8\.4\.4$/);
});

test("a taken port / listened on / CONFIG_INVALID with the next step", async () => {
  await open(SHORT);
  const second = listen({ host: "127.0.0.1", port: listener?.port ?? 0 }, async () => lines([]));
  await expect(second).rejects.toThrow(DdnsError);
  await expect(second).rejects.toThrow(/another program uses it\. Choose another one/);
});
