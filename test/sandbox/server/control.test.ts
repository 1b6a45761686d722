/** The sandbox keeps the specification, through real HTTP: driving the sandbox from another process. */

import { describe, expect, test } from "vitest";
import type { SandboxState } from "../index.ts";
import { bearer, call, records, start, withToken } from "../stage.ts";

describe("control routes", () => {
  async function post(origin: string, path: string, body: unknown): Promise<unknown> {
    const init = { method: "POST", body: JSON.stringify(body) };
    return (await fetch(`${origin}/__sandbox/${path}`, init)).json();
  }

  async function stateOf(origin: string): Promise<SandboxState> {
    return JSON.parse(await (await fetch(`${origin}/__sandbox/state`)).text());
  }

  test("another process / seeds, spoils, moves and resets / as the programmatic face does", async () => {
    const sandbox = await start();
    const { origin } = sandbox;
    await post(origin, "seed", { zones: [{ name: "more.example" }] });
    await post(origin, "address", { family: 6, address: "2001:db8::9" });
    await post(origin, "switches", { badId: "400" });
    await post(origin, "fault", { kind: "status", status: 503, times: null, match: { pattern: "^/zones$" } });
    expect((await call(sandbox, "GET", "/zones")).status).toBe(503);
    expect((await call(sandbox, "GET", "/zones")).status).toBe(503);
    expect((await call(sandbox, "GET", "/zones/x")).status).toBe(400);
    expect(await (await fetch(`${origin}/__sandbox/requests`)).json()).toMatchObject([
      { path: "/zones", status: 503 },
      { path: "/zones", status: 503 },
      { path: "/zones/x", status: 400 },
    ]);
    await post(origin, "reply", { path: "/dns_records$", body: { result: null } });
    expect((await call(sandbox, "GET", records)).body).toEqual({ result: null });
    await fetch(`${origin}/__sandbox/fault`, { method: "DELETE" });
    expect((await call(sandbox, "GET", "/zones")).status).toBe(200);
    const state = await stateOf(origin);
    expect(state.zones.map(({ name }) => name)).toContain("more.example");
    expect(state.addresses).toEqual({ 4: "93.184.216.34", 6: "2001:db8::9" });
    await post(origin, "reset", {});
    expect(sandbox.requests).toEqual([]);
    expect(sandbox.switches.badId).toBe("404");
    expect(await stateOf(origin)).toMatchObject({ zones: [{}, {}], lists: [{}] });
  });

  test.each([
    ["fault", {}],
    ["reply", { path: "/zones" }],
    ["address", { family: 5 }],
    ["seed", []],
    ["nothing", {}],
  ])("POST %s %j / sent / refused with a reason", async (path, body) => {
    const { origin } = await start();
    expect(await post(origin, path, body)).toEqual({ ok: false, error: expect.any(String) });
  });

  test("tokens seeded / state read / their values are not told", async () => {
    const { origin } = await withToken({});
    const state = await stateOf(origin);
    expect(state.tokens).toBe(1);
    expect(JSON.stringify(state)).not.toContain(bearer);
  });
});
