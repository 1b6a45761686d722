/** The palette in real Node-RED while Cloudflare is in trouble, or hangs. */

import { describe, expect, test } from "vitest";
import { around, describePalette, detect, LIMITED, OFFICE, OTHER_TOKEN, V4, V6 } from "./palette-stage.ts";
import { accountEntry, type FlowEntry, startSandbox, updateEntry } from "./world/index.ts";

describePalette((at) => {
  const { account, flow, contents } = at;

  describe("trouble with Cloudflare", () => {
    test.each([
      ["rejected token", { token: "Unkn0wnSecretTokenForTests_0123456789ab" }, "AUTH_REJECTED"],
      ["token without permission", { token: LIMITED }, "PERMISSION_DENIED"],
      ["token missing", { token: "" }, "CONFIG_INVALID"],
      ["variable unset", { token: "${NOT_SET_ANYWHERE}" }, "ENV_UNSET"],
      ["global key", { token: "0123456789abcdef0123456789abcdef01234" }, "CONFIG_INVALID"],
    ])("%s / %s", async (_, credentials, code) => {
      await at.red.deploy([...around, account({ credentials }), updateEntry()]);
      const told = await at.red.tell("u", { payload: V4 });
      expect(told.error).toMatchObject({ code });
      if (code === "ENV_UNSET") expect(told.error?.message).toContain("NOT_SET_ANYWHERE");
      if (code === "ENV_UNSET" || code === "CONFIG_INVALID") {
        await at.red.deploy([...around, account({ credentials }), updateEntry()]);
        expect(at.red.lastStatus("u")).toMatchObject({ fill: "red", text: code });
      }
    });

    test("its base is changed, the token is not entered again / refused, nothing sent there; changed back / works", async () => {
      const thief = await startSandbox({});
      try {
        await at.red.deploy(flow(updateEntry()));
        expect(await at.red.tell("u", { payload: V4 })).toMatchObject({ port: 0 });
        for (const more of [{}, { credentials: { token: "__PWRD__" } }]) {
          await at.red.deploy([...around, accountEntry(thief.url, more), updateEntry()]);
          const told = await at.red.tell("u", { payload: V4 });
          expect(told).toMatchObject({ port: undefined, error: { code: "CONFIG_INVALID" } });
          expect(told.error?.message).toContain("enter the token again");
        }
        expect(thief.requests).toEqual([]);
        await at.red.deploy([...around, accountEntry(at.sandbox.url), updateEntry()]);
        expect((await at.red.tell("u", { payload: V4 })).error).toBeUndefined();
      } finally {
        await thief.close();
      }
    });

    test("a variable that is not named for Cloudflare / refused by name, its value sent nowhere", async () => {
      await at.red.deploy([...around, account({ credentials: { token: "${HOME}" } }), updateEntry()]);
      const told = await at.red.tell("u", { payload: V4 });
      expect(told.error).toMatchObject({ code: "CONFIG_INVALID" });
      expect(told.error?.message).toContain("HOME");
      expect(at.sandbox.requests).toEqual([]);
    });

    test("command and file sources / off without a word in settings.js", async () => {
      for (const source of ["command:echo 1.1.1.1", "file:/etc/hostname", "first(ipify; command:id)"]) {
        await at.red.deploy(flow(detect({ ipv4: source })));
        const told = await at.red.tell("d", {});
        expect(told.error, source).toMatchObject({ code: "CONFIG_INVALID" });
        expect(told.error?.message).toMatch(/allowCommands: true|allowFiles/);
      }
    });

    test("token from the environment / works", async () => {
      await at.red.deploy([...around, account({ credentials: { token: "${CF_TOKEN}" } }), updateEntry()]);
      expect(await at.red.tell("u", { payload: V4 })).toMatchObject({ port: 0 });
    });

    test.each([
      ["captive portal", { kind: "html" }, "RESPONSE_MALFORMED"],
      ["5xx", { kind: "status", status: 503 }, "UNAVAILABLE"],
      ["redirect", { kind: "redirect" }, "RESPONSE_MALFORMED"],
    ] as const)("%s / %s is caught, and the process lives", async (_, fault, code) => {
      await at.red.deploy(flow(updateEntry()));
      at.sandbox.fault({ ...fault, times: Number.POSITIVE_INFINITY });
      const told = await at.red.tell("u", { payload: V4 }, 30_000);
      expect(told).toMatchObject({ port: undefined, dones: 1, error: { code } });
      at.sandbox.clearFaults();
      expect(await at.red.tell("u", { payload: V4 })).toMatchObject({ port: 0 });
    });

    test("429 that lasts / RATE_LIMITED, yellow", async () => {
      await at.red.deploy(flow(updateEntry()));
      at.sandbox.fault({ kind: "rate-limit", retryAfter: 300, times: Number.POSITIVE_INFINITY });
      const told = await at.red.tell("u", { payload: V4 }, 40_000);
      expect(told).toMatchObject({ error: { code: "RATE_LIMITED" } });
      expect(at.red.lastStatus("u")).toMatchObject({ fill: "yellow" });
    });

    test("two accounts / each with its own token and zones", async () => {
      at.sandbox.seed({ zones: [{ name: "office.example", account: OFFICE }] });
      await at.red.deploy(
        flow(
          updateEntry(),
          { ...account({ id: "acc2", credentials: { token: OTHER_TOKEN } }) },
          updateEntry({ id: "u2", account: "acc2", record: "vpn.office.example" }),
        ),
      );
      expect(await at.red.tell("u", { payload: V4 })).toMatchObject({ port: 0 });
      expect(await at.red.tell("u2", { payload: V4 })).toMatchObject({ port: 0 });
      expect(contents("office.example")).toEqual([`vpn.office.example A ${V4}`]);
      await at.red.deploy(
        flow(
          { ...account({ id: "acc2", credentials: { token: OTHER_TOKEN } }) },
          updateEntry({ account: "acc2" }),
        ),
      );
      expect(await at.red.tell("u", { payload: V4 })).toMatchObject({ error: { code: "ZONE_NOT_FOUND" } });
    });
  });

  describe("while a request hangs", () => {
    const changes: readonly [
      string,
      (nodes: FlowEntry[]) => FlowEntry[],
      "full" | "nodes" | "flows" | "reload",
    ][] = [
      ["full", (nodes) => nodes, "full"],
      [
        "nodes",
        (nodes) => nodes.map((node) => (node["id"] === "u" ? { ...node, name: "renamed" } : node)),
        "nodes",
      ],
      [
        "flows",
        (nodes) => nodes.map((node) => (node["id"] === "u" ? { ...node, name: "renamed" } : node)),
        "flows",
      ],
      [
        "disabled tab",
        (nodes) => nodes.map((node) => (node["id"] === "tab" ? { ...node, disabled: true } : node)),
        "full",
      ],
      ["deleted node", (nodes) => nodes.filter((node) => node["id"] !== "u"), "nodes"],
      [
        "changed account",
        (nodes) => nodes.map((node) => (node["id"] === "acc" ? { ...node, name: "renamed" } : node)),
        "nodes",
      ],
      ["deleted account", (nodes) => nodes.filter((node) => node["id"] !== "acc"), "nodes"],
    ];

    test.each(changes)("%s / no stall, nothing sent afterwards, status cleared", async (_, change, type) => {
      const nodes = flow(updateEntry());
      await at.red.deploy(nodes);
      at.sandbox.fault({ kind: "stall-headers", match: { method: "GET" }, times: Number.POSITIVE_INFINITY });
      const from = at.red.happenings.length;
      await at.red.command("receive", { id: "u", message: { payload: V4 } });
      await at.red.command("receive", { id: "u", message: { payload: V6 } });
      await at.red
        .until(() => (at.sandbox.requests.length > 0 ? true : undefined), "a request", 1000)
        .catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, 100));
      const begun = performance.now();
      await at.red.deploy(change(nodes), type);
      expect(performance.now() - begun).toBeLessThan(4000);
      at.sandbox.clearFaults();
      await new Promise((resolve) => setTimeout(resolve, 300));
      const own = at.red.happenings.slice(from).filter((event) => "id" in event && event.id === "u");
      expect(own.filter(({ kind }) => kind === "send")).toEqual([]);
      const dones = own.filter((event) => event.kind === "done");
      expect(dones).toHaveLength(2);
      for (const done of dones) expect(done).toMatchObject({ error: { code: "ABORTED" } });
      expect(at.red.unhandled).toEqual([]);
    });

    test("account back again / works", async () => {
      await at.red.deploy([...around, updateEntry()]);
      expect(await at.red.tell("u", { payload: V4 })).toMatchObject({ error: { code: "NO_ACCOUNT" } });
      await at.red.deploy(flow(updateEntry()), "nodes");
      expect(await at.red.tell("u", { payload: V4 })).toMatchObject({ port: 0 });
    });
  });
});
