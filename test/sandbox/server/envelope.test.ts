/** The sandbox keeps the specification, through real HTTP: the envelope of every answer. */

import { describe, expect, test } from "vitest";
import { call, missingId, records, start } from "../stage.ts";

describe("envelopes", () => {
  test("a page-numbered list / answered / keys stand in the observed order", async () => {
    const { body, headers } = await call(await start(), "GET", records);
    expect(Object.keys(body)).toEqual(["result", "success", "errors", "messages", "result_info"]);
    expect(body.result_info).toEqual({ page: 1, per_page: 100, count: 1, total_count: 1, total_pages: 1 });
    expect(headers.get("content-type")).toBe("application/json");
    expect(headers.get("server")).toBe("cloudflare");
  });

  test("service and gateway failures / answered / differ in key order", async () => {
    const sandbox = await start();
    const service = await call(sandbox, "GET", `${records}/${missingId}`);
    const gateway = await call(sandbox, "GET", "/zones", undefined, {});
    expect(Object.keys(service.body)).toEqual(["result", "success", "errors", "messages"]);
    expect(Object.keys(gateway.body)).toEqual(["success", "errors", "messages", "result"]);
  });
});
