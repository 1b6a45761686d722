/** What `check` prints: everything that will be touched, and no secret. */

import { describe, expect, test } from "vitest";
import { runCommandLine } from "./command-line.ts";

const TOKEN = "cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD";
const BASE = { CLOUDFLARE_API_TOKEN: TOKEN, DOMAINS: "home.example.org" };

describe("what will be touched", () => {
  test("a family that is none / check / no type of it, in words and in JSON", async () => {
    const environment = { ...BASE, DOMAINS: "a.org,b.org", IP6_DOMAINS: "six.org", IP6_PROVIDER: "none" };
    const { out } = await runCommandLine(["check"], environment);
    expect(out).toContain("  a.org  A\n  b.org  A\n");
    expect(out).not.toMatch(/AAAA|six\.org {2}/);
    const { json } = await runCommandLine(["check", "--json"], environment);
    expect(json()).toMatchObject({
      config: {
        records: [
          { name: "a.org", types: ["A"] },
          { name: "b.org", types: ["A"] },
        ],
        sources: { ipv6: "none" },
      },
    });
  });

  test("attributes, host IDs, deletion / check / each is told", async () => {
    const { out } = await runCommandLine(["check"], {
      ...BASE,
      DOMAINS: "a.org{ttl=120, proxied=true, hostid6=::7}",
      RECORD_COMMENT: "ours",
      ENFORCE: "comment",
      DELETE_ON_STOP: "true",
    });
    expect(out).toContain('  a.org  A and AAAA, proxied, TTL 120, comment "ours", host ID ::7');
    expect(out).toContain("Corrected on existing records too: comment");
    expect(out).toContain("At the end, what this instance published is removed.");
  });

  test.each([
    ["0 4 * * *", "Schedule 0 4 * * * (Europe/Berlin), and at the start"],
    ["CRON_TZ=America/New_York 0 4 * * *", "Schedule CRON_TZ=America/New_York 0 4 * * *, and at the start"],
  ])("schedule %s / check / one time zone, the one that counts", async (schedule, line) => {
    const { out } = await runCommandLine(["check"], {
      ...BASE,
      TZ: "Europe/Berlin",
      UPDATE_CRON: schedule,
    });
    expect(out).toContain(`${line}\n`);
  });

  test("timothymiller's config.json / check / labels and zone ids, none of a family that is off", async () => {
    const zone = "023e105f4ecef8ad9ca31a8372d0c353";
    const file = {
      cloudflare: [
        {
          authentication: { api_token: TOKEN },
          zone_id: zone,
          subdomains: ["", { name: "www", proxied: true }],
        },
      ],
      aaaa: false,
    };
    const { out, status } = await runCommandLine(
      ["check"],
      { CONFIG_PATH: "/c" },
      { files: { "/c/config.json": JSON.stringify(file) } },
    );
    expect(status, out).toBe(0);
    expect(out).toContain(`2 labels in the zone ${zone}:\n  @ (the zone itself)  A\n  www  A, proxied\n`);
  });
});

describe("secrets", () => {
  const SOURCES = [
    "url:https://me:hunter2pass@ip.example.org:8443/pathkey?k=querykey",
    'command:curl -H "X-Key: cmdsecret" https://h.example.org/',
    "first(url.via4:https://ip.example.org/pathkey; command:cmdsecret; cloudflare.trace)",
    "agree(2; url:http://ip.example.org/?querykey; command:echo hunter2pass; ipify)",
  ];

  test.each(SOURCES)("%s / check as text and JSON / host alone", async (source) => {
    for (const words of [["check"], ["check", "--json"]]) {
      const { out, err, status } = await runCommandLine(words, { ...BASE, IP4_PROVIDER: source });
      expect(status, out).toBe(0);
      expect(out + err).not.toMatch(/hunter2pass|pathkey|querykey|cmdsecret|X-Key/);
      expect(out).toMatch(/ip\.example\.org|command/);
    }
  });
});
