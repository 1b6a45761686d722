import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeSource, formatSource, sourceUses } from "../../../../src/core/source/format.ts";
import { parseSource } from "../../../../src/core/source/parse.ts";
import type { SourceSpec } from "../../../../src/core/source/spec.ts";
import { checkUrl } from "../../../../src/core/source/url.ts";
import type { IpFamily } from "../../../../src/core/types.ts";
import { globalAddress } from "../arbitraries.ts";
import { addressOf, good } from "../values.ts";

test.each([
  ["https://u:p4ss@ip.example.org/path?key=1#x", "https://ip.example.org/"],
  ["HTTP://IP.Example.ORG:80/secret", "http://ip.example.org/"],
  ["https://ip.example.org:8443", "https://ip.example.org:8443/"],
  ["https://[2001:DB8::1]:9/x", "https://[2001:db8::1]:9/"],
])("%s / shown / %s, as the URL class would write it", (url, shown) => {
  expect(describeSource({ kind: "url", url })).toBe(`url:${shown}`);
  expect(shown).toBe(`${new URL(url).origin}/`);
});

test("secrets in sources of every kind / described / none of them shows", () => {
  const text =
    "all(first(url:https://user:Passw0rd@h.example/K3y?token=T0ken; command:curl -H 'X: S3cret' h); agree(1; url.via4:https://h.example/0ther))";
  expect(describeSource(good(parseSource(text, 6)))).toBe(
    "all(first(url:https://h.example/; command); agree(1; url.via4:https://h.example/))",
  );
});

