/** All of detection.json, over real servers and files. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { SourceSpec } from "../../../src/core/source/spec.ts";
import type { IpFamily } from "../../../src/core/types.ts";
import { loadCases } from "../../cases.ts";
import { type DnsReply, encodeDnsReply } from "./dns-reply.ts";
import { createBench, never, serve } from "./kit.ts";

interface Case {
  readonly id: string;
  readonly why: string;
  readonly source: "cloudflare.trace" | "cloudflare.doh" | "url" | "file";
  readonly family: IpFamily;
  readonly env?: Readonly<Record<string, string>>;
  readonly reply: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string | null;
    readonly dns?: DnsReply;
  };
  readonly expect: { readonly addresses?: readonly string[]; readonly unavailable?: true };
}

test.each(loadCases<Case>("detection"))(
  "$id: $why",
  async ({ source, family, env, reply, expect: expected }) => {
    const spec = source === "file" ? await fileWith(reply.body ?? null) : undefined;
    const server = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk) => chunks.push(chunk));
      request.on("end", () => {
        const host = (request.headers.host ?? "").replace(/:\d+$/, "");
        response.writeHead(reply.status, reply.headers);
        response.end(
          reply.dns === undefined
            ? (reply.body ?? "").replaceAll("{host}", host)
            : encodeDnsReply(Buffer.concat(chunks), reply.dns),
        );
      });
    }, family);
    const base = (name: string) => `http://${name}.test:${server.port}`;
    const { factory } = createBench({
      endpoints: {
        trace: ["one", "two", "three"].map((name) => `${base(name)}/cdn-cgi/trace`),
        doh: `${base("doh")}/dns-query`,
      },
    });
    const length = env?.[`IP${family}_DEFAULT_PREFIX_LEN`];
    const asked = factory(spec ?? specOf(source, base("echo")));
    const detection = await asked.detect(family, never, length === undefined ? undefined : Number(length));

    if (expected.unavailable) {
      expect(detection.status).toBe("unavailable");
    } else {
      expect(detection).toMatchObject({ status: "known" });
      const addresses = detection.status === "known" ? detection.addresses.map(({ address }) => address) : [];
      expect([...addresses].sort()).toEqual([...(expected.addresses ?? [])].sort());
    }
    if (source === "cloudflare.trace" && expected.unavailable) expect(server.requests).toHaveLength(3);
  },
);

function specOf(source: Case["source"], url: string): SourceSpec {
  if (source === "url") return { kind: source, url };
  if (source === "file") return { kind: source, path: "/nowhere" };
  return { kind: source };
}

async function fileWith(content: string | null): Promise<SourceSpec> {
  const folder = await mkdtemp(join(tmpdir(), "ddns-cases-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "address");
  if (content !== null) await writeFile(path, content);
  return { kind: "file", path };
}
