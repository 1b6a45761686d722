/** The parts of the nodes, each by itself and without Node-RED: waiting, answering, remembering, planning, telling. */

import { getMaxListeners } from "node:events";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { defaultBaseUrl, openingOf } from "../../nodes/cloudflare-account/opening.ts";
import { addressesFrom, compare, merged } from "../../nodes/detect-ip/judgement.ts";
import { createMemory } from "../../nodes/detect-ip/memory.ts";
import { migrations as detectMigrations } from "../../nodes/detect-ip/migrations.ts";
import { requirePermitted } from "../../nodes/detect-ip/permitted-sources.ts";
import { readSettings as readDetect } from "../../nodes/detect-ip/settings.ts";
import { createAccountSession, findAccount } from "../../nodes/shared/account/account-session.ts";
import { onceEach } from "../../nodes/shared/account/cycle.ts";
import { createQueue, linkSignals } from "../../nodes/shared/account/queue.ts";
import {
  DdnsError,
  type ListItem,
  type ListKind,
  type Prefix,
  parsePrefix,
  parseSource,
} from "../../nodes/shared/engine.ts";
import { mayHoldToken, readPermitted } from "../../nodes/shared/input/permitted.ts";
import { migrate, withType } from "../../nodes/shared/input/saved.ts";
import { formatChoice, OFFERS, readChoice } from "../../nodes/shared/input/source-text.ts";
import { createEvaluate } from "../../nodes/shared/input/typed-value.ts";
import { unsetVariable } from "../../nodes/shared/input/unset-variable.ts";
import { answerMessages, type Work } from "../../nodes/shared/message/answering.ts";
import { explainFailure, Failure } from "../../nodes/shared/message/failure.ts";
import { wantsReset } from "../../nodes/shared/message/reset.ts";
import { failed, shortened } from "../../nodes/shared/message/status.ts";
import type { ContextScope, FlowMessage, NodeStatus, RuntimeNode } from "../../nodes/shared/node-red.ts";
import { migrations as syncMigrations } from "../../nodes/sync-waf-list/migrations.ts";
import { isOwn, planning } from "../../nodes/sync-waf-list/plan.ts";
import { readSettings as readSync } from "../../nodes/sync-waf-list/settings.ts";
import { orphans } from "../../nodes/sync-waf-list/syncing.ts";
import { migrations as updateMigrations } from "../../nodes/update-record/migrations.ts";
import { answerFrom } from "../../nodes/update-record/result.ts";
import { readSettings as readUpdate } from "../../nodes/update-record/settings.ts";

const never = new AbortController().signal;

function deferred<T = void>() {
  return Promise.withResolvers<T>();
}

describe("queue", () => {
  test("three jobs / one after the other / in the order of arrival", async () => {
    const queue = createQueue();
    const log: string[] = [];
    const gate = deferred();
    const first = queue.run(never, async () => {
      await gate.promise;
      log.push("first");
    });
    const second = queue.run(never, async () => void log.push("second"));
    const third = queue.run(never, async () => void log.push("third"));
    expect(queue.busy).toBe(true);
    gate.resolve();
    await Promise.all([first, second, third]);
    expect(log).toEqual(["first", "second", "third"]);
    expect(queue.busy).toBe(false);
  });

  test("a job that fails / the next one runs", async () => {
    const queue = createQueue();
    const bad = queue.run(never, () => Promise.reject(new Error("no")));
    const good = queue.run(never, async () => 7);
    await expect(bad).rejects.toThrow("no");
    await expect(good).resolves.toBe(7);
  });

  test("a waiting job / aborted / rejects at once, the others keep their turn", async () => {
    const queue = createQueue();
    const gate = deferred();
    const stop = new AbortController();
    const first = queue.run(never, () => gate.promise);
    const aborted = queue.run(stop.signal, async () => expect.unreachable());
    const last = queue.run(never, async () => "last");
    stop.abort();
    await expect(aborted).rejects.toMatchObject({ code: "ABORTED" });
    gate.resolve();
    await first;
    await expect(last).resolves.toBe("last");
  });

  test("a full queue / one more / RATE_LIMITED", async () => {
    const queue = createQueue(1);
    const gate = deferred();
    const running = queue.run(never, () => gate.promise);
    const waiting = queue.run(never, async () => {});
    await expect(queue.run(never, async () => {})).rejects.toMatchObject({ code: "RATE_LIMITED" });
    gate.resolve();
    await Promise.all([running, waiting]);
  });

  test("linked signals / released / leave no listener behind", () => {
    const source = new AbortController();
    const spy = vi.spyOn(source.signal, "removeEventListener");
    const link = linkSignals([source.signal]);
    link.release();
    source.abort();
    expect(link.signal.aborted).toBe(false);
    expect(spy).toHaveBeenCalledTimes(1);
  });

  test("twelve messages and more / waiting on one signal / no leak is suspected", async () => {
    const [linked, waited] = [new AbortController().signal, new AbortController().signal];
    linkSignals([linked]).release();
    const queue = createQueue();
    await Promise.all([queue.run(waited, async () => 1), queue.run(waited, async () => 2)]);
    // 0 stands for: as many as there are.
    expect([getMaxListeners(linked), getMaxListeners(waited)]).toEqual([0, 0]);
  });
});