describe("every source", () => {
  test.each<[string, SourceSpec]>([
    ["cloudflare.trace", { kind: "cloudflare.trace" }],
    ["cloudflare.doh", { kind: "cloudflare.doh" }],
    ["ipify", { kind: "ipify" }],
    ["local", { kind: "local" }],
    ["none", { kind: "none" }],
    ["static.empty", { kind: "static.empty" }],
    ["local.iface:eth0", { kind: "local.iface", interface: "eth0", stable: false }],
    ["local.iface : Wi-Fi 2", { kind: "local.iface", interface: "Wi-Fi 2", stable: false }],
    ["local.iface.stable:eth0", { kind: "local.iface", interface: "eth0", stable: true }],
    ["url:https://a.example/?x=1;y", { kind: "url", url: "https://a.example/?x=1;y" }],
    ["url: https://a.example", { kind: "url", url: "https://a.example" }],
    ["url.via4:https://a.example/", { kind: "url", url: "https://a.example/", via: 4 }],
    ["url.via6:https://a.example/", { kind: "url", url: "https://a.example/", via: 6 }],
    ["file:/etc/ip", { kind: "file", path: "/etc/ip" }],
    ["file:C:\\ip.txt", { kind: "file", path: "C:\\ip.txt" }],
    ["static:8.8.8.8", { kind: "static", addresses: [{ address: addressOf("8.8.8.8") }] }],
    [
      "static:8.8.8.8/24,",
      { kind: "static", addresses: [{ address: addressOf("8.8.8.8"), prefixLength: 24 }] },
    ],
    [
      "command:curl -s 'https://a.example'; echo (x",
      { kind: "command", command: "curl -s 'https://a.example'; echo (x" },
    ],
    ["command:a\nb", { kind: "command", command: "a\nb" }],
    ["homeassistant:sensor.wan_ip", { kind: "homeassistant", entity: "sensor.wan_ip" }],
    [
      "homeassistant:sensor.router # WAN address",
      { kind: "homeassistant", entity: "sensor.router", attribute: "WAN address" },
    ],
    [
      "homeassistant:sensor.router#wan.ipv4",
      { kind: "homeassistant", entity: "sensor.router", attribute: "wan.ipv4" },
    ],
    ["mqtt:home/wan#ip", { kind: "mqtt", topic: "home/wan", field: "ip" }],
    ["mqtt: home/wan # a.0.b#c ", { kind: "mqtt", topic: "home/wan", field: "a.0.b#c" }],
    ["router", { kind: "router" }],
    ["router: 192.168.178.1", { kind: "router", host: "192.168.178.1" }],
    ["router:fritz.box", { kind: "router", host: "fritz.box" }],
    ["router:fd00::1", { kind: "router", host: "fd00::1" }],
    ["push:fritzbox", { kind: "push", client: "fritzbox" }],
    ["push: NAS-2 ", { kind: "push", client: "NAS-2" }],
    [
      "all(first(router; cloudflare.trace); mqtt:cabin/state#ipv4)",
      {
        kind: "all",
        members: [
          { kind: "first", members: [{ kind: "router" }, { kind: "cloudflare.trace" }] },
          { kind: "mqtt", topic: "cabin/state", field: "ipv4" },
        ],
      },
    ],
    ["all (local)", { kind: "all", members: [{ kind: "local" }] }],
    ["mqtt:home/wan:ip", { kind: "mqtt", topic: "home/wan:ip" }],
    ["supervisor", { kind: "supervisor" }],
    ["supervisor:end0", { kind: "supervisor", interface: "end0" }],
    ["first(ipify)", { kind: "first", members: [{ kind: "ipify" }] }],
    ["agree ( 1 ; local )", { kind: "agree", count: 1, members: [{ kind: "local" }] }],
    [
      "first(agree(2; local; url:https://a.example/f(x;y)); command:(a; b))",
      {
        kind: "first",
        members: [
          {
            kind: "agree",
            count: 2,
            members: [{ kind: "local" }, { kind: "url", url: "https://a.example/f(x;y)" }],
          },
          { kind: "command", command: "(a; b)" },
        ],
      },
    ],
  ])("%s / read / as a value, and back", (text, spec) => {
    expect(good(parseSource(text, 4))).toEqual(spec);
    expect(good(parseSource(formatSource(spec), 4))).toEqual(spec);
  });

  test.each<[string, IpFamily]>([
    ["", 4],
    [":", 4],
    [":x", 4],
    ["Cloudflare.Trace", 4],
    ["cloudflare", 4],
    ["cloudflare:trace", 4],
    ["cloudflare.trace:", 4],
    ["none:x", 4],
    ["ipify:x", 4],
    ["static.empty:8.8.8.8", 4],
    ["constructor", 4],
    ["toString:x", 4],
    ["__proto__", 4],
    ["literal:8.8.8.8", 4],
    ["local:eth0", 4],
    ["local.iface.stable", 6],
    ["local.iface:a\nb", 6],
    ["supervisor:", 4],
    ["file:", 4],
    ["file:ip.txt", 4],
    ["file:~/ip.txt", 4],
    ["file:/etc/\u0000", 4],
    ["static:8.8.8.8,8.8.4.4,,", 4],
    ["static:8.8.8.8;8.8.4.4", 4],
    ["static:8.8.8.8/", 4],
    ["command:", 4],
    ["homeassistant:Sensor.WAN", 4],
    ["homeassistant:sensor.", 4],
    ["homeassistant:sensor.a.b", 4],
    ["homeassistant:sensor.a#", 4],
    ["homeassistant:#x", 4],
    ["mqtt:", 4],
    ["mqtt:home/#", 4],
    ["mqtt:home/+/ip", 4],
    ["mqtt:home/wan#", 4],
    ["mqtt:#ip", 4],
    ["mqtt:#", 4],
    ["mqtt:home/+#ip", 4],
    ["router:", 4],
    ["router:http://fritz.box", 4],
    ["router:fritz.box/igd", 4],
    ["router:fritz.box:49000", 4],
    ["router:me@fritz.box", 4],
    ["router:fritz box", 4],
    ["router:192.168.1", 4],
    ["router:fe80::1%eth0", 4],
    ["push", 4],
    ["push:", 4],
    ["push:a b", 4],
    ["push:a:b", 4],
    ["all", 4],
    ["all()", 4],
    ["all(local; none)", 4],
    ["all(local; first(ipify; static.empty))", 4],
    ["all(local; bogus)", 4],
    ["All(local)", 4],
    [`url:https://a.example/${"a".repeat(20_000)}`, 4],
    ["first", 4],
    ["first:local", 4],
    ["first(local", 4],
    ["first(local))", 4],
    ["first(local) local", 4],
    ["first(local;)", 4],
    ["first(;local)", 4],
    ["first(none)", 4],
    ["first(local; static.empty)", 4],
    ["first(local; first(ipify; none))", 4],
    ["first(local; agree(1; static.empty))", 4],
    ["first(local, ipify)", 4],
    ["agree(2)", 4],
    ["agree()", 4],
    ["agree(2; local)", 4],
    ["agree(1.5; local; ipify)", 4],
    ["agree(-1; local; ipify)", 4],
    ["agree(01; local)", 4],
    ["agree(9999; local)", 4],
    ["First(local)", 4],
  ])("%j for IPv%d / read / refused", (text, of) => {
    expect(parseSource(text, of)).toMatchObject({ ok: false });
  });

  test("combinations without end / read / refused, not a broken stack", () => {
    expect(parseSource("first(".repeat(50_000), 4)).toMatchObject({ ok: false });
    expect(parseSource(`${"first(".repeat(30)}local${")".repeat(30)}`, 4)).toMatchObject({ ok: false });
    expect(parseSource(`${"first(".repeat(10)}local${")".repeat(10)}`, 4)).toMatchObject({ ok: true });
  });

  test.each<[string, string]>([
    ["cloudflare", "cloudflare.doh"],
    ["cloudflare:", "cloudflare.doh"],
    ["https://a.example", "url:"],
    ["literal:8.8.8.8", "static:"],
    ["upnp", "cloudflare.trace"],
    ["url", "a URL"],
    ["sensor.router_ip", "homeassistant:"],
    ["input_text.wan#ip", "homeassistant:"],
    ["8.8.8.8", "static:"],
    ["2001:db8::7", "static:"],
    ["8.8.8.8/24, 8.8.4.4", "static:"],
    ["/etc/ip", "file:"],
    ["HTTPS://a.example", "url:"],
    ["fritz.box", "router"],
    ["first(sensor.a_b; ipify)", "homeassistant:"],
    ["mqtt:home/wan#", "field"],
    ["router:http://fritz.box", "alone"],
    ["first(url:https://a.example/a;b=1; ipify)", "%3B"],
    ["first(command:a; b; ipify)", "parentheses"],
    ["agree(cloudflare.trace; ipify)", "agree(2;"],
  ])("%s / refused / the reason says: %s", (text, word) => {
    const read = parseSource(text, 4);
    expect(!read.ok && read.reason).toContain(word);
  });

  test.each<[string, IpFamily, string]>([
    ["ipify", 4, "ipify"],
    ["url:http://a.example/", 4, "encryption"],
    ["url.via6:http://a.example/", 4, "encryption"],
    ["static:10.0.0.1", 4, "private"],
    ["static:fd00::1", 6, "unique local"],
    ["first(local; ipify)", 4, "ipify"],
    ["agree(2; local; local)", 4, "twice"],
  ])("%s for IPv%d / read / warned: %s", (text, of, word) => {
    const read = parseSource(text, of);
    expect(read.ok && read.warnings.join("; ")).toContain(word);
  });

  test("a secret in a URL / refused / the reason does not repeat it", () => {
    for (const url of [
      "ftp://user:hunter2@a.example",
      "https://a.example:99999/?key=hunter2",
      "hunter2",
      "https://a.example/ hunter2",
    ]) {
      const read = parseSource(`url:${url}`, 4);
      expect(!read.ok && read.reason.length).toBeGreaterThan(10);
      expect(!read.ok && read.reason).not.toContain("hunter2");
    }
  });
});

