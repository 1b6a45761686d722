/** The DNS messages of `cloudflare.doh`: what is sent to the letter, and that no answer can mislead or crash us. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { askWhoami, readWhoami } from "../../../src/adapters/sources/remote/whoami.ts";
import { encodeDnsReply } from "./dns-reply.ts";
import { createBench, detect, serve } from "./kit.ts";

const RECORD = { name: "whoami.cloudflare.", type: "TXT", class: "CH", data: ["8.8.8.8"] };
const REPLY = { id: "same", qr: true, tc: false, rcode: 0, answers: [RECORD] } as const;
const reply = (answers: readonly (typeof RECORD)[] = [RECORD]) =>
  encodeDnsReply(askWhoami(0x1234), { ...REPLY, answers });

describe("the question", () => {
  test("id 1234 / encode / as section 9.2 of the reference has it", () => {
    expect(askWhoami(0x1234).toString("hex")).toBe(
      `1234${"0100"}${"0001000000000000"}06${Buffer.from("whoami").toString("hex")}0a${Buffer.from("cloudflare").toString("hex")}00${"0010"}${"0003"}`,
    );
  });

  test("chance / asked / becomes the id, sent as a DNS message", async () => {
    const bodies: Buffer[] = [];
    const server = await serve((request, response) => {
      request.on("data", (chunk: Buffer) => {
        bodies.push(chunk);
        response.end(encodeDnsReply(chunk, REPLY));
      });
    });
    const { factory, clock } = createBench({
      endpoints: { doh: `http://doh.test:${server.port}/dns-query` },
    });
    clock.randoms.push(0.5, 0.999999999);
    expect((await detect(factory, { kind: "cloudflare.doh" })).status).toBe("known");
    await detect(factory, { kind: "cloudflare.doh" });
    expect(bodies.map((body) => body.readUInt16BE(0))).toEqual([0x8000, 0xffff]);
    expect(server.requests[0]).toMatchObject({
      method: "POST",
      headers: { "content-type": "application/dns-message", accept: "application/dns-message" },
    });
  });
});

describe("the answer", () => {
  test("a name written as a pointer to the question / decode / read", () => {
    const whole = reply();
    const nameLength = "whoami.cloudflare".length + 2;
    const at = 12 + nameLength + 4;
    const short = Buffer.concat([
      whole.subarray(0, at),
      Buffer.of(0xc0, 12),
      whole.subarray(at + nameLength),
    ]);
    expect(readWhoami(short, 0x1234)).toEqual({ ok: true, text: "8.8.8.8" });
  });

  test.each([
    ["capitals in the name", [{ ...RECORD, name: "WhoAmI.Cloudflare." }], "8.8.8.8"],
    ["quotes around the text", [{ ...RECORD, data: ['"8.8.8.8"'] }], "8.8.8.8"],
    ["two strings", [{ ...RECORD, data: ["8.8.", "8.8"] }], undefined],
    ["two records", [RECORD, RECORD], undefined],
    ["another class", [{ ...RECORD, class: "IN" }], undefined],
    ["another type", [{ ...RECORD, type: "A" }], undefined],
    ["blanks alone", [{ ...RECORD, data: ["  "] }], undefined],
    ["no string", [{ ...RECORD, data: [] }], undefined],
  ])("%s / decode", (_what, answers, text) => {
    const answer = readWhoami(reply(answers), 0x1234);
    expect(answer.ok ? answer.text : undefined).toBe(text);
  });

  test("a question instead of an answer / decode / refused", () => {
    expect(readWhoami(askWhoami(7), 7).ok).toBe(false);
  });

  test("a pointer to itself / decode / refused, no endless loop", () => {
    const loop = reply();
    loop.writeUInt16BE(0xc00c, 12);
    expect(readWhoami(loop, 0x1234).ok).toBe(false);
  });

  test("an answer cut anywhere / decode / refused", () => {
    const whole = reply();
    for (let length = 0; length < whole.length; length++)
      expect(readWhoami(whole.subarray(0, length), 0x1234).ok).toBe(false);
  });

  test("any bytes / decode / never throws", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const message = Buffer.concat([Buffer.of(0x12, 0x34, 0x80, 0, 0, 1, 0, 1), Buffer.from(bytes)]);
        expect(typeof readWhoami(message, 0x1234).ok).toBe("boolean");
        expect(readWhoami(Buffer.from(bytes), 0x1234)).toHaveProperty("ok");
      }),
    );
  });
});
