/** One bad change among two hundred: its neighbours go through, and finding it costs few requests. */

import { describe, expect, test } from "vitest";
import { NEW, OLD, openSandboxStage, type SandboxStage } from "./stage.ts";

const COUNT = 200;
const LABELS = Array.from({ length: COUNT }, (_, index) => `h${String(index).padStart(3, "0")}`);
const DOMAINS = LABELS.map((label) => `${label}.example.org`).join(",");

function idOf(index: number): string {
  return (index + 1).toString(16).padStart(32, "0");
}

function seed(
  missing: readonly number[] = [],
  extra: readonly { readonly name: string; readonly type: string; readonly content: string }[] = [],
) {
  const records = LABELS.flatMap((label, index) =>
    missing.includes(index)
      ? []
      : [{ id: idOf(index), name: `${label}.example.org`, type: "A", content: OLD }],
  );
  return { zones: [{ name: "example.org", records: [...records, ...extra] }] };
}

async function refusedAt(stage: SandboxStage, index: number): Promise<void> {
  // As if somebody made the CNAME between our reading and our batch: the first batch meets it.
  const { engine, close } = await stage.openEngine();
  const signal = new AbortController().signal;
  await engine.cycle({ signal, dryRun: true });
  stage.sandbox.seed({
    zones: [
      {
        name: "example.org",
        records: [{ name: `${LABELS[index]}.example.org`, type: "CNAME", content: "x.example.com" }],
      },
    ],
  });
  stage.sandbox.clearRequests();
  const report = await engine.cycle({ signal });
  await close();
  const failed = report.records.filter(({ outcome }) => outcome === "failed");
  expect(failed.map(({ name, error }) => [name, error?.code])).toEqual([
    [`${LABELS[index]}.example.org`, "RECORD_CONFLICT"],
  ]);
  expect(report.records.filter(({ outcome }) => outcome === "updated")).toHaveLength(COUNT - 1);
}

describe("two hundred records, one offender that appeared behind our back", () => {
  test.each([0, 99, 137, 199])(
    "at place %i / cycle / 199 updated, one failed, at most six requests",
    async (index) => {
      await using stage = await openSandboxStage(seed(), { IP4_DOMAINS: DOMAINS });
      await refusedAt(stage, index);
      expect(stage.sandbox.requests.length).toBeLessThanOrEqual(6);
    },
  );

  test("a record deleted behind our back / cycle from memory / all 200 right, at most six requests", async () => {
    await using stage = await openSandboxStage(seed(), { IP4_DOMAINS: DOMAINS });
    const { engine, close } = await stage.openEngine();
    const signal = new AbortController().signal;
    await engine.cycle({ signal, dryRun: true });
    const zone = stage.sandbox.requests.find(({ path }) => path.includes("dns_records"))?.path.split("/")[2];
    await fetch(`${stage.sandbox.url}/zones/${zone}/dns_records/${idOf(77)}`, {
      method: "DELETE",
      headers: { authorization: "Bearer cfut_AnyTokenWillDo0123456789abcdefghijklmno" },
    });
    stage.sandbox.clearRequests();
    const report = await engine.cycle({ signal });
    await close();
    expect(report.ok).toBe(true);
    expect(stage.sandbox.records("example.org").filter(({ content }) => content === NEW)).toHaveLength(COUNT);
    expect(stage.sandbox.requests.length).toBeLessThanOrEqual(6);
  });
});

test("a zone that becomes full in the middle / once / what fits is created, the rest QUOTA_EXCEEDED, updates all through", async () => {
  // 150 records are there, 50 of them somebody else's TXT; 100 are missing and only 50 fit.
  const txt = Array.from({ length: 50 }, (_, index) => ({
    name: `t${index}.example.org`,
    type: "TXT",
    content: "x",
  }));
  await using stage = await openSandboxStage(
    seed(
      Array.from({ length: 100 }, (_, index) => index * 2),
      txt,
    ),
    { IP4_DOMAINS: DOMAINS },
  );
  const { report, status } = await stage.once();
  const count = (wanted: string) =>
    report.records.filter(({ outcome, error }) => (error?.code ?? outcome) === wanted).length;
  expect([count("updated"), count("created"), count("QUOTA_EXCEEDED")]).toEqual([100, 50, 50]);
  expect(status).toBe(1);
  expect(stage.sandbox.requests.length).toBeLessThanOrEqual(19);
});
