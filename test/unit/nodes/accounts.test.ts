/** The account node: where its token and its base come from, and which session answers. */

import { describe, expect, test } from "vitest";
import { defaultBaseUrl, openingOf } from "../../../nodes/cloudflare-account/opening.ts";
import { createAccountSession, findAccount } from "../../../nodes/shared/account/account-session.ts";
import type { DdnsError } from "../../../nodes/shared/engine.ts";
import type { RuntimeNode } from "../../../nodes/shared/node-red.ts";
import { never } from "./kit.ts";

describe("accounts", () => {
  const base = { baseUrl: "", defaultBaseUrl: "https://api.example.com/v4" };

  test.each([
    ["", "CONFIG_INVALID"],
    [undefined, "CONFIG_INVALID"],
    ["0123456789abcdef0123456789abcdef01234", "CONFIG_INVALID"],
    ["with blank inside it here", "CONFIG_INVALID"],
    ["${CF_TOKEN}", "ENV_UNSET"],
  ])("token %j / %s, and no part of it in the reason", (token, code) => {
    const problem = openingOf({ ...base, token });
    expect(problem).toMatchObject({ code });
    if (token && code === "CONFIG_INVALID") expect((problem as DdnsError).message).not.toContain(token);
    if (code === "ENV_UNSET") expect((problem as DdnsError).message).toContain("CF_TOKEN");
  });

  test.each([
    ["ftp://example.com"],
    ["https://user:pass@example.com"],
    ["nonsense"],
    ["http://example.com"],
    ["http://192.168.1.4:8787"],
    ["http://127.0.0.1.example.com"],
    ["http://127.0.0.1@example.com"],
  ])("API base %s / CONFIG_INVALID", (baseUrl) => {
    expect(openingOf({ ...base, baseUrl, token: "abcdefghijklmnopqrstuvwxyz" })).toMatchObject({
      code: "CONFIG_INVALID",
    });
  });

  test.each([
    ["https://example.com"],
    ["http://127.0.0.1:8787/v4"],
    ["http://localhost"],
    ["http://[::1]:1"],
  ])("API base %s / taken", (baseUrl) => {
    expect(openingOf({ ...base, baseUrl, token: "abcdefghijklmnopqrstuvwxyz" })).toBeTypeOf("function");
  });

  test("API base / settings.js before the environment before Cloudflare", () => {
    expect(
      defaultBaseUrl({ cloudflareAccountBaseUrl: "https://a" }, { CLOUDFLARE_BASE_URL: "https://b" }),
    ).toBe("https://a");
    expect(defaultBaseUrl({}, { CLOUDFLARE_BASE_URL: "https://b" })).toBe("https://b");
    expect(defaultBaseUrl({}, {})).toMatch(/^https:\/\/api\.cloudflare\.com/);
  });

  test("no account, another node, a deleted one / NO_ACCOUNT", () => {
    for (const found of [null, undefined, { type: "mqtt-broker" } as RuntimeNode])
      expect(findAccount(() => found, "x")).toMatchObject({ code: "NO_ACCOUNT" });
    expect(findAccount(() => expect.unreachable(), "")).toMatchObject({ code: "NO_ACCOUNT" });
  });

  test("a closed session / refuses", async () => {
    const session = createAccountSession(() => expect.unreachable());
    session.close();
    await expect(session.read(never, async () => 1)).rejects.toMatchObject({ code: "ABORTED" });
  });
});
