/** What every route answers. */

import { describe, expect, test } from "vitest";
import { DdnsError } from "../../../src/core/errors.ts";
import { Secret } from "../../../src/core/secret.ts";
import { config, fakeService, plannedReport } from "./scene.ts";
import { INGRESS, post, STANDALONE, started } from "./start.ts";

/** What the page sends with reads that ask the network. */
const OURS = { headers: { "X-Cloudflare-DDNS": "1" } };

describe("the page", () => {
  test("the root / asked / the page, with every security header", async () => {
    const { ask } = await started();
    const answer = await ask("/");
    expect(answer).toMatchObject({ status: 200, text: "<!doctype html><title>page</title>" });
    expect(answer.headers).toMatchObject({
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
    });
    const policy = answer.headers["content-security-policy"];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
  });

  test("ingress / the page asked / its own origin may frame it", async () => {
    const { ask } = await started(INGRESS, { remoteAddress: () => "172.30.32.2" });
    const { headers } = await ask("/");
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'self'");
    expect(headers["x-frame-options"]).toBe("SAMEORIGIN");
  });

  test("the script / asked / served as a script", async () => {
    const { ask } = await started();
    const answer = await ask("/dashboard.js");
    expect(answer).toMatchObject({ status: 200, text: "console.log(1)" });
    expect(answer.headers["content-type"]).toMatch(/^text\/javascript/);
  });
});

describe("api/view", () => {
  test("a running service / asked / its view and what the settings ask for", async () => {
    const { ask } = await started();
    const { json } = await ask("/api/view");
    expect(json).toMatchObject({
      version: "1.2.3",
      instance: "main",
      now: "2026-07-01T22:15:00.000Z",
      schedule: "@every 5m",
      survey: false,
      view: { status: "in_sync", busy: false },
      lists: [{ kind: "waf", name: "home_ips" }],
    });
    expect(json).toHaveProperty("recordSets.length", 4);
  });

  test("settings full of secrets / asked / not one of them is in the answer", async () => {
    const service = fakeService();
    const secret = new Secret("very-secret-token");
    service.config = {
      ...config,
      accounts: [{ key: "main", token: secret }],
      healthchecks: secret,
      mqtt: {
        url: "mqtt://very-secret-broker",
        username: "very-secret-user",
        password: secret,
        caFile: undefined,
        baseTopic: "b",
        discoveryPrefix: "d",
      },
    };
    const { ask } = await started(STANDALONE, { service });
    const { text } = await ask("/api/view");
    expect(text).not.toContain("very-secret");
    expect(text).not.toContain("redacted");
  });

  test("a name known only by its zone's id / asked / left to the report", async () => {
    const service = fakeService();
    const [first] = config.records;
    if (first === undefined) throw new Error("the fixture has records");
    service.config = {
      ...config,
      records: [{ ...first, owner: { kind: "in-zone", zoneId: "z", label: "@" } }],
      schedule: { kind: "once" },
    };
    const { ask } = await started(STANDALONE, { service });
    expect((await ask("/api/view")).json).toMatchObject({ recordSets: [], schedule: "@once" });
  });
});

describe("what may be asked for", () => {
  test.each([
    ["/api/update", "", "updateNow"],
    ["/api/update", {}, "updateNow"],
    ["/api/pause", { paused: true }, "setPaused true"],
    ["/api/pause", { paused: false }, "setPaused false"],
    [
      "/api/proxied",
      { name: "home.example.org", type: "AAAA", proxied: true },
      "setProxied home.example.org AAAA true",
    ],
  ])("%s %j / posted / the service is asked: %s", async (path, body, expected) => {
    const { ask, service } = await started();
    expect(await ask(path, post(body))).toMatchObject({ status: 200, json: { ok: true } });
    expect(service.calls).toEqual([expected]);
  });

  test("the plan / asked twice at once / planned once, both get it", async () => {
    const { ask, service } = await started();
    let finish = () => {};
    service.onPlan = () =>
      new Promise((resolve) => {
        finish = () => resolve(plannedReport);
      });
    const both = [ask("/api/plan", OURS), ask("/api/plan", OURS)];
    await expect.poll(() => service.calls.length).toBe(1);
    await ask("/api/view");
    finish();
    for (const answer of await Promise.all(both)) expect(answer.json).toMatchObject({ dryRun: true });
    expect(service.calls).toEqual(["plan"]);
  });

  test("a survey / asked / every source's answer", async () => {
    const { ask } = await started(STANDALONE, { detectSurvey: async () => [{ name: "ipify" }] });
    expect((await ask("/api/survey", OURS)).json).toEqual({ sources: [{ name: "ipify" }] });
    expect((await ask("/api/view")).json).toMatchObject({ survey: true });
  });

  test("no survey handed in / asked / 404", async () => {
    const { ask } = await started();
    expect((await ask("/api/survey", OURS)).status).toBe(404);
  });
});