/** A node without Node-RED. */
function fakeNode() {
  const listeners = new Map<string, (...args: never[]) => void>();
  const statuses: NodeStatus[] = [];
  const sent: unknown[] = [];
  const node = {
    id: "n1",
    type: "fake",
    on: (event: string, listener: (...args: never[]) => void) => void listeners.set(event, listener),
    status: (status: NodeStatus) => void statuses.push(status),
    warn: vi.fn(),
    context: () => expect.unreachable(),
  } as unknown as RuntimeNode;
  const receive = (message: FlowMessage): Promise<Error | undefined> =>
    new Promise((resolve) => {
      const listener = listeners.get("input") as unknown as (
        m: FlowMessage,
        s: (x: unknown) => void,
        d: (e?: Error) => void,
      ) => void;
      listener(message, (out) => sent.push(out), resolve);
    });
  const close = (): Promise<void> =>
    new Promise((resolve) => (listeners.get("close") as unknown as (d: () => void) => void)(resolve));
  return { node, statuses, sent, receive, close };
}

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

describe("typed values", () => {
  const evaluate = createEvaluate(
    (value, type, _node, message, callback) => {
      if (type === "jsonata") throw new Error("syntax");
      if (type === "flow") callback(new Error("store"));
      else if (type === "env") callback(null, value === "SET" ? "7" : "");
      else if (type === "num") callback(null, Number(value));
      else callback(null, message[String(value)]);
    },
    { id: "n" } as RuntimeNode,
  );
  const typed = (type: string, value: unknown) => ({ label: "The TTL", type, value });

  test("values that are there / given back", async () => {
    await expect(evaluate(typed("msg", "payload"), { payload: 7 })).resolves.toBe(7);
    await expect(evaluate(typed("msg", "payload"), { payload: null })).resolves.toBeNull();
    await expect(evaluate(typed("env", "SET"), {})).resolves.toBe("7");
    await expect(evaluate(typed("str", "text"), {})).resolves.toBe("text");
  });

  test.each([
    ["msg", "absent", "BAD_INPUT", "msg.absent"],
    ["flow", "x", "BAD_INPUT", "flow variable x"],
    ["jsonata", "$sum(", "BAD_INPUT", "$sum("],
    ["num", "abc", "BAD_INPUT", "num"],
    ["env", "UNSET", "ENV_UNSET", "UNSET"],
    ["str", "${UNSET}", "ENV_UNSET", "UNSET"],
  ])("%s %s / not to be had / %s naming it", async (type, value, code, named) => {
    await expect(evaluate(typed(type, value), {})).rejects.toMatchObject({
      code,
      message: expect.stringContaining(named),
    });
    await expect(evaluate(typed(type, value), {})).rejects.toThrow(/The TTL/);
  });

  test.each([
    ["${A}", "A"],
    ["$(A_B)", "A_B"],
    [" ${A} ", "A"],
    ["x${A}", undefined],
    ["token", undefined],
    [7, undefined],
  ])("%j / unset variable / %j", (text, name) => {
    expect(unsetVariable(text)).toBe(name);
  });
});

