import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readDescription } from "../../../../src/adapters/sources/router/upnp/description.ts";
import { readLocation } from "../../../../src/adapters/sources/router/upnp/search.ts";
import { childText, elementsNamed, readXml } from "../../../../src/adapters/sources/router/upnp/xml.ts";
import { descriptionOf, searchAnswer } from "./fake-router.ts";

describe("XML", () => {
  test("prefixes, attributes, CDATA, entities, comments, an empty element / read / names and text", () => {
    const root = readXml(
      `\uFEFF<?xml version="1.0"?><!-- a - b --><s:Envelope xmlns:s='x' a="1>2"><u:A> 5 &lt; &#54; &#x37; </u:A><b/><c><![CDATA[<5]]]></c></s:Envelope>`,
    );
    expect(root?.name).toBe("Envelope");
    expect(root && childText(root, "A")).toBe("5 < 6 7");
    expect(root && childText(root, "b")).toBe("");
    expect(root && childText(root, "c")).toBe("<5]");
    expect(root && childText(root, "d")).toBeUndefined();
  });

  test.each<readonly [string, string]>([
    ["a document type", `<!DOCTYPE a><a/>`],
    ["entities of its own (a bomb)", `<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>`],
    ["an outer entity", `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>`],
    ["an entity that XML does not have", `<a>&nbsp;</a>`],
    ["a character that is none", `<a>&#0;</a>`],
    ["half of a pair of surrogates", `<a>&#xD800;</a>`],
    ["a bare ampersand", `<a>5 & 6</a>`],
    ["an element that is not closed", `<a><b></a>`],
    ["an end without beginning", `<a></a></b>`],
    ["two roots", `<a/><b/>`],
    ["text behind the root", `<a/>text`],
    ["an attribute without quotation marks", `<a b=c/>`],
    ["nothing", ""],
    ["a web page", "<html><body><p>Login<br></body></html>"],
    ["depth without end", "<a>".repeat(5000)],
  ])("%s / read / nothing", (_what, text) => {
    expect(readXml(text)).toBeUndefined();
  });

  test.each([
    ["blanks", `<a ${" ".repeat(60_000)}`],
    ["attributes", `<a ${"b ".repeat(30_000)}>`],
    ["attributes that are good", `<a ${'b="c" '.repeat(10_000)}`],
    ["a comment without end", `<a><!--${"- ".repeat(30_000)}`],
    ["CDATA without end", `<a><![CDATA[${"]".repeat(60_000)}`],
    ["ampersands", `<a>${"&".repeat(60_000)}</a>`],
    ["numbers", `<a>${"&#".repeat(30_000)}</a>`],
  ])("60 kB of %s / read / nothing, at once", (_what, text) => {
    // Of the processor, since other tests share the machine.
    const before = process.cpuUsage();
    expect(readXml(text)).toBeUndefined();
    expect(process.cpuUsage(before).user).toBeLessThan(250_000);
  });

  test("any text / read / never an exception", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("<", ">", "/", "a", "&", ";", "!", "--", "[CDATA[", "]]>", "?", '"', " ")),
        (parts) => {
          readXml(parts.join(""));
        },
      ),
    );
  });

  test("an element inside one of its own name / look for it / both, the outer one first", () => {
    const root = readXml("<a><b>1<b>2</b></b></a>");
    expect(root && elementsNamed(root, "b").map(({ text }) => text)).toEqual(["1", "2"]);
  });
});

