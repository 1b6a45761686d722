/** Certificates: refused unless the system or NODE_EXTRA_CA_CERTS knows their issuer. */

import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { expect, onTestFinished, test } from "vitest";
import { leanLibraries } from "../../../scripts/lean-libraries.ts";
import { createBench, detect, outcome } from "./kit.ts";

const hasOpenssl = (() => {
  try {
    execFileSync("openssl", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

test.runIf(hasOpenssl)("a private issuer / asked / refused; with NODE_EXTRA_CA_CERTS / known", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ddns-tls-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  execFileSync(
    "openssl",
    `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ${key} -out ${cert} -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost`.split(
      " ",
    ),
    { stdio: "ignore" },
  );
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_request, response) =>
    response.end("8.8.8.8"),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const url = `https://localhost:${(server.address() as AddressInfo).port}/`;

  expect(outcome(await detect(createBench().factory, { kind: "url", url }))).toMatch(
    /certificate that is not trusted/,
  );

  // Node reads NODE_EXTRA_CA_CERTS at its start, hence another process; that it ends shows that no socket holds it.
  const entry = join(folder, "ask.mjs");
  await build({
    stdin: {
      contents: `
        import { systemClock } from "./src/adapters/clock.ts";
        import { createSourceFactory } from "./src/adapters/sources/index.ts";
        const factory = createSourceFactory({ clock: systemClock, timeoutMs: 5000, rejectCloudflare: true });
        const source = factory({ kind: "url", url: ${JSON.stringify(url)} });
        console.log(JSON.stringify(await source.detect(4, new AbortController().signal)));`,
      resolveDir: process.cwd(),
      loader: "ts",
    },
    bundle: true,
    platform: "node",
    format: "esm",
    plugins: [leanLibraries],
    banner: {
      js: 'const require = process.getBuiltinModule("node:module").createRequire(import.meta.url);',
    },
    outfile: entry,
    logLevel: "silent",
  });
  writeFileSync(join(folder, "package.json"), "{}");
  const { stdout } = await promisify(execFile)(process.execPath, [entry], {
    env: { PATH: process.env["PATH"], NODE_EXTRA_CA_CERTS: cert },
    timeout: 15_000,
  });
  expect(JSON.parse(stdout)).toMatchObject({ status: "known", addresses: [{ address: "8.8.8.8" }] });
});
