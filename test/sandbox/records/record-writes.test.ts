/** The sandbox keeps the specification, through real HTTP: writing single records. */

import { describe, expect, test } from "vitest";
import { a, call, expectReply, home, homeId, missingId, records, start } from "../stage.ts";

describe("record writes", () => {
  const clock = { ms: Date.UTC(2026, 0, 1) };
  const startAt = async () => start({ now: () => clock.ms });

  test("a created record / answered / has the observed keys and times", async () => {
    clock.ms = Date.UTC(2026, 0, 1, 0, 0, 0, 120);
    const { status, body } = await call(
      await startAt(),
      "POST",
      records,
      a("n", "192.0.2.1", { comment: "c", proxied: true, zone_name: "x" }),
    );
    expect(status).toBe(200);
    expect(body.result).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      name: "n.example.org",
      type: "A",
      content: "192.0.2.1",
      proxiable: true,
      proxied: true,
      ttl: 1,
      settings: {},
      meta: {},
      comment: "c",
      tags: [],
      created_on: "2026-01-01T00:00:00.12Z",
      modified_on: "2026-01-01T00:00:00.12Z",
      comment_modified_on: "2026-01-01T00:00:00.12Z",
    });
  });

  test("two sandboxes / same calls / same ids", async () => {
    const ids = await Promise.all(
      [await start(), await start()].map(
        async (sandbox) => (await call(sandbox, "POST", records, a("n", "192.0.2.1"))).body.result.id,
      ),
    );
    expect(ids[0]).toBe(ids[1]);
  });

  test.each([
    ["PATCH", { content: "192.0.2.9" }, { ttl: 300, comment: "kept", content: "192.0.2.9" }],
    ["PATCH", { comment: "" }, { comment: null, ttl: 300 }],
    ["PATCH", { proxied: true }, { ttl: 1, proxied: true, comment: "kept" }],
    ["PATCH", { tags: ["a:b"] }, { tags: ["a:b"], comment: "kept" }],
    ["PATCH", { settings: { ipv4_only: true } }, { settings: { ipv4_only: true } }],
    ["PUT", a("home", "192.0.2.9", { ttl: undefined }), { ttl: 1, comment: null, proxied: false, tags: [] }],
  ])("a record / %s %o / what is not named is kept or reset", async (method, body, expected) => {
    const sandbox = await startAt();
    expect((await call(sandbox, method, home, body)).body.result).toMatchObject(expected);
    expect(sandbox.records("example.org")).toMatchObject([{ id: homeId, ...expected }]);
  });

  test.each([
    ["PUT", home, { content: "192.0.2.9" }, 400, 9000],
    ["PATCH", home, { type: "AAAA", content: "2001:db8::1" }, 400, 19998],
    ["PATCH", home, { content: "203.0.113.8" }, 400, 81057],
    ["PATCH", home, { content: "203.0.113.7" }, 200, undefined],
    ["PATCH", `${records}/${missingId}`, {}, 404, 81044],
    ["PUT", `${records}/${missingId}`, a("x", "192.0.2.1"), 404, 81044],
    ["DELETE", `${records}/${missingId}`, undefined, 404, 81044],
    ["GET", `${records}/${missingId}`, undefined, 404, 81044],
  ])("%s %s with %o / sent / %i %s", async (method, path, body, status, code) => {
    const sandbox = await start();
    sandbox.seed({ zones: [{ name: "example.org", records: [a("home", "203.0.113.8")] }] });
    expectReply(await call(sandbox, method, path, body), status, code);
  });

  test("content and comment patched in turn / read back / each moves its own time", async () => {
    const sandbox = await startAt();
    clock.ms += 1000;
    const content = (await call(sandbox, "PATCH", home, { content: "192.0.2.9" })).body.result;
    clock.ms += 1000;
    const comment = (await call(sandbox, "PATCH", home, { comment: "other" })).body.result;
    const seconds = (text: string, from: string) => (Date.parse(text) - Date.parse(from)) / 1000;
    expect(seconds(content.modified_on, content.created_on)).toBe(1);
    expect(seconds(content.comment_modified_on, content.created_on)).toBe(0);
    expect(seconds(comment.comment_modified_on, comment.created_on)).toBe(2);
  });

  test("a record / DELETE / answers its id, and the zone is empty", async () => {
    const sandbox = await start();
    expect((await call(sandbox, "DELETE", home)).body.result).toEqual({ id: homeId });
    expect(sandbox.records("example.org")).toEqual([]);
  });
});