describe("saved properties", () => {
  test("update-record without version / migrated / complete and typed", () => {
    expect(migrate({ record: "home.example.org", proxied: true, ttl: 300 }, updateMigrations)).toMatchObject({
      version: 1,
      recordType: "str",
      content: "payload",
      contentType: "msg",
      proxiedType: "bool",
      ttlType: "num",
      commentType: "keep",
      create: true,
      dryRun: false,
      families: "both",
    });
    expect(migrate({ content: "payload" }, updateMigrations)).toMatchObject({ contentType: "msg" });
    expect(migrate({ content: "203.0.113.7" }, updateMigrations)).toMatchObject({ contentType: "str" });
  });

  test("sync-waf-list without version / migrated / own items, nothing emptied", () => {
    expect(migrate({ list: "home_ips", items: "payload" }, syncMigrations)).toMatchObject({
      version: 2,
      kind: "waf",
      listType: "str",
      itemsType: "msg",
      mode: "own",
      allowEmpty: false,
    });
  });

  test("detect-ip without version / migrated / asks both families", () => {
    expect(readDetect(migrate({}, detectMigrations))).toMatchObject({
      sources: { 4: { kind: "cloudflare.trace" }, 6: { kind: "cloudflare.trace" } },
      required: "any",
      timeoutMs: 5000,
    });
  });

  test("properties of today and of a later version / left as they are", () => {
    expect(migrate({ version: 1, mode: "whole" }, syncMigrations)).toEqual({
      version: 2,
      mode: "whole",
      kind: "waf",
    });
    for (const version of [1, 7])
      expect(migrate({ version, ttl: 5 }, updateMigrations)).toEqual({ version, ttl: 5 });
  });

  test("a type that is there / kept", () => {
    expect(withType({ ttl: "x", ttlType: "msg" }, "ttl", { value: "", type: "keep" })).toEqual({
      ttl: "x",
      ttlType: "msg",
    });
  });

  test.each([
    [{ ipv4: "none", ipv6: "none" }, "CONFIG_INVALID"],
    [{ ipv4: "cloudflare", ipv6: "none" }, "CONFIG_INVALID"],
    [{ ipv4: "static.empty", ipv6: "none" }, "CONFIG_INVALID"],
    [{ ipv4: "cloudflare.trace", ipv6: "none", required: "both" }, "CONFIG_INVALID"],
    [{ ipv4: "cloudflare.trace", ipv6: "none", required: "all" }, "CONFIG_INVALID"],
    [{ ipv4: "cloudflare.trace", ipv6: "none", timeout: "-1" }, "CONFIG_INVALID"],
    [{ ipv4: "${SOURCE}", ipv6: "none" }, "ENV_UNSET"],
  ])("detect-ip %j / refused with %s", (saved, code) => {
    expect(() => readDetect(saved)).toThrow(expect.objectContaining({ code }));
  });

  test("update-record with unknown families, sync-waf-list with unknown mode / CONFIG_INVALID", () => {
    expect(() => readUpdate({ families: "ipv5" })).toThrow(
      expect.objectContaining({ code: "CONFIG_INVALID" }),
    );
    expect(() => readSync({ mode: "all" }, "n")).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
    expect(() => readSync({ kind: "ip" }, "n")).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
    expect(() => readSync({ comment: "${X}" }, "n")).toThrow(expect.objectContaining({ code: "ENV_UNSET" }));
  });

  test("sync-waf-list without comment / marks own items by the node's id, so that hand-made ones are safe", () => {
    expect(readSync({}, "abc").comment).toBe("node-red abc");
    expect(readSync({ mode: "whole" }, "abc").comment).toBe("");
  });
});

