/** Properties of nodes: values with a type, what older versions saved, what settings.js permits. */

import { describe, expect, test } from "vitest";
import { migrations as detectMigrations } from "../../../nodes/detect-ip/migrations.ts";
import { requirePermitted } from "../../../nodes/detect-ip/permitted-sources.ts";
import { readSettings as readDetect } from "../../../nodes/detect-ip/settings.ts";
import type { DdnsError } from "../../../nodes/shared/engine.ts";
import { mayHoldToken, readPermitted } from "../../../nodes/shared/input/permitted.ts";
import { migrate, withType } from "../../../nodes/shared/input/saved.ts";
import { createEvaluate } from "../../../nodes/shared/input/typed-value.ts";
import { unsetVariable } from "../../../nodes/shared/input/unset-variable.ts";
import type { RuntimeNode } from "../../../nodes/shared/node-red.ts";
import { migrations as syncMigrations } from "../../../nodes/sync-waf-list/migrations.ts";
import { readSettings as readSync } from "../../../nodes/sync-waf-list/settings.ts";
import { migrations as updateMigrations } from "../../../nodes/update-record/migrations.ts";
import { readSettings as readUpdate } from "../../../nodes/update-record/settings.ts";

describe("typed values", () => {
  const evaluate = createEvaluate(
    (value, type, _node, message, callback) => {
      if (type === "jsonata") throw new Error("syntax");
      if (type === "flow") callback(new Error("store"));
      else if (type === "env") callback(null, value === "SET" ? "7" : "");
      else if (type === "num") callback(null, Number(value));
      else callback(null, message[String(value)]);
    },
    { id: "n" } as RuntimeNode,
  );
  const typed = (type: string, value: unknown) => ({ label: "The TTL", type, value });

  test("values that are there / given back", async () => {
    await expect(evaluate(typed("msg", "payload"), { payload: 7 })).resolves.toBe(7);
    await expect(evaluate(typed("msg", "payload"), { payload: null })).resolves.toBeNull();
    await expect(evaluate(typed("env", "SET"), {})).resolves.toBe("7");
    await expect(evaluate(typed("str", "text"), {})).resolves.toBe("text");
  });

  test.each([
    ["msg", "absent", "BAD_INPUT", "msg.absent"],
    ["flow", "x", "BAD_INPUT", "flow variable x"],
    ["jsonata", "$sum(", "BAD_INPUT", "$sum("],
    ["num", "abc", "BAD_INPUT", "num"],
    ["env", "UNSET", "ENV_UNSET", "UNSET"],
    ["str", "${UNSET}", "ENV_UNSET", "UNSET"],
  ])("%s %s / not to be had / %s naming it", async (type, value, code, named) => {
    await expect(evaluate(typed(type, value), {})).rejects.toMatchObject({
      code,
      message: expect.stringContaining(named),
    });
    await expect(evaluate(typed(type, value), {})).rejects.toThrow(/The TTL/);
  });

  test.each([
    ["${A}", "A"],
    ["$(A_B)", "A_B"],
    [" ${A} ", "A"],
    ["x${A}", undefined],
    ["token", undefined],
    [7, undefined],
  ])("%j / unset variable / %j", (text, name) => {
    expect(unsetVariable(text)).toBe(name);
  });
});

