/** Notifications: after two failures, once, gone with the recovery, again after Home Assistant's restart. */

import { expect, test } from "vitest";
import { describeFailure, homeAssistantNotifications } from "../../../addon/home-assistant/notifications.ts";
import { DdnsError } from "../../../src/core/errors.ts";
import { settle } from "../../clock.ts";
import { createLogRecorder } from "../../fakes/log.ts";
import { makeReport, recordReport } from "../../fakes/reports.ts";

const failed = (message = "no quota") =>
  makeReport("203.0.113.7", {
    ok: false,
    records: [
      {
        ...recordReport("home.example.org", "A", null),
        outcome: "failed",
        error: { code: "QUOTA_EXCEEDED", message },
      },
    ],
  });

function setUp() {
  const calls: string[] = [];
  const greeters = new Set<() => void>();
  const state = { connected: true };
  const listener = homeAssistantNotifications({
    homeAssistant: {
      async call(domain, action, fields) {
        if (!state.connected) throw new DdnsError("UNAVAILABLE", "not there");
        calls.push(`${domain}.${action} ${fields["notification_id"]}`);
      },
      onConnected(greet) {
        greeters.add(greet);
        return () => greeters.delete(greet);
      },
    },
    instance: "cabin",
    log: createLogRecorder(),
  });
  const cycle = async (report = makeReport()) => {
    listener.cycleEnded(report);
    await settle();
  };
  const connect = async () => {
    for (const greet of greeters) greet();
    await settle();
  };
  return { calls, state, listener, cycle, connect };
}

const CREATE = "persistent_notification.create cloudflare_ddns_cabin";
const DISMISS = "persistent_notification.dismiss cloudflare_ddns_cabin";

test("failures and a recovery / notified at the second, once, dismissed at the end", async () => {
  const { calls, cycle } = setUp();
  await cycle(failed());
  expect(calls).toEqual([]);
  await cycle(failed());
  await cycle(failed());
  expect(calls).toEqual([CREATE]);
  await cycle(failed("another reason"));
  expect(calls).toEqual([CREATE, CREATE]);
  await cycle();
  await cycle();
  expect(calls).toEqual([CREATE, CREATE, DISMISS]);
});

test("one failure between good ones, and dry runs / nobody is bothered", async () => {
  const { calls, cycle } = setUp();
  await cycle();
  await cycle(failed());
  await cycle({ ...failed(), dryRun: true });
  await cycle();
  expect(calls).toEqual([DISMISS]);
});

test("Home Assistant is away / the notification comes with the connection, and again after each restart", async () => {
  const { calls, cycle, connect, state } = setUp();
  state.connected = false;
  await cycle(failed());
  await cycle(failed());
  expect(calls).toEqual([]);
  state.connected = true;
  await connect();
  await connect();
  expect(calls).toEqual([CREATE, CREATE]);
});

test("many failures / the text names ten and counts the rest", () => {
  const records = Array.from({ length: 14 }, (_, index) => ({
    ...recordReport(`h${index}.example.org`, "A", null),
    error: { code: "UNAVAILABLE" as const, message: "gone" },
  }));
  const text = describeFailure(makeReport("203.0.113.7", { ok: false, records }));
  expect(text).toContain("`h9.example.org A`: gone");
  expect(text).not.toContain("h10.example.org");
  expect(text).toContain("and 4 more");
});