describe("what settings.js permits", () => {
  const judge = (source: string, cloudflareDdns?: unknown): string => {
    try {
      requirePermitted(readDetect({ ipv4: source, ipv6: "none" }), readPermitted({ cloudflareDdns }));
      return "permitted";
    } catch (thrown) {
      expect(thrown).toMatchObject({ code: "CONFIG_INVALID" });
      return (thrown as DdnsError).message;
    }
  };

  test.each([
    ["command:curl x"],
    ["first(cloudflare.trace; command:id)"],
    ["agree(2; cloudflare.trace; first(ipify; command:id))"],
  ])("%s / off unless allowed by true and nothing else", (source) => {
    for (const given of [undefined, {}, null, "yes", true, { allowCommands: "true" }, { allowFiles: ["/"] }])
      expect(judge(source, given)).toContain("allowCommands: true");
    expect(judge(source, { allowCommands: true })).toBe("permitted");
  });

  test.each([
    ["/share/ip.txt", "permitted"],
    ["/share", "permitted"],
    ["/var/ip", "permitted"],
    ["/shared/ip.txt", "allowFiles"],
    ["/share/../etc/shadow", "allowFiles"],
    ["/etc/shadow", "allowFiles"],
    ["/var/ip2", "allowFiles"],
  ])("file:%s / %s", (path, answer) => {
    expect(judge(`file:${path}`)).toContain("allowFiles");
    expect(judge(`first(file:${path}; ipify)`, { allowFiles: "/share" })).toContain("allowFiles");
    expect(judge(`file:${path}`, { allowFiles: ["/share/", "/var/ip", 7] })).toContain(answer);
    expect(judge(`file:${path}`, { allowFiles: ["/"] })).toBe("permitted");
  });

  test("the token's variable / named for Cloudflare, or listed", () => {
    const permitted = readPermitted({ cloudflareDdns: { allowVariables: ["DDNS_TOKEN"] } });
    for (const name of ["CF_TOKEN", "CLOUDFLARE_API_TOKEN", "DDNS_TOKEN"])
      expect(mayHoldToken(name, permitted)).toBe(true);
    for (const name of ["DDNS_TOKEN2", "MY_CF_TOKEN", "NODE_RED_CREDENTIAL_SECRET", "CFX", "cf_token"])
      expect(mayHoldToken(name, permitted)).toBe(false);
    expect(mayHoldToken("DDNS_TOKEN", readPermitted({}))).toBe(false);
  });
});

