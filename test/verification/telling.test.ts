/** Who is told that the world sees something else: log, notification services, Home Assistant; once, over restarts too. */

import { expect, onTestFinished, test } from "vitest";
import { startVerification } from "../../addon/process/verification.ts";
import { readState, stateAsJson } from "../../src/adapters/state-shape.ts";
import type { Fqdn } from "../../src/core/types.ts";
import type { Description, InstanceState, Verification } from "../../src/index.ts";
import { createVirtualClock } from "../clock.ts";
import { createLogRecorder } from "../fakes/log.ts";
import { makeReport } from "../fakes/reports.ts";

const RIGHT: Verification = {
  ok: true,
  zones: [{ zone: "example.org" as Fqdn, delegation: "cloudflare", nameServers: ["a.ns.test", "b.ns.test"] }],
  records: [{ name: "home.example.org" as Fqdn, type: "A", published: "yes", witnesses: [], reason: null }],
  settledAfter: 0,
};
const MOVED: Verification = {
  ...RIGHT,
  ok: false,
  zones: RIGHT.zones.map((zone) => ({ ...zone, delegation: "elsewhere", ledTo: ["ns1.other.test"] })),
};
const BOGUS: Verification = {
  ...RIGHT,
  ok: false,
  zones: RIGHT.zones.map((zone) => ({ ...zone, dnssec: "broken" })),
  records: RIGHT.records.map((record) => ({
    ...record,
    witnesses: [
      {
        name: "dns.google",
        kind: "public",
        answer: [],
        ttl: null,
        error: "it answered SERVFAIL: DNSSEC is broken, the signatures have expired",
        dnssec: "the signatures have expired",
      },
    ],
  })),
};

function service(clock = createVirtualClock(), stored: InstanceState = readState({})) {
  const log = createLogRecorder();
  const scene = { answer: RIGHT, state: stored, told: [] as Description[], notices: [] as string[] };
  const eyes = startVerification({
    service: { verified: () => {}, subscribe: () => () => {} },
    engine: {
      get state() {
        return scene.state;
      },
      amendState: async (change) => {
        scene.state = readState(JSON.parse(stateAsJson(change(scene.state))));
      },
    },
    verify: async () => scene.answer,
    homeAssistant: {
      call: async (_, action, fields) => {
        scene.notices.push(`${action} ${fields["notification_id"]} ${fields["message"] ?? ""}`.trim());
      },
      onConnected: () => () => {},
    },
    instance: "main",
    reporters: { tell: (description) => void scene.told.push(description) },
    clock,
    log,
  });
  onTestFinished(() => eyes.stop());
  let hasBegun = false;
  const look = async (answer: Verification) => {
    scene.answer = answer;
    const isFirst = !hasBegun;
    hasBegun = true;
    if (isFirst) eyes.listener.cycleEnded(makeReport("203.0.113.7"), QUIET);
    await clock.advance(isFirst ? 0 : 3_600_000);
  };
  return { scene, log, look, clock };
}
const QUIET = { alert: undefined, stands: false, nextTry: undefined };

test("a domain that is led elsewhere, and its return / told / to whom it is led, once, and that it is over", async () => {
  const { scene, log, look } = service();
  await look(MOVED);
  await look(MOVED);
  const text =
    "Your domain example.org is delegated to another provider: ns1.other.test. Enter Cloudflare's name servers, a.ns.test and b.ns.test, at its registrar.";
  expect(scene.told).toEqual([
    {
      title: "the world does not see what was published",
      lines: [text, "You will be told when this changes or is over."],
    },
  ]);
  expect(log.lines).toEqual([`warn The world does not see what was published. ${text}`]);
  expect(scene.notices).toHaveLength(1);
  expect(scene.notices[0]).toMatch(/^create cloudflare_ddns_main_published .*delegated to another provider/);
  await look(RIGHT);
  expect(scene.told[1]?.title).toBe("the world sees what was published again, after 2 h");
  expect(scene.notices[1]).toBe("dismiss cloudflare_ddns_main_published");
  expect(scene.state.unseen).toBeUndefined();
});

test("broken DNSSEC / told / the reason that the resolver gave", async () => {
  const { scene, look } = service();
  await look(BOGUS);
  expect(scene.told[0]?.lines[0]).toMatch(
    /^DNSSEC is broken: dns\.google refuses home\.example\.org, since the signatures have expired\. Compare the DS record/,
  );
});

test("told, then a restart / the same again / silence; its end is told with how long it lasted in all", async () => {
  const first = service();
  await first.look(MOVED);
  const second = service(first.clock, first.scene.state);
  await second.look(MOVED);
  expect(second.scene.told).toEqual([]);
  // Home Assistant may have lost it.
  expect(second.scene.notices).toHaveLength(1);
});
