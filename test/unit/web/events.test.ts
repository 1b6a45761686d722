/** What open pages hear, and that they let go of the service when they are closed. */

import { describe, expect, test } from "vitest";
import { linesAfter } from "../../../addon/web/server/events.ts";
import { fakeJournal, lineAt } from "./journal.ts";
import { calmView, minutesBefore, someLog } from "./scene.ts";
import { STANDALONE, type Started, started } from "./start.ts";

interface Heard {
  readonly name: string;
  readonly value: unknown;
}

/** Reads events one by one from an open stream. */
async function listen(started: Started) {
  const abort = new AbortController();
  const answer = await fetch(new URL("api/events", started.web.url), { signal: abort.signal });
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) throw new Error("no stream");
  let text = "";
  return {
    answer,
    abort: () => abort.abort(),
    async next(): Promise<Heard | undefined> {
      while (!text.includes("\n\n")) {
        const part = await reader.read().catch(() => ({ done: true, value: undefined }) as const);
        if (part.done) return undefined;
        text += part.value;
      }
      const [event = "", ...rest] = text.split("\n\n");
      text = rest.join("\n\n");
      const [, name = "", value = ""] = /^event: (.+)\ndata: (.+)$/.exec(event) ?? [];
      return { name, value: JSON.parse(value) };
    },
  };
}

describe("api/events", () => {
  test("a page / opens / the past, the state and the log at once", async () => {
    const stream = await listen(await started());
    expect(stream.answer.headers.get("content-type")).toMatch(/^text\/event-stream/);
    expect(stream.answer.headers.get("cache-control")).toBe("no-store");
    expect(await stream.next()).toEqual({
      name: "past",
      value: { changes: calmView.history, strips: [] },
    });
    const state = await stream.next();
    expect(state).toMatchObject({ name: "state", value: { view: { status: "in_sync" } } });
    expect(state).not.toHaveProperty("value.view.history");
    expect(await stream.next()).toEqual({ name: "log-tail", value: someLog });
  });

  test("a new view with new lines / shown / both are sent, without waiting", async () => {
    const running = await started();
    const stream = await listen(running);
    await stream.next();
    await stream.next();
    await stream.next();
    const line = { at: minutesBefore(0), level: "info", text: "Updating." } as const;
    running.service.logTail = [...someLog, line];
    running.service.show({ status: "updating", busy: true });
    expect(await stream.next()).toMatchObject({ name: "state", value: { view: { status: "updating" } } });
    expect(await stream.next()).toEqual({ name: "log", value: [line] });
  });

  test("another address / noted in the journal / its strip is sent, not all of the past", async () => {
    const journal = fakeJournal([lineAt(3, "203.0.113.1"), lineAt(3, "2001:db8::1", { family: 6 })]);
    const running = await started(undefined, { journal });
    const stream = await listen(running);
    expect(await stream.next()).toMatchObject({
      name: "past",
      value: { strips: [{ family: 4 }, { family: 6 }] },
    });
    await stream.next();
    await stream.next();
    journal.add(lineAt(2, "203.0.113.2"));
    expect(await stream.next()).toMatchObject({
      name: "past-news",
      value: {
        changes: [],
        strips: [{ family: 4, spans: [{ to: lineAt(2, "").at }, { address: "203.0.113.2" }] }],
      },
    });
    journal.add(lineAt(1, "192.0.2.1", { site: "cabin" }));
    expect(await stream.next()).toMatchObject({ name: "past", value: { strips: { length: 3 } } });
  });

  test("lines alone / a second passes / they are sent; silence / 20 s / a heartbeat", async () => {
    const running = await started();
    const stream = await listen(running);
    await stream.next();
    await stream.next();
    await stream.next();
    const line = { at: minutesBefore(0), level: "warn", text: "Slow." } as const;
    running.service.logTail = [...someLog.slice(1), line];
    await running.clock.advance(1_000);
    expect(await stream.next()).toEqual({ name: "log", value: [line] });
    await running.clock.advance(20_000);
    expect(await stream.next()).toMatchObject({ name: "heartbeat", value: { now: expect.any(String) } });
  });

  test("a page / is closed / the service is let go", async () => {
    const running = await started();
    const before = running.service.listeners;
    const stream = await listen(running);
    await stream.next();
    expect(running.service.listeners).toBe(before + 1);
    stream.abort();
    await expect.poll(() => running.service.listeners).toBe(before);
  });

  test("the server / closes with pages open / their streams end, everything is let go", async () => {
    const running = await started();
    const stream = await listen(running);
    await stream.next();
    await stream.next();
    await stream.next();
    await running.web.close();
    expect(await stream.next()).toBeUndefined();
    expect(running.service.listeners).toBe(0);
    await expect(fetch(running.web.url)).rejects.toThrow();
  });

  test("32 pages open / one more / 503", async () => {
    const running = await started();
    for (let opened = 0; opened < 32; opened += 1) await (await listen(running)).next();
    expect((await running.ask("/api/events")).status).toBe(503);
  });

  test("HEAD / asked / answered, no stream is left open", async () => {
    const running = await started(STANDALONE);
    const before = running.service.listeners;
    expect((await running.ask("/api/events", { method: "HEAD" })).status).toBe(200);
    expect(running.service.listeners).toBe(before);
  });
});

describe("new lines", () => {
  const line = (text: string) => ({ at: minutesBefore(0), level: "info", text }) as const;
  const [a, b, c] = [line("a"), line("b"), line("c")];

  test.each([
    ["nothing shown", [], [a, b], [a, b]],
    ["nothing new", [a, b], [a, b], []],
    ["one more", [a, b], [a, b, c], [c]],
    ["scrolled", [a, b], [b, c], [c]],
    ["copies", [line("a"), line("b")], [a, b, c], [c]],
    ["all scrolled out", [a], [b, c], [b, c]],
    ["emptied", [a], [], []],
  ])("%s / compared / what was not shown yet", (_what, shown, tail, expected) => {
    expect(linesAfter(shown, tail)).toEqual(expected);
  });
});
