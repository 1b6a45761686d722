/** What a node answers to a message, and what it says when something fails. */

import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { onceEach } from "../../../nodes/shared/account/cycle.ts";
import { DdnsError } from "../../../nodes/shared/engine.ts";
import { answerMessages, type Work } from "../../../nodes/shared/message/answering.ts";
import { explainFailure, Failure } from "../../../nodes/shared/message/failure.ts";
import { wantsReset } from "../../../nodes/shared/message/reset.ts";
import { failed, shortened } from "../../../nodes/shared/message/status.ts";
import type { FlowMessage } from "../../../nodes/shared/node-red.ts";
import { fakeNode } from "./kit.ts";

describe("answering", () => {
  const good: Work = async () => ({
    changed: true,
    status: { fill: "green", text: "ok" },
    set: { payload: "new" },
  });

  test("work that changed something / first output, other properties kept", async () => {
    const { node, sent, receive, statuses } = fakeNode();
    answerMessages(node, good);
    const message = { payload: "old", topic: "t", parts: { id: 1 } };
    await expect(receive(message)).resolves.toBeUndefined();
    expect(sent).toEqual([[{ payload: "new", topic: "t", parts: { id: 1 } }, null]]);
    expect((sent[0] as unknown[])[0]).toBe(message);
    expect(statuses.map(({ text }) => text)).toEqual(["status.idle", "ok"]);
  });

  test("work that fails / detail on the message, nothing sent", async () => {
    const { node, sent, receive, statuses } = fakeNode();
    answerMessages(node, () =>
      Promise.reject(new DdnsError("RATE_LIMITED", "slow down", { retryAfterMs: 29_500 })),
    );
    const message: FlowMessage = { payload: "old" };
    await expect(receive(message)).resolves.toMatchObject({ code: "RATE_LIMITED" });
    expect(sent).toEqual([]);
    expect(message.payload).toBe("old");
    expect(message.cloudflare).toMatchObject({
      code: "RATE_LIMITED",
      retryAfter: 30,
      errors: [{ code: "RATE_LIMITED" }],
    });
    expect(statuses.at(-1)).toEqual({ fill: "yellow", shape: "ring", text: "⏳ 30 s" });
  });

  test("an error nobody foresaw / its text is not repeated", async () => {
    const { node, receive } = fakeNode();
    answerMessages(node, () => Promise.reject(new TypeError("Bearer secret-token-here")));
    const message: FlowMessage = {};
    const error = await receive(message);
    expect(JSON.stringify([error?.message, message])).not.toContain("secret");
  });

  test("close while working / aborted, no send and no status afterwards, done once", async () => {
    const { node, sent, receive, close, statuses } = fakeNode();
    answerMessages(
      node,
      (_, signal) =>
        new Promise((_, reject) =>
          signal.addEventListener("abort", () => reject(new DdnsError("ABORTED", "stopped"))),
        ),
    );
    const answered = receive({});
    await close();
    await expect(answered).resolves.toMatchObject({ code: "ABORTED" });
    expect(sent).toEqual([]);
    expect(statuses.at(-1)).toEqual({});
  });

  test("close while work ignores the signal / does not wait for ever", async () => {
    vi.useFakeTimers();
    try {
      const { node, receive, close } = fakeNode();
      answerMessages(node, () => new Promise(() => {}));
      void receive({});
      const closed = close();
      await vi.advanceTimersByTimeAsync(2001);
      await closed;
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("failures and statuses", () => {
  test("every text / at most 20 characters", () => {
    const codes = [
      "RESPONSE_MALFORMED",
      "WRITE_UNCONFIRMED",
      "DETECTION_FAILED",
      "PERMISSION_DENIED",
      "RATE_LIMITED",
    ] as const;
    for (const code of codes) expect(failed(code).text?.length).toBeLessThanOrEqual(20);
    expect(failed("RATE_LIMITED", 3_600_000).text?.length).toBeLessThanOrEqual(20);
    expect(shortened("2606:2800:220:1:248:1893:25c8:1946")).toBe("2606:2800…:25c8:1946");
    fc.assert(fc.property(fc.string({ maxLength: 80 }), (text) => shortened(text).length <= 20));
  });

  test("a failure with detail / detail wins over the plain form", () => {
    const { detail, status } = explainFailure(
      new Failure(new DdnsError("PARTIAL", "half"), { records: [1], errors: [] }, { text: "1/2" }),
    );
    expect(detail).toMatchObject({ code: "PARTIAL", records: [1], errors: [] });
    expect(status).toEqual({ text: "1/2" });
  });

  test("a notice / said twice / heard once", () => {
    const heard: string[] = [];
    const say = onceEach((text) => heard.push(text));
    for (let round = 0; round < 3; round++) say("careful");
    for (let number = 0; number < 250; number++) say(`n${number}`);
    expect(heard.filter((text) => text === "careful")).toHaveLength(1);
  });

  test.each([
    [true, true],
    ["", true],
    [0, true],
    [false, false],
    [undefined, false],
    [null, false],
  ])("msg.reset = %j / %j", (reset, expected) => {
    expect(wantsReset({ reset })).toBe(expected);
  });
});
