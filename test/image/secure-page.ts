/** A page by HTTPS with a certificate that only its own authority vouches for. */

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface SecurePage {
  readonly url: string;
  /** The certificate as text, to be trusted. */
  readonly authority: string;
  close(): void;
}

export async function startSecurePage(text: string): Promise<SecurePage> {
  const { key, cert } = makeCertificate();
  const server = createServer({ key, cert }, (_request, response) => response.end(`${text}\n`));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}/`,
    authority: cert,
    close: () => void server.close(),
  };
}

function makeCertificate(): { readonly key: string; readonly cert: string } {
  const folder = mkdtempSync(join(tmpdir(), "page-"));
  const words = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key -out cert -days 2";
  const name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  execFileSync("openssl", [...words.split(" "), ...name], { cwd: folder, stdio: "ignore" });
  const [key = "", cert = ""] = ["key", "cert"].map((file) => readFileSync(join(folder, file), "utf8"));
  rmSync(folder, { recursive: true });
  return { key, cert };
}