test("static addresses / read / sorted by value and length, each once", () => {
  const spec = good(parseSource("static:8.8.8.10, 8.8.8.9/32,8.8.8.9/24 ,8.8.8.9,::ffff:8.8.8.10", 4));
  expect(formatSource(spec)).toBe("static:8.8.8.9,8.8.8.9/24,8.8.8.9/32,8.8.8.10");
});

test.each<[string, SourceSpec["kind"], boolean]>([
  ["local", "local", true],
  ["local", "ipify", false],
  ["first(local; agree(1; mqtt:a))", "mqtt", true],
  ["first(local; agree(1; mqtt:a))", "agree", true],
  ["first(local; agree(1; mqtt:a))", "command", false],
])("%s / does it use %s / %s", (text, kind, expected) => {
  expect(sourceUses(good(parseSource(text, 4)), kind)).toBe(expected);
});

describe("URLs", () => {
  test.each([
    "https://a.example",
    "HTTPS://A.example",
    "https://user:pass@a.example:8443/x?y#z",
    "https://[2001:db8::1]:8443/",
    "https://192.0.2.1/",
    "https://bücher.example/ü",
    "https://a_b.example/",
    "https://a.example./",
    "https://a.example:/",
    "https://localhost:8080",
    "https://a.example:65535/",
  ])("%s / checked / good", (url) => {
    expect(checkUrl(url)).toEqual({ ok: true, value: url, warnings: [] });
    expect(() => new URL(url)).not.toThrow();
  });

  test.each([
    "",
    "//a.example",
    "a.example/x",
    "https:a.example",
    "https:/a.example",
    "https://",
    "https://:80",
    "https://@/",
    "https://a.example:x",
    "https://a.example:65536",
    "https://[::1",
    "https://[::1]x",
    "https://[1.2.3.4]",
    "https://[fe80::1%25eth0]/",
    "https://1.2.3",
    "https://1.2.3.256",
    "https://0x7f.1",
    "https://1.2.3.0x4",
    "https://a..example",
    "https://a%20b.example",
    "https://a b.example",
    "https://xn--zzzzzzzz99999.com",
    "https://℀.example",
    "https://a<b.example",
    "https://a.example\\@b.example",
    "ws://a.example",
    "file:///etc/passwd",
    "javascript://a.example/",
  ])("%j / checked / refused", (url) => {
    expect(checkUrl(url)).toMatchObject({ ok: false });
  });

  test("any URL that passes / given to the URL class / is read, with the same host", () => {
    const part = fc.string({ unit: fc.constantFrom(..."ab1.:@/?#[]%-_\\é…０。"), maxLength: 12 });
    fc.assert(
      fc.property(
        fc.constantFrom("http", "https"),
        part,
        fc.oneof(fc.webUrl(), fc.constant("")),
        (scheme, rest, web) => {
          for (const url of [`${scheme}://${rest}`, web]) {
            if (!checkUrl(url).ok) continue;
            expect(["http:", "https:"]).toContain(new URL(url).protocol);
            expect(new URL(url).hostname).not.toBe("");
          }
        },
      ),
      { numRuns: 5000 },
    );
  });
});