describe("saved properties", () => {
  test("update-record without version / migrated / complete and typed", () => {
    expect(migrate({ record: "home.example.org", proxied: true, ttl: 300 }, updateMigrations)).toMatchObject({
      version: 1,
      recordType: "str",
      content: "payload",
      contentType: "msg",
      proxiedType: "bool",
      ttlType: "num",
      commentType: "keep",
      create: true,
      dryRun: false,
      families: "both",
    });
    expect(migrate({ content: "payload" }, updateMigrations)).toMatchObject({ contentType: "msg" });
    expect(migrate({ content: "203.0.113.7" }, updateMigrations)).toMatchObject({ contentType: "str" });
  });

  test("sync-waf-list without version / migrated / own items, nothing emptied", () => {
    expect(migrate({ list: "home_ips", items: "payload" }, syncMigrations)).toMatchObject({
      version: 2,
      kind: "waf",
      listType: "str",
      itemsType: "msg",
      mode: "own",
      allowEmpty: false,
    });
  });

  test("detect-ip without version / migrated / asks both families", () => {
    expect(readDetect(migrate({}, detectMigrations))).toMatchObject({
      sources: { 4: { kind: "cloudflare.trace" }, 6: { kind: "cloudflare.trace" } },
      required: "any",
      timeoutMs: 5000,
    });
  });

  test("properties of today and of a later version / left as they are", () => {
    expect(migrate({ version: 1, mode: "whole" }, syncMigrations)).toEqual({
      version: 2,
      mode: "whole",
      kind: "waf",
    });
    for (const version of [1, 7])
      expect(migrate({ version, ttl: 5 }, updateMigrations)).toEqual({ version, ttl: 5 });
  });

  test("a type that is there / kept", () => {
    expect(withType({ ttl: "x", ttlType: "msg" }, "ttl", { value: "", type: "keep" })).toEqual({
      ttl: "x",
      ttlType: "msg",
    });
  });

  test.each([
    [{ ipv4: "none", ipv6: "none" }, "CONFIG_INVALID"],
    [{ ipv4: "cloudflare", ipv6: "none" }, "CONFIG_INVALID"],
    [{ ipv4: "static.empty", ipv6: "none" }, "CONFIG_INVALID"],
    [{ ipv4: "cloudflare.trace", ipv6: "none", required: "both" }, "CONFIG_INVALID"],
    [{ ipv4: "cloudflare.trace", ipv6: "none", required: "all" }, "CONFIG_INVALID"],
    [{ ipv4: "cloudflare.trace", ipv6: "none", timeout: "-1" }, "CONFIG_INVALID"],
    [{ ipv4: "${SOURCE}", ipv6: "none" }, "ENV_UNSET"],
  ])("detect-ip %j / refused with %s", (saved, code) => {
    expect(() => readDetect(saved)).toThrow(expect.objectContaining({ code }));
  });

  test("update-record with unknown families, sync-waf-list with unknown mode / CONFIG_INVALID", () => {
    expect(() => readUpdate({ families: "ipv5" })).toThrow(
      expect.objectContaining({ code: "CONFIG_INVALID" }),
    );
    expect(() => readSync({ mode: "all" }, "n")).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
    expect(() => readSync({ kind: "ip" }, "n")).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
    expect(() => readSync({ comment: "${X}" }, "n")).toThrow(expect.objectContaining({ code: "ENV_UNSET" }));
  });

  test("sync-waf-list without comment / marks own items by the node's id, so that hand-made ones are safe", () => {
    expect(readSync({}, "abc").comment).toBe("node-red abc");
    expect(readSync({ mode: "whole" }, "abc").comment).toBe("");
  });
});

describe("what settings.js permits", () => {
  const judge = (source: string, cloudflareDdns?: unknown): string => {
    try {
      requirePermitted(readDetect({ ipv4: source, ipv6: "none" }), readPermitted({ cloudflareDdns }));
      return "permitted";
    } catch (thrown) {
      expect(thrown).toMatchObject({ code: "CONFIG_INVALID" });
      return (thrown as DdnsError).message;
    }
  };

  test.each([
    ["command:curl x"],
    ["first(cloudflare.trace; command:id)"],
    ["agree(2; cloudflare.trace; first(ipify; command:id))"],
  ])("%s / off unless allowed by true and nothing else", (source) => {
    for (const given of [undefined, {}, null, "yes", true, { allowCommands: "true" }, { allowFiles: ["/"] }])
      expect(judge(source, given)).toContain("allowCommands: true");
    expect(judge(source, { allowCommands: true })).toBe("permitted");
  });

  test.each([
    ["/share/ip.txt", "permitted"],
    ["/share", "permitted"],
    ["/var/ip", "permitted"],
    ["/shared/ip.txt", "allowFiles"],
    ["/share/../etc/shadow", "allowFiles"],
    ["/etc/shadow", "allowFiles"],
    ["/var/ip2", "allowFiles"],
  ])("file:%s / %s", (path, answer) => {
    expect(judge(`file:${path}`)).toContain("allowFiles");
    expect(judge(`first(file:${path}; ipify)`, { allowFiles: "/share" })).toContain("allowFiles");
    expect(judge(`file:${path}`, { allowFiles: ["/share/", "/var/ip", 7] })).toContain(answer);
    expect(judge(`file:${path}`, { allowFiles: ["/"] })).toBe("permitted");
  });

  test("the token's variable / named for Cloudflare, or listed", () => {
    const permitted = readPermitted({ cloudflareDdns: { allowVariables: ["DDNS_TOKEN"] } });
    for (const name of ["CF_TOKEN", "CLOUDFLARE_API_TOKEN", "DDNS_TOKEN"])
      expect(mayHoldToken(name, permitted)).toBe(true);
    for (const name of ["DDNS_TOKEN2", "MY_CF_TOKEN", "NODE_RED_CREDENTIAL_SECRET", "CFX", "cf_token"])
      expect(mayHoldToken(name, permitted)).toBe(false);
    expect(mayHoldToken("DDNS_TOKEN", readPermitted({}))).toBe(false);
  });
});