describe("detection", () => {
  const known = (family: 4 | 6, address: string) =>
    ({ family, ms: 3, detection: { status: "known", source: "s", addresses: [{ address }] } }) as never;
  const lost = (family: 4 | 6, code?: "NO_AGREEMENT") =>
    ({
      family,
      ms: 3,
      detection: { status: "unavailable", source: "s", reason: "timed out", ...(code ? { code } : {}) },
    }) as never;

  test("one family fails / the other is sent", () => {
    const seen = [known(4, "93.184.216.34"), lost(6)];
    const found = addressesFrom(seen, "any");
    expect(found).toEqual({ ipv4: "93.184.216.34", ipv6: null });
    const previous = { ipv4: "93.184.216.34", ipv6: "2606:2800::1" };
    expect(compare(found, previous, seen)).toMatchObject({
      changed: { ipv4: false, ipv6: false },
      first: false,
      errors: [{ family: 6, code: "DETECTION_FAILED" }],
    });
    expect(merged(found, previous)).toEqual(previous);
  });

  test("the first time / counts as changed", () => {
    const seen = [known(4, "93.184.216.34")];
    expect(compare(addressesFrom(seen, "any"), undefined, seen)).toMatchObject({
      first: true,
      changed: { ipv4: true, ipv6: false },
    });
  });

  test.each([
    [[lost(4), lost(6)], "any", "DETECTION_FAILED"],
    [[lost(4, "NO_AGREEMENT"), lost(6, "NO_AGREEMENT")], "any", "NO_AGREEMENT"],
    [[lost(4, "NO_AGREEMENT"), lost(6)], "any", "DETECTION_FAILED"],
    [[known(4, "93.184.216.34"), lost(6)], [4, 6], "DETECTION_FAILED"],
    [[known(4, "93.184.216.34"), lost(6, "NO_AGREEMENT")], [6], "NO_AGREEMENT"],
  ] as const)("case %# / what is required is missing / %s %s", (seen, required, code) => {
    try {
      addressesFrom(seen, required as never);
      expect.unreachable();
    } catch (thrown) {
      expect(explainFailure(thrown).detail).toMatchObject({ code });
    }
  });

  test("memory that works / recalls what it was told", async () => {
    const values = new Map<string, unknown>();
    const scope: ContextScope = {
      get: (key, _store, callback) => callback(null, values.get(key)),
      set: (key, value, _store, callback) => {
        values.set(key, value);
        callback(null);
      },
    };
    const memory = createMemory(scope, "disk", () => expect.unreachable());
    await expect(memory.recall()).resolves.toBeUndefined();
    await memory.remember({ ipv4: "a", ipv6: null });
    expect(values.get("state")).toEqual({ v: 1, ipv4: "a", ipv6: null });
    await expect(memory.recall()).resolves.toEqual({ ipv4: "a", ipv6: null });
    values.set("state", "nonsense");
    await expect(memory.recall()).resolves.toBeUndefined();
  });

  test("memory that is broken / warns once, still knows within this deployment", async () => {
    const warn = vi.fn();
    const scope: ContextScope = {
      get: (_key, _store, callback) => callback(new Error("disk")),
      set: () => {
        throw new Error("sync");
      },
    };
    const memory = createMemory(scope, "disk", warn);
    await expect(memory.recall()).resolves.toBeUndefined();
    await memory.remember({ ipv4: "a", ipv6: null });
    await expect(memory.recall()).resolves.toEqual({ ipv4: "a", ipv6: null });
    expect(warn).toHaveBeenCalledTimes(1);
  });
});

