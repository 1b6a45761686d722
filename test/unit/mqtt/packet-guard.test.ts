/** The guard over whole and torn streams of packets. */

import fc from "fast-check";
import { generate, type Packet } from "mqtt-packet";
import { expect, test } from "vitest";
import { createPacketGuard } from "../../../addon/mqtt/connection/packet-guard.ts";

const LIMIT = 1000;

const publish = (topic: string, size: number): Packet => ({
  cmd: "publish",
  topic,
  payload: Buffer.alloc(size, 0xff),
  qos: 1,
  messageId: 7,
  retain: true,
  dup: false,
});
const small = fc.oneof(
  fc.tuple(fc.stringMatching(/^[a-zäß/]{1,40}$/), fc.nat(600)).map(([topic, size]) => publish(topic, size)),
  fc.constant<Packet>({ cmd: "pingresp" }),
  fc.constant<Packet>({ cmd: "puback", messageId: 9 }),
  fc.constant<Packet>({ cmd: "connack", returnCode: 0, sessionPresent: false }),
);

/** Gives the stream to the guard in pieces of the given sizes; answers with what it found and after how many bytes. */
function feed(stream: Buffer, pieces: readonly number[]) {
  const guard = createPacketGuard(() => LIMIT);
  let at = 0;
  for (let index = 0; at < stream.length; index++) {
    const size = pieces[index % pieces.length] ?? 1;
    const found = guard(stream.subarray(at, at + size));
    at += size;
    if (found) return { found, at };
  }
  return { found: undefined, at };
}

const pieces = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 20 });

test("packets within the limit, torn anywhere / all pass", () => {
  fc.assert(
    fc.property(fc.array(small, { maxLength: 20 }), pieces, (packets, sizes) => {
      expect(feed(Buffer.concat(packets.map((packet) => generate(packet))), sizes).found).toBeUndefined();
    }),
  );
});

test("a packet over the limit behind others, torn anywhere / found by its topic, before it is read", () => {
  fc.assert(
    fc.property(
      fc.array(small, { maxLength: 5 }),
      fc.stringMatching(/^[a-zäß/]{1,60}$/),
      fc.integer({ min: LIMIT, max: 90_000 }),
      pieces,
      (packets, topic, size, sizes) => {
        const before = Buffer.concat(packets.map((packet) => generate(packet)));
        const { found, at } = feed(Buffer.concat([before, generate(publish(topic, size))]), sizes);
        expect(found?.topic).toBe(topic);
        expect(found?.message).toContain(topic);
        expect(at - before.length).toBeLessThan(7 + Buffer.byteLength(topic) + Math.max(...sizes));
      },
    ),
  );
});

test("a length that never ends, a huge packet that is no publication / found, without a topic", () => {
  expect(feed(Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0xff]), [1]).found).toBeUndefined();
  expect(
    feed(Buffer.concat([Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff]), Buffer.alloc(70_000, 0xff)]), [500]).at,
  ).toBeLessThanOrEqual(70_000);
  const other = feed(Buffer.from([0x90, 0xff, 0xff, 0xff, 0x7f]), [1]);
  expect(other.found?.topic).toBeUndefined();
  expect(other.found?.message).toContain("longer than 0 MB");
});

test("any bytes in any pieces / no exception, at most 64 kB and a bit are looked at", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5000 }), pieces, (bytes, sizes) => {
      feed(Buffer.from(bytes), sizes);
    }),
  );
});
