/** The websocket's traps, each closed: refused subscriptions, silence, garbage, wrong tokens. */

import { afterEach, describe, expect, test } from "vitest";
import {
  connectHomeAssistant,
  type Followed,
  type HomeAssistant,
} from "../../../addon/home-assistant/connection.ts";
import { applyEntityEvent } from "../../../addon/home-assistant/entity-state.ts";
import { homeAssistantError } from "../../../addon/home-assistant/failure.ts";
import { websocketUrl } from "../../../addon/home-assistant/socket.ts";
import { Secret } from "../../../src/core/secret.ts";
import { createVirtualClock, settle } from "../../clock.ts";
import { createLogRecorder } from "../../fakes/log.ts";
import { type FakeCore, type FakeCoreOptions, startFakeCore } from "./fake-core.ts";

describe("connection", () => {
  let core: FakeCore | undefined;
  let homeAssistant: HomeAssistant | undefined;
  const clock = createVirtualClock();
  const setUp = async (options: FakeCoreOptions = {}, token = "right") => {
    core = await startFakeCore(options);
    const log = createLogRecorder();
    homeAssistant = connectHomeAssistant({ access: { url: core.url, token: new Secret(token) }, log, clock });
    return { core, log, homeAssistant };
  };
  afterEach(async () => {
    await homeAssistant?.stop();
    await core?.stop();
    expect(clock.sleeping).toBe(0);
  });
  const until = async (test: () => boolean) => {
    for (let turn = 0; turn < 2000 && !test(); turn++) {
      await settle();
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(test()).toBe(true);
  };

  test("nothing asked of it / no connection is made", async () => {
    const { core } = await setUp();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(core.connections).toBe(0);
  });

  test("refused subscription, also after a reconnect / the entity has failed, the process lives", async () => {
    const { core, homeAssistant } = await setUp({
      answer: ({ type }) =>
        type === "ping" ? {} : { success: false, error: { code: "unauthorized", message: "secret words" } },
    });
    const heard: Followed[] = [];
    homeAssistant.follow("sensor.ip", (followed) => heard.push(followed));
    await until(() => heard.some(({ kind }) => kind === "failed"));
    core.drop();
    await until(() => heard.length >= 3);
    await clock.advance(60_000);
    await until(
      () =>
        core.connections === 2 &&
        core.received.filter(({ type }) => type === "subscribe_entities").length === 2,
    );
    expect(JSON.stringify(heard)).not.toContain("secret words");
  });

  test("the other side goes silent / 40 s later it is given up and made anew", async () => {
    let answers = true;
    const { core, log, homeAssistant } = await setUp({
      answer: ({ type }) => (type !== "ping" || answers ? {} : undefined),
    });
    homeAssistant.onConnected(() => undefined);
    await until(() => log.lines.some((line) => line.includes("connected (version 2026.11.0)")));
    answers = false;
    await clock.advance(30_000);
    await until(() => core.received.filter(({ type }) => type === "ping").length === 2);
    await clock.advance(10_000);
    await until(() => log.lines.some((line) => line.includes("does not answer")));
    await clock.advance(10_000);
    await until(() => core.connections === 2);
  });

  test("a proxy takes the token while Home Assistant is still away behind it / not said to be connected before it answers", async () => {
    let away = true;
    const { core, log, homeAssistant } = await setUp({ answer: () => (away ? undefined : {}) });
    let greeted = 0;
    homeAssistant.onConnected(() => {
      greeted += 1;
    });
    await until(() => core.received.some(({ type }) => type === "ping"));
    await clock.advance(10_000);
    await until(() =>
      log.lines.some((line) => line.includes("does not answer yet; probably it is starting")),
    );
    expect(greeted).toBe(0);
    expect(log.lines.join()).not.toContain("connected (");
    away = false;
    await clock.advance(10_000);
    await until(() => greeted === 1);
    expect(log.lines.join()).toContain("connected (version 2026.11.0)");
  });

  test("garbage comes / ignored", async () => {
    const { core, homeAssistant } = await setUp();
    const heard: Followed[] = [];
    homeAssistant.follow("sensor.ip", (followed) => heard.push(followed));
    const subscription = () => core.received.find(({ type }) => type === "subscribe_entities");
    await until(() => subscription() !== undefined);
    for (const text of ["{", "null", "5", "[null]", "[]", "{}", '"x"']) core.say(text);
    const id = subscription()?.id;
    core.say(
      JSON.stringify({ id, type: "event", event: { a: { "sensor.ip": { s: "93.184.216.34", a: {} } } } }),
    );
    await until(() => heard.some(({ kind }) => kind === "known"));
  });

  test("wrong token / said once, ten minutes of peace, the token nowhere", async () => {
    const { core, log, homeAssistant } = await setUp({}, "wrong-token");
    const heard: Followed[] = [];
    homeAssistant.follow("sensor.ip", (followed) => heard.push(followed));
    await until(() => heard.some(({ kind }) => kind === "failed"));
    await clock.advance(590_000);
    expect(core.connections).toBe(1);
    await clock.advance(20_000);
    await until(() => core.connections === 2);
    expect(log.lines.filter((line) => line.startsWith("warn"))).toHaveLength(1);
    expect(log.lines.join() + JSON.stringify(heard)).not.toContain("wrong-token");
  });

  test("Home Assistant hangs in its start / stop / ends at once", async () => {
    const { core, homeAssistant } = await setUp({ silent: true });
    homeAssistant.onConnected(() => undefined);
    await until(() => core.connections === 1);
    await homeAssistant.stop();
  });

  test("an action / called; refused and unanswered ones reject", async () => {
    const { core, log, homeAssistant } = await setUp({
      answer: ({ type, service }) =>
        type === "ping" || service === "good"
          ? {}
          : service === "bad"
            ? { success: false, error: { code: "home_assistant_error", message: "x" } }
            : undefined,
    });
    await expect(homeAssistant.call("a", "good", {})).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await until(() => log.lines.some((line) => line.includes("connected")));
    await homeAssistant.call("a", "good", { x: 1 });
    expect(core.received.at(-1)).toMatchObject({
      type: "call_service",
      domain: "a",
      service: "good",
      service_data: { x: 1 },
    });
    await expect(homeAssistant.call("a", "bad", {})).rejects.toMatchObject({ code: "BAD_INPUT" });
    const unanswered = homeAssistant.call("a", "silent", {});
    const rejected = expect(unanswered).rejects.toMatchObject({ code: "TIMEOUT" });
    await until(() => core.received.at(-1)?.["service"] === "silent");
    await clock.advance(10_000);
    await rejected;
  });
});

test.each([
  ["http://homeassistant.local:8123", "ws://homeassistant.local:8123/api/websocket"],
  ["https://ha.example.org/", "wss://ha.example.org/api/websocket"],
  ["http://supervisor/core", "ws://supervisor/core/api/websocket"],
  ["ws://supervisor/core/websocket", "ws://supervisor/core/websocket"],
  ["http://[fd00::1]:8123", "ws://[fd00::1]:8123/api/websocket"],
])("%s / websocket address", (url, expected) => {
  expect(websocketUrl(url)).toBe(expected);
});

test.each(["homeassistant.local", "ftp://x", "http://user:password@x", ""])("%s / refused", (url) => {
  expect(() => websocketUrl(url)).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
});

test.each([
  [1, "UNAVAILABLE"],
  [2, "AUTH_REJECTED"],
  [3, "UNAVAILABLE"],
  [{ error: { code: 3, message: "lost" } }, "UNAVAILABLE"],
  [{ code: "unauthorized", message: "x" }, "PERMISSION_DENIED"],
  [{ code: "invalid_format" }, "BAD_INPUT"],
  [undefined, "UNAVAILABLE"],
])("the library rejects with %j / %s", (thrown, code) => {
  expect(homeAssistantError(thrown, "It failed").code).toBe(code);
});

test("events of one entity / followed to its end", () => {
  const id = "sensor.ip";
  const added = applyEntityEvent(undefined, id, { a: { [id]: { s: "a", a: { x: 1, y: 2 } } } });
  expect(added).toEqual({ state: "a", attributes: { x: 1, y: 2 } });
  const changed = applyEntityEvent(added, id, {
    c: { [id]: { "+": { s: "b", a: { z: 3 } }, "-": { a: ["x"] } } },
  });
  expect(changed).toEqual({ state: "b", attributes: { y: 2, z: 3 } });
  expect(applyEntityEvent(changed, id, { c: { other: { "+": { s: "c" } } } })).toBe(changed);
  expect(applyEntityEvent(changed, id, { r: [id] })).toBeUndefined();
  for (const garbage of [null, 5, "x", {}, { a: null }, { c: { [id]: 5 } }])
    expect(applyEntityEvent(changed, id, garbage)).toEqual(changed);
  expect(applyEntityEvent(undefined, id, { a: {} })).toBeUndefined();
});
