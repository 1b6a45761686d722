/** Notifications: what is told (T6), once, gone with the recovery, again after Home Assistant's restart. */

import { expect, test } from "vitest";
import { describeFailure, homeAssistantNotifications } from "../../../addon/home-assistant/notifications.ts";
import { DdnsError } from "../../../src/core/errors.ts";
import type { CycleReport } from "../../../src/core/report/report.ts";
import type { Telling } from "../../../src/ports.ts";
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
  const cycle = async (report: CycleReport, telling: Partial<Telling>) => {
    listener.cycleEnded(report, { ...NOTHING, ...telling });
    await settle();
  };
  const connect = async () => {
    for (const greet of greeters) greet();
    await settle();
  };
  return { calls, state, listener, cycle, connect };
}

const NOTHING: Telling = { alert: undefined, stands: false, nextTry: undefined };
const FAILED: Partial<Telling> = { alert: { kind: "failed", failingForMs: undefined }, stands: true };
const CHANGED: Partial<Telling> = { alert: { kind: "failure-changed", failingForMs: 60_000 }, stands: true };
const STANDS: Partial<Telling> = { stands: true };
const RECOVERED: Partial<Telling> = { alert: { kind: "recovered", failingForMs: 60_000 } };

const CREATE = "persistent_notification.create cloudflare_ddns_cabin";
const DISMISS = "persistent_notification.dismiss cloudflare_ddns_cabin";

test("failures and a recovery / notified when told, once, dismissed at the end", async () => {
  const { calls, cycle } = setUp();
  await cycle(failed(), {});
  expect(calls).toEqual([DISMISS]);
  await cycle(failed(), FAILED);
  await cycle(failed("other words"), STANDS);
  expect(calls).toEqual([DISMISS, CREATE]);
  await cycle(failed("another reason"), CHANGED);
  expect(calls).toEqual([DISMISS, CREATE, CREATE]);
  await cycle(makeReport(), RECOVERED);
  await cycle(makeReport(), {});
  expect(calls).toEqual([DISMISS, CREATE, CREATE, DISMISS]);
});

test("one failure between good ones, and dry runs / nobody is bothered", async () => {
  const { calls, cycle } = setUp();
  await cycle(makeReport(), {});
  await cycle(failed(), {});
  await cycle({ ...failed(), dryRun: true }, FAILED);
  await cycle(makeReport(), {});
  expect(calls).toEqual([DISMISS]);
});

test("told before our restart, still failing / the first cycle / shown again, gone with the recovery", async () => {
  const { calls, cycle } = setUp();
  await cycle(failed(), STANDS);
  await cycle(failed(), STANDS);
  await cycle(makeReport(), RECOVERED);
  expect(calls).toEqual([CREATE, DISMISS]);
});

test("Home Assistant is away / the notification comes with the connection, and again after each restart", async () => {
  const { calls, cycle, connect, state } = setUp();
  state.connected = false;
  await cycle(failed(), FAILED);
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

test.each([
  ["**bold** and _so_", "\\*\\*bold\\*\\* and \\_so\\_"],
  ["[Session expired, log in](http://evil.example)", "\\[Session expired, log in\\](http\\://evil.example)"],
  ["![](HTTPS://evil.example/pixel)", "!\\[\\](HTTPS\\://evil.example/pixel)"],
  ["<img src=x> & see www.evil.example", "\\<img src=x\\> &amp; see www\\.evil.example"],
  ["# heading | `code`", "\\# heading \\| \\`code\\`"],
])("a reason that holds Markdown: %s / shown as words", (reason, shown) => {
  const detections = {
    ipv4: { status: "unavailable", reason, source: "x" },
    ipv6: { status: "unmanaged" },
  } as const;
  expect(describeFailure(makeReport("203.0.113.7", { ok: false, detections }))).toContain(
    `address: ${shown}`,
  );
});
