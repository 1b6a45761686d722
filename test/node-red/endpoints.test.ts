/** What the palette answers over HTTP: the editor's questions, and the example flow for routers. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { describePalette, HOME, LIMITED, TOKEN, tab, V4 } from "./palette-stage.ts";
import { type FlowEntry, startSandbox, updateEntry } from "./world/index.ts";

describePalette((at) => {
  const { flow } = at;

  describe("admin endpoints", () => {
    const post = (path: string, body: unknown) =>
      at.red.request(path, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });

    test("a deployed account / zones, records, lists, test; ids and names only, not cached", async () => {
      await at.red.deploy(flow(updateEntry()));
      const zones = await at.red.request("/cloudflare-ddns/zones/acc");
      expect(zones.headers.get("cache-control")).toBe("no-store");
      expect(zones.json["zones"]).toEqual([
        { id: expect.any(String), name: "example.com" },
        { id: expect.any(String), name: "example.net" },
      ]);
      const records = await at.red.request(`/cloudflare-ddns/records/acc/${zones.json["zones"][0].id}`);
      expect(records.json["records"]).toEqual([{ name: "home.example.com", types: ["A"] }]);
      const lists = await at.red.request("/cloudflare-ddns/lists/acc");
      expect(lists.json["lists"]).toEqual([{ id: `${HOME}/home_ips`, name: "home_ips", description: "" }]);
      const tested = await at.red.request("/cloudflare-ddns/test/acc");
      expect(tested.json["test"].permissions).toEqual(
        expect.arrayContaining([{ permission: "DNS: Edit", state: "granted" }]),
      );
      for (const answer of [zones, records, lists, tested]) expect(answer.text).not.toContain(TOKEN);
    });

    test("a token that is not deployed / tried by POST, its gaps named", async () => {
      await at.red.deploy([tab]);
      const tested = await post("/cloudflare-ddns/test", { token: LIMITED });
      expect(tested.json["test"]).toMatchObject({ accepted: true, error: null });
      expect(tested.json["test"].permissions).toEqual(
        expect.arrayContaining([
          { permission: "DNS: Edit", state: "missing" },
          { permission: "DNS: Read", state: "granted" },
        ]),
      );
      expect((await post("/cloudflare-ddns/zones", { token: "${CF_TOKEN}" })).json["zones"]).toHaveLength(2);
      expect(
        (await post("/cloudflare-ddns/test", { token: "${NOT_SET_ANYWHERE}" })).json["error"],
      ).toMatchObject({ code: "ENV_UNSET" });
      at.sandbox.clearRequests();
      const answers = await Promise.all(
        ["${HOME}", "${HOMELESS}"].map((token) => post("/cloudflare-ddns/test", { token })),
      );
      // Set or not: the same answer, and nothing sent.
      expect(answers[0]?.text).toBe(answers[1]?.text.replaceAll("HOMELESS", "HOME"));
      expect(answers[0]?.json["error"]).toMatchObject({ code: "ENV_UNSET" });
      expect(at.sandbox.requests).toEqual([]);
      expect(tested.text).not.toContain(LIMITED);
    });

    test("a host in the request / is not asked", async () => {
      const before = at.sandbox.requests.length;
      const evil = await startSandbox();
      await post("/cloudflare-ddns/test", { token: TOKEN, baseUrl: evil.url });
      expect(evil.requests).toHaveLength(0);
      expect(at.sandbox.requests.length).toBeGreaterThan(before);
      await evil.close();
    });

    test("unknown ids / 404; other nodes' ids / 404; nonsense / refused", async () => {
      await at.red.deploy(flow(updateEntry()));
      for (const path of ["zones/nobody", "lists/u", "test/nobody", "records/nobody/x"])
        expect((await at.red.request(`/cloudflare-ddns/${path}`)).status).toBe(404);
      expect((await post("/cloudflare-ddns/zones", {})).status).toBe(404);
      expect((await at.red.request("/cloudflare-ddns/records/acc/..%2Fetc")).json["error"]).toMatchObject({
        code: "BAD_INPUT",
      });
    });
  });

  describe("dyndns2 endpoint", () => {
    const PASSWORD = "correct-horse-9-battery";
    const basic = (user: string, password: string) => ({
      Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`,
    });

    /** The example as it is packed, with this password in the properties of its flow. */
    async function deployExample(password: string): Promise<void> {
      const file = at.packed.files.find((path) => path.includes("dyndns2")) ?? "";
      const example = JSON.parse(readFileSync(join(at.packed.folder, file), "utf8")) as FlowEntry[];
      await at.red.deploy(
        example.map((node) => {
          if (node["type"] === "tab") return { ...node, credentials: { DYNDNS_PASSWORD: password } };
          return node["type"] === "cloudflare-account"
            ? { ...node, baseUrl: at.sandbox.url, credentials: { token: TOKEN } }
            : node;
        }),
      );
    }
    const ask = async (query: string, headers: Record<string, string> = basic("router", PASSWORD)) => {
      const { status, text } = await at.red.request(`/endpoint/nic/update?${query}`, { headers });
      return status === 200 ? text : `${status} ${text}`;
    };

    test("with its password / good, then nochg, and the errors of the protocol", async () => {
      await deployExample(PASSWORD);
      expect(await ask(`hostname=home.example.com&myip=${V4}`)).toBe(`good ${V4}`);
      expect(await ask(`hostname=home.example.com&myip=${V4}`)).toBe(`nochg ${V4}`);
      expect(await ask(`hostname=other.example.com&myip=${V4}`)).toBe("nohost");
      expect(await ask("hostname=home.example.com&myip=192.168.1.1")).toBe("badagent");
    });

    test.each([
      ["no login", {}, "401 badauth"],
      ["another password", basic("router", `${PASSWORD}x`), "401 badauth"],
      ["a beginning of the password", basic("router", PASSWORD.slice(0, 5)), "401 badauth"],
      ["another user", basic("nobody", PASSWORD), "401 badauth"],
      [
        "a page of another site",
        { ...basic("router", PASSWORD), Origin: "http://evil.example" },
        "403 badagent",
      ],
      [
        "a picture in another site",
        { ...basic("router", PASSWORD), "Sec-Fetch-Site": "cross-site" },
        "403 badagent",
      ],
    ])("%s / refused, nothing is asked of Cloudflare", async (_who, headers, answer) => {
      await deployExample(PASSWORD);
      const before = at.sandbox.requests.length;
      expect(await ask(`hostname=home.example.com&myip=${V4}`, headers as Record<string, string>)).toBe(
        answer,
      );
      expect(at.sandbox.requests.length).toBe(before);
    });

    test.each([
      ["two names", `hostname=home.example.com&hostname=other.example.com&myip=${V4}`],
      ["a list of one name", `hostname[]=home.example.com&myip=${V4}`],
      ["two addresses", `hostname=home.example.com&myip=${V4}&myip=9.9.9.9`],
      ["an object", `hostname[a]=home.example.com&myip=${V4}`],
      ["no address", "hostname=home.example.com"],
    ])("%s / badagent, nothing is asked of Cloudflare", async (_what, query) => {
      await deployExample(PASSWORD);
      const before = at.sandbox.requests.length;
      expect(await ask(query)).toBe("badagent");
      expect(at.sandbox.requests.length).toBe(before);
    });

    test("as it was imported, without a password / 911, whatever is given", async () => {
      await deployExample("");
      expect(await ask(`hostname=home.example.com&myip=${V4}`, basic("router", ""))).toBe("503 911");
    });
  });
});