describe("search answers", () => {
  const router = "192.168.0.1";
  test.each<readonly [string, string, string | undefined]>([
    ["a good one", searchAnswer("http://192.168.0.1:5000/d.xml"), "http://192.168.0.1:5000/d.xml"],
    [
      "version 2 of the device",
      searchAnswer("http://192.168.0.1:5000/d.xml", "urn:schemas-upnp-org:device:InternetGatewayDevice:2"),
      "http://192.168.0.1:5000/d.xml",
    ],
    ["a location elsewhere", searchAnswer("http://192.168.0.9:5000/d.xml"), undefined],
    ["a location outside", searchAnswer("http://evil.example/d.xml"), undefined],
    ["a name that begins like it", searchAnswer("http://192.168.0.1.evil.example/d.xml"), undefined],
    ["a user before another host", searchAnswer("http://192.168.0.1@evil.example/d.xml"), undefined],
    ["https", searchAnswer("https://192.168.0.1/d.xml"), undefined],
    ["a file", searchAnswer("file:///etc/passwd"), undefined],
    [
      "no location",
      "HTTP/1.1 200 OK\r\nST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\n\r\n",
      undefined,
    ],
    ["another device", searchAnswer("http://192.168.0.1/d.xml", "urn:x:device:MediaServer:1"), undefined],
    [
      "a notice",
      searchAnswer("http://192.168.0.1/d.xml").replace("HTTP/1.1 200 OK", "NOTIFY * HTTP/1.1"),
      undefined,
    ],
    ["far too long", searchAnswer(`http://192.168.0.1/${"d".repeat(5000)}`), undefined],
  ])("%s / read / the location or nothing", (_what, text, location) => {
    expect(readLocation(Buffer.from(text), router)?.href).toBe(location);
  });
});

describe("description", () => {
  const router = "192.168.0.1";
  const location = new URL("http://192.168.0.1:5000/x/d.xml");
  const read = (text: string) =>
    readDescription(text, location, router)?.map(({ type, controlUrl, eventUrl }) => [
      type.slice(type.lastIndexOf(":", type.length - 3) + 1),
      controlUrl.href,
      eventUrl?.href,
    ]);

  test("paths from the root / read / at the location's host", () => {
    expect(read(descriptionOf())).toEqual([
      ["WANIPConnection:1", "http://192.168.0.1:5000/control", "http://192.168.0.1:5000/events"],
    ]);
  });

  test("a base, relative paths / read / joined with the base", () => {
    const text = descriptionOf(
      undefined,
      "control",
      "events",
      "<URLBase>http://192.168.0.1:49000/igd/</URLBase>",
    );
    expect(read(text)?.[0]?.slice(1)).toEqual([
      "http://192.168.0.1:49000/igd/control",
      "http://192.168.0.1:49000/igd/events",
    ]);
  });

  test("a base elsewhere / read / it is not followed", () => {
    const text = descriptionOf(undefined, "control", "", "<URLBase>http://evil.example/</URLBase>");
    expect(read(text)?.[0]?.slice(1)).toEqual(["http://192.168.0.1:5000/x/control", undefined]);
  });

  test("control elsewhere / read / no service; events elsewhere / no events", () => {
    expect(read(descriptionOf(undefined, "http://192.168.0.9/control"))).toEqual([]);
    expect(read(descriptionOf(undefined, "//evil.example/control"))).toEqual([]);
    expect(
      read(descriptionOf(undefined, "/control", "http://evil.example/events"))?.[0]?.[2],
    ).toBeUndefined();
  });

  test("PPP before IP, versions mixed / read / IP first, the newer version first", () => {
    const service = (type: string): string =>
      `<service><serviceType>urn:schemas-upnp-org:service:${type}</serviceType><controlURL>/c</controlURL></service>`;
    const text = `<root>${["WANPPPConnection:1", "WANIPConnection:1", "WANIPConnection:2"].map(service).join("")}</root>`;
    expect(read(text)?.map(([type]) => type)).toEqual([
      "WANIPConnection:2",
      "WANIPConnection:1",
      "WANPPPConnection:1",
    ]);
  });

  test.each([
    [
      "a hundred services",
      `<root>${"<service><serviceType>urn:schemas-upnp-org:service:WANIPConnection:1</serviceType><controlURL>/c</controlURL></service>".repeat(100)}</root>`,
      6,
    ],
    ["another root", "<html><service/></html>", undefined],
    ["no XML", "hello", undefined],
  ])("%s / read / as many as are asked", (_what, text, count) => {
    expect(readDescription(text, location, router)?.length).toBe(count);
  });
});