describe("plans for lists", () => {
  const prefix = (text: string): Prefix => parsePrefix(text) as Prefix;
  const item = (ip: string, comment: string, id = ip): ListItem => ({ id, prefix: prefix(ip), comment });
  const wanted = (...entries: readonly (string | [string, string])[]) => ({
    items: entries.map((entry) =>
      typeof entry === "string"
        ? { prefix: prefix(entry), comment: undefined }
        : { prefix: prefix(entry[0]), comment: entry[1] },
    ),
    untouched: new Set<4 | 6>(),
  });
  const plan = (
    mode: "own" | "whole",
    want: ReturnType<typeof wanted>,
    items: readonly ListItem[],
    comment = "mine",
    {
      kind = "waf",
      published = [],
    }: { readonly kind?: ListKind; readonly published?: readonly string[] } = {},
  ) => {
    const ownership = { kind, mode, comment, formerComment: "node-red n", published: new Set(published) };
    const result = planning(want, ownership).plan(items);
    if (result instanceof DdnsError) throw result;
    return {
      add: result.add.map((added) => [added.prefix, added.comment]),
      remove: result.remove.map(({ id }) => id),
      keep: result.keep.map(({ id }) => id),
    };
  };

  test("own mode / others' items / are never touched", () => {
    expect(
      plan("own", wanted("203.0.113.7"), [
        item("198.51.100.7", "theirs"),
        item("198.51.100.8", "mine"),
        item("198.51.100.9", "mine: office"),
        item("198.51.100.10", "mineral"),
      ]),
    ).toEqual({
      add: [["203.0.113.7/32", "mine"]],
      remove: ["198.51.100.8", "198.51.100.9"],
      keep: [],
    });
  });

  test("own mode / an own item that is wider than the target / is exchanged for it, with its comment", () => {
    expect(plan("own", wanted("203.0.113.7"), [item("203.0.113.0/24", "mine: line 1")])).toEqual({
      add: [["203.0.113.7/32", "mine: line 1"]],
      remove: ["203.0.113.0/24"],
      keep: [],
    });
  });

  test("own mode / the comment was given later, or changed / former homes go", () => {
    const items = [
      item("198.51.100.7", "node-red n"),
      item("198.51.100.8", "was mine"),
      item("198.51.100.9", "theirs"),
    ];
    expect(
      plan("own", wanted("203.0.113.7"), items, "mine", { published: ["198.51.100.8/32"] }),
    ).toMatchObject({ add: [["203.0.113.7/32", "mine"]], remove: ["198.51.100.7", "198.51.100.8"] });
  });

  test("items of a node that is gone / told with the way out; those of deployed nodes are nobody's business", () => {
    const settings = readSync({ comment: "mine" }, "n");
    const items = [
      item("198.51.100.1", "node-red 0123456789abcdef"),
      item("198.51.100.2", "node-red 0123456789abcdef: office"),
      item("198.51.100.3", "node-red fedcba9876543210"),
      item("198.51.100.4", "theirs"),
    ];
    const told = orphans(items, settings, (id) => id === "fedcba9876543210");
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^2 items of the list carry .*node-red 0123456789abcdef.* not deployed/);
  });

  test("a location / what the node put there goes, others' networks stay, IPv6 is left alone", () => {
    const items = [item("198.51.100.7", ""), item("192.0.2.0/24", "")];
    expect(
      plan("own", wanted("203.0.113.7", "2001:db8::/64"), items, "mine", {
        kind: "location",
        published: ["198.51.100.7/32"],
      }),
    ).toMatchObject({ add: [["203.0.113.7/32", "mine"]], remove: ["198.51.100.7"] });
    expect(() => plan("own", wanted("203.0.112.0/20"), [], "mine", { kind: "location" })).toThrow(/\/24/);
  });

  test("own mode / a comment of its own / stands behind the mark", () => {
    expect(plan("own", wanted(["203.0.113.7", "office"]), []).add).toEqual([
      ["203.0.113.7/32", "mine: office"],
    ]);
    expect(isOwn("mine: office", "mine")).toBe(true);
  });

  test("own mode / a family to be left alone / keeps its items", () => {
    const want = { ...wanted("203.0.113.7"), untouched: new Set<4 | 6>([6]) };
    expect(plan("own", want, [item("2001:db8::/64", "mine")])).toMatchObject({
      remove: [],
      keep: ["2001:db8::/64"],
    });
  });

  test("whole mode / everything that is not wanted / goes, the exact ones stay", () => {
    expect(
      plan(
        "whole",
        wanted("203.0.113.7", "198.51.100.7"),
        [item("203.0.113.7", "theirs"), item("198.51.100.0/24", "")],
        "",
      ),
    ).toEqual({
      add: [["198.51.100.7/32", ""]],
      remove: ["198.51.100.0/24"],
      keep: ["203.0.113.7"],
    });
  });

  test("whole mode / another comment is wanted / the item is replaced", () => {
    expect(plan("whole", wanted(["203.0.113.7", "office"]), [item("203.0.113.7", "old")])).toEqual({
      add: [["203.0.113.7/32", "office"]],
      remove: ["203.0.113.7"],
      keep: [],
    });
  });

  test("both modes / planned twice / the second plan is empty", () => {
    for (const mode of ["own", "whole"] as const) {
      const want = wanted("203.0.113.7", ["198.51.100.7", "office"]);
      const first = plan(mode, want, [item("192.0.2.1", "mine")]);
      const after = first.add.map(([ip, comment]) => item(String(ip), String(comment)));
      expect(plan(mode, want, after)).toMatchObject({ add: [], remove: [] });
    }
  });
});

