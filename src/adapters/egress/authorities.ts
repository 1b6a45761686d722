/** The authorities whose certificates are trusted besides those that Node brings along. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createSecureContext, rootCertificates, type SecureContext } from "node:tls";

type Environment = Readonly<Record<string, string | undefined>>;

const CERTIFICATE = /-----BEGIN (?:TRUSTED )?CERTIFICATE-----[^-]+-----END (?:TRUSTED )?CERTIFICATE-----/g;

/** `context` is undefined where Node's own authorities are all there are. */
export interface Authorities {
  readonly context: SecureContext | undefined;
  readonly problems: readonly { readonly variable: string; readonly message: string }[];
}

/**
 * Reads SSL_CERT_FILE, SSL_CERT_DIR (folders between colons) and NODE_EXTRA_CA_CERTS. They add to Node's authorities:
 * a file that holds one private authority must not end the trust in Cloudflare's.
 */
export function readAuthorities(environment: Environment): Authorities {
  const problems: { variable: string; message: string }[] = [];
  const extra: string[] = [];
  for (const [variable, list] of VARIABLES) {
    for (const path of list(environment[variable]?.trim() ?? "")) {
      const found = readPath(path, variable === "SSL_CERT_DIR");
      if (typeof found === "string") problems.push({ variable, message: `${path} ${found}` });
      else extra.push(...found);
    }
  }
  if (extra.length === 0 || isKnownToNode(environment)) return { context: undefined, problems };
  try {
    return { context: createSecureContext({ ca: [...rootCertificates, ...new Set(extra)] }), problems };
  } catch {
    const named = VARIABLES.map(([variable]) => variable).filter((variable) => environment[variable]);
    const message = "one of its certificates cannot be read, so none of them is trusted";
    return { context: undefined, problems: named.map((variable) => ({ variable, message })) };
  }
}

/** What the process was started with, and nothing besides: Node has read it already. */
function isKnownToNode(environment: Environment): boolean {
  const isAlone = VARIABLES.every(
    ([variable]) => variable === "NODE_EXTRA_CA_CERTS" || (environment[variable]?.trim() ?? "") === "",
  );
  return isAlone && environment["NODE_EXTRA_CA_CERTS"] === process.env["NODE_EXTRA_CA_CERTS"];
}

const one = (text: string): readonly string[] => (text === "" ? [] : [text]);

const VARIABLES: readonly (readonly [variable: string, list: (text: string) => readonly string[]])[] = [
  ["SSL_CERT_FILE", one],
  ["SSL_CERT_DIR", (text) => text.split(":").filter((folder) => folder !== "")],
  ["NODE_EXTRA_CA_CERTS", one],
];

/** The certificates in PEM, or what is wrong. */
function readPath(path: string, isFolder: boolean): readonly string[] | string {
  try {
    const files = isFolder ? readdirSync(path, { withFileTypes: true }) : undefined;
    const texts =
      files === undefined
        ? [readFileSync(path, "latin1")]
        : files.filter((each) => !each.isDirectory()).map(({ name }) => readQuietly(join(path, name)));
    const found = texts.flatMap((text) => text.match(CERTIFICATE) ?? []);
    return found.length > 0 ? found : "holds no certificate in PEM";
  } catch (thrown) {
    const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "unknown error";
    return code === "ENOENT" ? "does not exist" : `cannot be read (${code})`;
  }
}

/** A folder of certificates has links that lead nowhere, and more. */
function readQuietly(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
