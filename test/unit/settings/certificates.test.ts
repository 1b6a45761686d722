/** Certificates as people paste them. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { parseCertificates } from "../../../src/settings/grammar/certificates.ts";

const BODY = "MIIBszCCAVmgAwIBAgIUQm".repeat(9);
const PEM = [
  "-----BEGIN CERTIFICATE-----",
  ...(BODY.match(/.{1,64}/g) ?? []),
  "-----END CERTIFICATE-----",
  "",
].join("\n");

test.each([
  ["as a file has it", PEM],
  ["with line ends of Windows", PEM.replaceAll("\n", "\r\n")],
  ["on one line, blanks in place of line ends", PEM.replaceAll("\n", " ")],
  ["on one line, with \\n", PEM.replaceAll("\n", "\\n")],
  ["indented, with words around it", `Bag Attributes\n${PEM.replaceAll("\n", "\n    ")} end`],
])("%s / read / the certificate in regular lines", (_, text) => {
  expect(parseCertificates(text)).toMatchObject({ ok: true, value: PEM });
});

test("a chain / read / all of it", () => {
  expect(parseCertificates(`${PEM}${PEM}`)).toMatchObject({ ok: true, value: `${PEM}${PEM}` });
});

test.each([
  ["a path", "/ssl/ca.pem", "a path"],
  ["a private key", PEM.replaceAll("CERTIFICATE", "RSA PRIVATE KEY"), "private key"],
  ["half of it", PEM.slice(0, 100), "no whole certificate"],
  ["one whole and one half", `${PEM}${PEM.slice(0, 100)}`, "no whole certificate"],
  ["something else", "secret-words", "no whole certificate"],
])("%s / read / refused, and not repeated", (_, text, says) => {
  const read = parseCertificates(text);
  expect(read).toMatchObject({ ok: false, reason: expect.stringContaining(says) });
  expect(JSON.stringify(read)).not.toMatch(/MIIB|secret-words|ssl/);
});

test("any text / read / an answer, never an exception", () => {
  fc.assert(fc.property(fc.string(), (text) => parseCertificates(text).ok === false));
});