describe("results of records", () => {
  const report = (
    outcome: string,
    error: { code: string; message: string; [more: string]: unknown } | null = null,
  ) =>
    ({
      name: "home.example.org",
      type: "A",
      zone: "example.org",
      outcome,
      changes: [],
      error,
      reason: null,
      wanted: [],
      actual: [],
    }) as never;

  test("some failed / PARTIAL with every outcome", () => {
    try {
      answerFrom([report("updated"), report("failed", { code: "QUOTA_EXCEEDED", message: "full" })], false);
      expect.unreachable();
    } catch (thrown) {
      const { detail, status } = explainFailure(thrown);
      expect(detail).toMatchObject({
        code: "PARTIAL",
        changed: true,
        records: [{ outcome: "updated" }, { outcome: "failed" }],
        errors: [{ code: "QUOTA_EXCEEDED", name: "home.example.org", type: "A" }],
      });
      expect(status).toMatchObject({ fill: "yellow", text: "1/2 failed" });
    }
  });

  test.each([
    ["AUTH_REJECTED"],
    ["PERMISSION_DENIED"],
    ["ZONE_NOT_FOUND"],
    ["RECORD_CONFLICT"],
    ["QUOTA_EXCEEDED"],
    ["RATE_LIMITED"],
  ])("the only set that was tried failed / %s, whatever was skipped", (code) => {
    const failedSet = report("failed", { code, message: "no", status: 403, ray: "r", retryAfterMs: 9000 });
    for (const reports of [
      [failedSet, report("skipped")],
      [report("skipped"), failedSet, report("skipped"), failedSet],
    ]) {
      try {
        answerFrom(reports, false);
        expect.unreachable();
      } catch (thrown) {
        const { error, detail, status } = explainFailure(thrown);
        expect(error.code).toBe(code);
        expect(detail).toMatchObject({ code, changed: false, retryAfter: 9 });
        expect(status.fill).toBe(code === "RATE_LIMITED" ? "yellow" : "red");
      }
    }
  });

  test("one was right already, one failed, one was skipped / PARTIAL counts those that were tried", () => {
    const failedSet = report("failed", { code: "AUTH_REJECTED", message: "no" });
    try {
      answerFrom([report("unchanged"), failedSet, report("skipped")], false);
      expect.unreachable();
    } catch (thrown) {
      expect(explainFailure(thrown)).toMatchObject({
        error: { code: "PARTIAL" },
        status: { text: "1/2 failed" },
      });
    }
  });

  test("all failed / the code of the first", () => {
    expect(() => answerFrom([report("failed", { code: "AUTH_REJECTED", message: "no" })], false)).toThrow(
      "no",
    );
  });

  test("nothing to do, and skipped / unchanged", () => {
    expect(answerFrom([report("unchanged"), report("skipped")], false)).toMatchObject({
      changed: false,
      status: { fill: "grey" },
    });
  });

  test("dry run / says so", () => {
    expect(answerFrom([report("updated")], true)).toMatchObject({
      changed: true,
      set: { payload: { dryRun: true } },
      status: { text: "1 planned" },
    });
  });
});

describe("accounts", () => {
  const base = { baseUrl: "", defaultBaseUrl: "https://api.example.com/v4" };

  test.each([
    ["", "CONFIG_INVALID"],
    [undefined, "CONFIG_INVALID"],
    ["0123456789abcdef0123456789abcdef01234", "CONFIG_INVALID"],
    ["with blank inside it here", "CONFIG_INVALID"],
    ["${CF_TOKEN}", "ENV_UNSET"],
  ])("token %j / %s, and no part of it in the reason", (token, code) => {
    const problem = openingOf({ ...base, token });
    expect(problem).toMatchObject({ code });
    if (token && code === "CONFIG_INVALID") expect((problem as DdnsError).message).not.toContain(token);
    if (code === "ENV_UNSET") expect((problem as DdnsError).message).toContain("CF_TOKEN");
  });

  test.each([
    ["ftp://example.com"],
    ["https://user:pass@example.com"],
    ["nonsense"],
    ["http://example.com"],
    ["http://192.168.1.4:8787"],
    ["http://127.0.0.1.example.com"],
    ["http://127.0.0.1@example.com"],
  ])("API base %s / CONFIG_INVALID", (baseUrl) => {
    expect(openingOf({ ...base, baseUrl, token: "abcdefghijklmnopqrstuvwxyz" })).toMatchObject({
      code: "CONFIG_INVALID",
    });
  });

  test.each([
    ["https://example.com"],
    ["http://127.0.0.1:8787/v4"],
    ["http://localhost"],
    ["http://[::1]:1"],
  ])("API base %s / taken", (baseUrl) => {
    expect(openingOf({ ...base, baseUrl, token: "abcdefghijklmnopqrstuvwxyz" })).toBeTypeOf("function");
  });

  test("API base / settings.js before the environment before Cloudflare", () => {
    expect(
      defaultBaseUrl({ cloudflareAccountBaseUrl: "https://a" }, { CLOUDFLARE_BASE_URL: "https://b" }),
    ).toBe("https://a");
    expect(defaultBaseUrl({}, { CLOUDFLARE_BASE_URL: "https://b" })).toBe("https://b");
    expect(defaultBaseUrl({}, {})).toMatch(/^https:\/\/api\.cloudflare\.com/);
  });

  test("no account, another node, a deleted one / NO_ACCOUNT", () => {
    for (const found of [null, undefined, { type: "mqtt-broker" } as RuntimeNode])
      expect(findAccount(() => found, "x")).toMatchObject({ code: "NO_ACCOUNT" });
    expect(findAccount(() => expect.unreachable(), "")).toMatchObject({ code: "NO_ACCOUNT" });
  });

  test("a closed session / refuses", async () => {
    const session = createAccountSession(() => expect.unreachable());
    session.close();
    await expect(session.read(never, async () => 1)).rejects.toMatchObject({ code: "ABORTED" });
  });
});

