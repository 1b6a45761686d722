/** Reads certificates of authorities, as people paste them: line ends may have become blanks or `\n` on the way. */

import { type Parsed, parsed, refused } from "../../core/parsed.ts";

const CERTIFICATE = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]{40,})-----END CERTIFICATE-----/g;
/** A line of base64 in PEM. */
const LINE = 64;
const ACCEPTED =
  "accepted is the certificate of the authority itself in PEM, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----";

/** One or more certificates in PEM, one after the other, in regular lines. The text is never repeated: it may be a key. */
export function parseCertificates(text: string): Parsed<string> {
  if (/BEGIN (?:[A-Z]+ )?PRIVATE KEY/.test(text))
    return refused(`this is a private key, which belongs to the broker alone; ${ACCEPTED}`);
  const unfolded = text.replaceAll("\\r", "").replaceAll("\\n", "\n");
  const bodies = [...unfolded.matchAll(CERTIFICATE)].map(([, body = ""]) => body.replace(/\s+/g, ""));
  const opened = unfolded.split("-----BEGIN CERTIFICATE-----").length - 1;
  if (bodies.length === 0 || bodies.length !== opened) {
    const isPath = /^(\/|[A-Za-z]:\\)\S*$/.test(text.trim());
    return refused(`${isPath ? "this is a path" : "this is no whole certificate"}; ${ACCEPTED}`);
  }
  return parsed(bodies.map(inLines).join(""));
}

function inLines(body: string): string {
  const lines = body.match(new RegExp(`.{1,${LINE}}`, "g")) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
