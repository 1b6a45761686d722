/** The sandbox keeps the specification, through real HTTP: the batch of record changes. */

import { describe, expect, test } from "vitest";
import { a, call, expectReply, missingId, records, start, zoneId } from "../stage.ts";

describe("batch", () => {
  const b1 = "b1".repeat(16);
  const b2 = "b2".repeat(16);
  const startBatch = async (plan: "free" | "pro" = "pro") =>
    start({
      seed: {
        zones: [
          {
            id: zoneId,
            name: "example.org",
            plan,
            records: [
              { id: b1, name: "x", type: "A", content: "192.0.2.1", comment: "one" },
              { id: b2, name: "x", type: "A", content: "192.0.2.2", comment: "two" },
            ],
          },
        ],
      },
    });

  test("all four lists / sent / run in order and answer full records", async () => {
    const sandbox = await startBatch();
    // each step is possible only after the one before
    const reply = await call(sandbox, "POST", `${records}/batch`, {
      posts: [a("x", "192.0.2.2")],
      puts: [],
      patches: [{ id: b2, content: "192.0.2.1" }],
      deletes: [{ id: b1 }],
    });
    expectReply(reply, 200);
    expect(reply.body.result).toMatchObject({
      deletes: [{ id: b1, content: "192.0.2.1" }],
      patches: [{ id: b2, content: "192.0.2.1", comment: "two" }],
      puts: [],
      posts: [{ content: "192.0.2.2", comment: null }],
    });
    expect(sandbox.records("example.org").map(({ content }) => content)).toEqual(["192.0.2.1", "192.0.2.2"]);
  });

  test.each([
    [
      "an occupied target",
      {
        patches: [
          { id: b1, content: "192.0.2.2" },
          { id: b2, content: "192.0.2.3" },
        ],
      },
      81057,
    ],
    ["an unknown id", { deletes: [{ id: b1 }, { id: missingId }] }, 81044],
    ["a missing id", { deletes: [{ id: b1 }], patches: [{ content: "192.0.2.9" }] }, 81044],
    ["a bad post", { deletes: [{ id: b1 }], posts: [a("y", "nope"), a("z z", "192.0.2.3")] }, 9005],
    ["a list that is none", { deletes: {} }, 19992],
  ])("%s / sent / nothing is applied and nobody is named", async (_, body, code) => {
    const sandbox = await startBatch();
    const before = sandbox.records("example.org");
    const reply = await call(sandbox, "POST", `${records}/batch`, body);
    expect(reply.code).toBe(code);
    expect(reply.body.errors).toHaveLength(1);
    expect(Object.keys(reply.body.errors[0] ?? {})).toEqual(["code", "message"]);
    expect(sandbox.records("example.org")).toEqual(before);
  });

  test.each([
    ["free", 198, 200, undefined],
    ["free", 201, 400, 19999],
    ["pro", 3498, 200, undefined],
    ["pro", 3501, 400, 19999],
  ] as const)("a %s zone / %i operations / %i %s", async (plan, count, status, code) => {
    const posts = Array.from({ length: count }, (_, n) => a(`h${n}`, "192.0.2.1"));
    expectReply(await call(await startBatch(plan), "POST", `${records}/batch`, { posts }), status, code);
  });

  test("operations of all lists / counted together / 201 are too many for free", async () => {
    const posts = Array.from({ length: 199 }, (_, n) => a(`h${n}`, "192.0.2.1"));
    const body = { posts, deletes: [{ id: b1 }], patches: [{ id: b2 }] };
    expectReply(await call(await startBatch("free"), "POST", `${records}/batch`, body), 400, 19999);
  });
});