describe("sources in the chooser", () => {
  test.each([
    "cloudflare.trace",
    "url:https://ip.example.com/?a=1",
    "local.iface:eth0",
    "agree(2; cloudflare.trace; cloudflare.doh; ipify)",
    "first(url:https://a.example; command:curl x)",
    "none",
    "mqtt:wan/ip",
    "router",
    "router:192.168.178.1",
    "first(router; cloudflare.trace)",
    "agree(2; router:fritz.box; cloudflare.trace)",
  ])("%s / read and written / the same text", (text) => {
    expect(formatChoice(readChoice(text))).toBe(text);
  });

  test("a router with and without its address / read / both are chosen from the list, not shown as text", () => {
    expect(readChoice("router")).toEqual({ kind: "router", argument: "" });
    expect(readChoice("router:fritz.box")).toEqual({ kind: "router", argument: "fritz.box" });
    expect(formatChoice({ kind: "router", argument: " " })).toBe("router");
  });

  test("combinations within combinations / shown as text, kept", () => {
    const text = "first(agree(2; cloudflare.trace; ipify); local)";
    expect(readChoice(text)).toMatchObject({ kind: "first", members: [{ kind: "text" }, { kind: "local" }] });
    expect(formatChoice(readChoice(text))).toBe(text);
  });

  test("whatever can be chosen / is a source that the engine accepts", () => {
    const argument: Readonly<Record<string, string>> = {
      url: "https://ip.example.com/a;b(c)",
      "url.via4": "https://ip.example.com",
      "url.via6": "https://ip.example.com",
      "local.iface": "eth0",
      "local.iface.stable": "eth0",
      homeassistant: "sensor.wan_ip",
      file: "/run/ip",
      command: "a; b",
    };
    for (const family of [4, 6] as const) {
      const offers = OFFERS.filter((offer) => offer.family === undefined || offer.family === family);
      const choose = (kind: string) => ({
        kind,
        argument: kind === "static" ? (family === 4 ? "203.0.113.7" : "2001:db8::7") : (argument[kind] ?? ""),
      });
      for (const { kind } of offers)
        expect(parseSource(formatChoice(choose(kind)), family), kind).toMatchObject({ ok: true });
      fc.assert(
        fc.property(
          fc.constantFrom("first", "agree"),
          fc.subarray([...offers], { minLength: 1 }),
          fc.nat(),
          (kind, picked, number) => {
            const members = picked.map((offer) => choose(offer.kind));
            const choice = { kind: kind as "first" | "agree", count: 1 + (number % members.length), members };
            const text = formatChoice(choice);
            expect(parseSource(text, family), text).toMatchObject({ ok: true });
            expect(formatChoice(readChoice(text))).toBe(text);
          },
        ),
      );
    }
  });
});