describe("bad input", () => {
  test.each([
    ["/api/pause", "{", "not JSON"],
    ["/api/pause", "", "not JSON"],
    ["/api/pause", "[]", "JSON object"],
    ["/api/pause", "null", "JSON object"],
    ["/api/pause", {}, '"paused"'],
    ["/api/pause", { paused: "yes" }, '"paused"'],
    ["/api/pause", { paused: true, for: 3 }, '"for" is not known'],
    ["/api/update", { now: true }, '"now" is not known'],
    ["/api/proxied", { type: "A", proxied: true }, '"name"'],
    ["/api/proxied", { name: "", type: "A", proxied: true }, '"name"'],
    ["/api/proxied", { name: "203.0.113.7", type: "A", proxied: true }, '"name"'],
    ["/api/proxied", { name: "a".repeat(300), type: "A", proxied: true }, '"name"'],
    ["/api/proxied", { name: "a.example", type: "CNAME", proxied: true }, '"type"'],
    ["/api/proxied", { name: "a.example", type: "A", proxied: 1 }, '"proxied"'],
  ])("%s %j / posted / 400 that says why, nothing is asked", async (path, body, said) => {
    const { ask, service } = await started();
    const answer = await ask(path, post(body));
    expect(answer).toMatchObject({ status: 400, json: { error: { code: "BAD_INPUT" } } });
    expect(answer.text.replaceAll('\\"', '"')).toContain(said);
    expect(service.calls).toEqual([]);
  });

  test.each([
    ["announced", {}],
    ["chunked", { "Transfer-Encoding": "chunked" }],
  ])("a body over 4 KiB, %s / posted / 413", async (_how, headers) => {
    const { ask, service } = await started();
    const answer = await ask("/api/pause", post({ paused: true, more: "x".repeat(5000) }, headers));
    expect(answer).toMatchObject({ status: 413, json: { error: { code: "TOO_LARGE" } } });
    expect(service.calls).toEqual([]);
  });

  test.each([
    ["GET", "/nothing"],
    ["GET", "/api/"],
    ["GET", "/api/update"],
    ["POST", "/api/view"],
    ["DELETE", "/api/pause"],
    ["GET", "/index.html"],
    ["GET", "/..%2f..%2fetc/passwd"],
  ])("%s %s / asked / 404", async (method, path) => {
    const { ask } = await started();
    expect(await ask(path, { method })).toMatchObject({
      status: 404,
      json: { error: { code: "NOT_FOUND" } },
    });
  });
});

describe("errors of the service", () => {
  test.each([
    [new DdnsError("BAD_INPUT", "No such record set."), 400],
    [new DdnsError("RECORD_CONFLICT", "A CNAME is in the way."), 409],
    [new DdnsError("RATE_LIMITED", "Too many requests.", { retryAfterMs: 1500 }), 429],
    [new DdnsError("PERMISSION_DENIED", "The token may not."), 502],
    [new DdnsError("TIMEOUT", "Too slow."), 504],
  ])("%s / while switching the cloud / status %i with code and message", async (error, status) => {
    const { ask, service } = await started();
    service.onProxied = () => Promise.reject(error);
    const answer = await ask("/api/proxied", post({ name: "home.example.org", type: "A", proxied: true }));
    expect(answer).toMatchObject({ status, json: { error: { code: error.code, message: error.message } } });
    if (error.retryAfterMs !== undefined) expect(answer.headers["retry-after"]).toBe("2");
  });

  test("a foreign error / while planning / 500 without its text, one warning", async () => {
    const { ask, service, warnings } = await started();
    service.onPlan = () => Promise.reject(new Error("token abcdef refused"));
    const answer = await ask("/api/plan", OURS);
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain("abcdef");
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(warnings).toHaveLength(1);
    expect(warnings.join()).not.toContain("abcdef");
  });
});