describe("round trip", () => {
  const word = fc.stringMatching(/^[a-z0-9]{1,8}$/);
  const simple: fc.Arbitrary<SourceSpec> = fc.oneof(
    fc.constantFrom<SourceSpec>(
      { kind: "cloudflare.trace" },
      { kind: "cloudflare.doh" },
      { kind: "ipify" },
      { kind: "local" },
      { kind: "supervisor" },
    ),
    fc.record({ kind: fc.constant("local.iface" as const), interface: word, stable: fc.boolean() }),
    fc.record({ kind: fc.constant("supervisor" as const), interface: word }),
    fc.record(
      {
        kind: fc.constant("url" as const),
        url: word.map((host) => `https://${host}.example/a(b;c)?d`),
        via: fc.constantFrom(4 as const, 6 as const),
      },
      { requiredKeys: ["kind", "url"] },
    ),
    fc.record({ kind: fc.constant("file" as const), path: word.map((name) => `/srv/${name}`) }),
    fc.record({ kind: fc.constant("command" as const), command: word.map((name) => `(${name}; ${name})`) }),
    fc.record(
      {
        kind: fc.constant("homeassistant" as const),
        entity: word.map((name) => `sensor.${name}`),
        attribute: word,
      },
      { requiredKeys: ["kind", "entity"] },
    ),
    fc.record({ kind: fc.constant("mqtt" as const), topic: word.map((name) => `home/${name}:1`) }),
    globalAddress(6).map((address): SourceSpec => ({ kind: "static", addresses: [{ address }] })),
    fc
      .tuple(globalAddress(6), fc.integer({ min: 12, max: 128 }))
      .map(
        ([address, prefixLength]): SourceSpec => ({ kind: "static", addresses: [{ address, prefixLength }] }),
      ),
  );
  const source: fc.Arbitrary<SourceSpec> = fc.letrec<{ source: SourceSpec }>((tie) => {
    const members = fc.array(tie("source"), { minLength: 1, maxLength: 3 });
    return {
      source: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        simple,
        members.map((list): SourceSpec => ({ kind: "first", members: list })),
        members.map((list): SourceSpec => ({ kind: "agree", count: list.length, members: list })),
      ),
    };
  }).source;

  test("any source / written and read / itself, in one canonical text", () => {
    fc.assert(
      fc.property(source, (spec) => {
        const text = formatSource(spec);
        expect(good(parseSource(text, 6))).toEqual(spec);
        expect(formatSource(good(parseSource(`\n ${text}\t`, 6)))).toBe(text);
      }),
    );
  });

  test("any text / read / an answer, never an exception; and what passes is settled once written", () => {
    const text = fc.string({
      unit: fc.constantFrom(
        "first(",
        "agree(2;",
        "local",
        "static:",
        "url:https://a.example",
        "command:",
        "mqtt:",
        "8.8.8.8",
        ";",
        ")",
        "(",
        ",",
        " ",
        ":",
        "#",
        "\n",
      ),
    });
    fc.assert(
      fc.property(text, (any) => {
        const read = parseSource(any, 4);
        if (read.ok) expect(good(parseSource(formatSource(read.value), 4))).toEqual(read.value);
      }),
      { numRuns: 5000 },
    );
  });
});
