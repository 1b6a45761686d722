/** Which messages on our topics are worth a repair: others' are, our own that come back late are not. */

import fc from "fast-check";
import { expect, test } from "vitest";
import type { MqttSession } from "../../../addon/mqtt/connection/session.ts";
import { createStatePublisher } from "../../../addon/mqtt/device/state-publisher.ts";
import { createFakeService, makeView } from "../../fakes/service.ts";
import { makeConfig } from "../../fakes/settings.ts";

const TOPIC = "cloudflare_ddns/main/state";

function setUp() {
  const service = createFakeService(makeConfig({ records: [], lists: [] }), makeView());
  const states = createStatePublisher(service);
  /** What the broker has not handed out yet, in its order. */
  const queue: string[] = [];
  let kept = "";
  const put = (payload: string) => {
    kept = payload;
    queue.push(payload);
  };
  const session: MqttSession = {
    gone: new AbortController().signal,
    unacknowledged: undefined,
    subscribe: async () => {},
    unsubscribe: async () => {},
    publish: async (topic, payload) => {
      if (topic === TOPIC) put(payload);
    },
    end: async () => {},
  };
  const handOut = (): boolean => {
    const payload = queue.shift();
    return payload !== undefined && states.differs({ topic: TOPIC, payload, retained: false });
  };
  return { service, states, session, queue, put, handOut, kept: () => kept };
}

test("our own messages, many at once, handed out late / never a repair", async () => {
  const { service, states, session, queue, handOut } = setUp();
  states.begin();
  for (let change = 0; change < 6; change++) {
    service.show({ lastCheck: `2026-01-01T00:0${change}:00.000Z` });
    await states.publish(session);
    expect(await states.repair(session)).toEqual([]);
  }
  while (queue.length > 0) expect(handOut()).toBe(false);
  expect(await states.repair(session)).toEqual([]);
});

test("ours and others' in any order, handed out in any rhythm / in the end the broker keeps ours", async () => {
  const step = fc.constantFrom("ours", "theirs", "emptied", "hand out", "repair");
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { service, states, session, queue, put, handOut, kept } = setUp();
      states.begin();
      await states.publish(session);
      let minute = 0;
      for (const what of steps) {
        if (what === "ours") {
          minute += 1;
          service.show({ lastCheck: new Date(minute * 60_000).toISOString() });
          await states.publish(session);
        } else if (what === "theirs") put("forged");
        else if (what === "emptied") put("");
        else if (what === "hand out") handOut();
        else await states.repair(session);
      }
      for (let round = 0; round < 3; round++) {
        while (queue.length > 0) handOut();
        await states.repair(session);
      }
      expect(JSON.parse(kept()).last_check).toBe(service.view.lastCheck);
    }),
  );
});
