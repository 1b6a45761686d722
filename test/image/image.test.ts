/** The image, really built from the Dockerfile and really run: what is promised of the container. */

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildImage, type Image } from "./image.ts";
import { hasImageTools, nodeBinary, output, VERSION } from "./tools.ts";

const MINUTES = 60_000;

interface Trial {
  readonly name: string;
  readonly error: string | null;
}

describe.skipIf(!hasImageTools)("the image", () => {
  let image: Image | undefined;
  const opened = (): Image => {
    if (image === undefined) throw new Error("the image was not built");
    return image;
  };
  beforeAll(async () => {
    image = await buildImage();
  }, 5 * MINUTES);
  afterAll(() => image?.remove());

  test("its configuration / read / labels, exec forms, SIGTERM, a health check, root only to read the options", () => {
    const { config } = opened();
    expect(config).toMatchObject({
      Entrypoint: ["node", "/app/dist/bin/cloudflare-ddns.js"],
      Cmd: ["run"],
      StopSignal: "SIGTERM",
      Healthcheck: { Test: ["CMD", "node", "/app/healthcheck.js"] },
      Labels: { "io.hass.type": "app", "io.hass.version": VERSION, "io.hass.arch": "amd64" },
    });
    expect(config.Env).toEqual(expect.arrayContaining(["STATE_DIR=/data", "RUN_AS=1000:1000"]));
    expect(config.User ?? "").toBe("");
  });

  test("its tools / looked for / no npm, corepack, yarn, headers, apk; Node, its licence and a shell", async () => {
    const { rootfs } = opened();
    const tools = "npm npx corepack yarn* node_modules include apk libapk* *.md".split(" ");
    const names = tools.flatMap((name, index) => [...(index === 0 ? [] : ["-o"]), "-name", name]);
    expect(await output("find", [rootfs, "-xdev", "(", ...names, ")"])).toBe("");
    const kept = ["usr/local/bin/node", "usr/local/LICENSE", "bin/sh", "etc/ssl/certs/ca-certificates.crt"];
    for (const file of kept) expect(statSync(join(rootfs, file)).size, file).toBeGreaterThan(0);
  });

  test("its Node / asked / time zones and authorities of its own", async () => {
    const script = `console.log(
      new Date(0).toLocaleTimeString("en-GB"),
      require("node:tls").rootCertificates.length > 100,
      new (require("node:crypto").X509Certificate)(
        require("node:fs").readFileSync("/etc/ssl/certs/ca-certificates.crt")).ca)`;
    const inside = [
      opened().rootfs,
      "/bin/env",
      "-i",
      "TZ=Asia/Kolkata",
      "/usr/local/bin/node",
      "-e",
      script,
    ];
    expect(await output("/usr/sbin/chroot", inside)).toBe("05:30:00 true true\n");
  });

  test("its files / listed / the program, its licences and nothing of the build", async () => {
    const { rootfs, ownBytes } = opened();
    const top = (await output("ls", ["-A", join(rootfs, "app")])).trim().split("\n");
    expect(top).toEqual([
      "LICENSE",
      "THIRD-PARTY-NOTICES.txt",
      "dist",
      "healthcheck.js",
      "package.json",
      "sbom.cdx.json",
    ]);
    expect((await output("ls", ["-A", join(rootfs, "app/dist")])).trim()).toBe("bin");
    expect(
      await output("find", [rootfs, "-xdev", "-name", ".npmrc", "-o", "-xdev", "-name", "_cacache"]),
    ).toBe("");
    expect(ownBytes).toBeLessThan(4_000_000);
  });

  test(
    "its container / run in every situation / keeps what is promised",
    async () => {
      const trials = await runTrials(opened());
      for (const { name, error } of trials) expect.soft(error, name).toBeNull();
      expect(trials.length).toBeGreaterThanOrEqual(17);
    },
    5 * MINUTES,
  );
});

/** In a network of its own, where port 80 and the app network's addresses are free. */
async function runTrials({ rootfs, config }: Image): Promise<readonly Trial[]> {
  const folder = mkdtempSync(join(tmpdir(), "trials-"));
  const file = join(folder, "image.json");
  writeFileSync(file, JSON.stringify({ rootfs, config }));
  const script = fileURLToPath(new URL("trials.ts", import.meta.url));
  const child = spawn("unshare", ["--net", nodeBinary(), script, file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let lines = "";
  child.stdout.on("data", (chunk: Buffer) => {
    lines += chunk.toString();
  });
  await new Promise((resolve) => child.once("close", resolve));
  rmSync(folder, { recursive: true });
  return lines
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Trial);
}
