/** The shared reconcile cases: `once --json` against the sandbox ends as each of them says. */

import { expect, test } from "vitest";
import { parsePrefix } from "../../src/index.ts";
import { loadCases } from "../cases.ts";
import { type SandboxSeed, startSandbox } from "../sandbox/index.ts";
import { runCommandLine } from "./command-line.ts";

interface CaseRecord {
  readonly name: string;
  readonly type: string;
  readonly content: string;
  readonly ttl?: number;
  readonly proxied?: boolean;
  readonly comment?: string;
  readonly tags?: readonly string[];
}

interface ReconcileCase {
  readonly id: string;
  readonly why: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cloudflare: SandboxSeed;
  readonly expect: {
    readonly exit: number;
    readonly final?: {
      readonly zones: readonly { readonly name: string; readonly records: readonly CaseRecord[] }[];
      readonly lists: readonly {
        readonly account: string;
        readonly name: string;
        readonly description?: string;
        readonly items: readonly { readonly ip: string; readonly comment?: string }[];
      }[];
    };
    readonly outcomes?: readonly { readonly name: string; readonly type: string; readonly outcome: string }[];
    readonly maxRequests?: number;
  };
}

interface Report {
  readonly records: readonly { readonly name: string; readonly type: string; readonly outcome: string }[];
  readonly wafLists: readonly { readonly name: string; readonly outcome: string }[];
  readonly requests: number;
}

test.each(loadCases<ReconcileCase>("reconcile").map((one) => [one.id, one] as const))(
  "%s",
  async (_id, one) => {
    await using sandbox = await openSandbox(one.cloudflare);
    const environment = { ...one.env, CLOUDFLARE_BASE_URL: sandbox.url };
    const answer = await runCommandLine(["once", "--json"], environment);
    const report = answer.json() as Report;
    expect.soft(answer.status, answer.err).toBe(one.expect.exit);
    for (const zone of one.expect.final?.zones ?? []) {
      expect
        .soft(sorted(sandbox.records(zone.name).map(shown)))
        .toEqual(expectRecords(zone.records, sandbox.records(zone.name).map(shown)));
    }
    if (one.expect.final !== undefined) {
      expect
        .soft(sorted(sandbox.lists().map(shownList)))
        .toEqual(sorted(one.expect.final.lists.map(shownList)));
    }
    const outcomes = [
      ...report.records.map(({ name, type, outcome }) => ({ name, type, outcome })),
      ...report.wafLists.map(({ name, outcome }) => ({ name, type: "list", outcome })),
    ];
    for (const outcome of one.expect.outcomes ?? []) expect.soft(outcomes).toContainEqual(outcome);
    expect(sandbox.requests.length).toBeLessThanOrEqual(one.expect.maxRequests ?? Number.POSITIVE_INFINITY);
    if (one.env["DELETE_ON_STOP"] === undefined) expect(report.requests).toBe(sandbox.requests.length);
  },
);

async function openSandbox(seed: SandboxSeed) {
  const sandbox = await startSandbox({ seed });
  return {
    ...sandbox,
    get requests() {
      return sandbox.requests;
    },
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}

function shown(record: {
  name: string;
  type: string;
  content: string;
  ttl: number;
  proxied: boolean;
  comment: string | null;
  tags: readonly string[];
}) {
  const { name, type, content, ttl, proxied, comment, tags } = record;
  return { name, type, content, ttl, proxied, comment: comment ?? "", tags: [...tags].sort() };
}

/** A field that a case does not name is not compared: it is taken from what is there. */
function expectRecords(expected: readonly CaseRecord[], actual: readonly ReturnType<typeof shown>[]) {
  const left = [...actual];
  const filled = expected.map((record) => {
    const index = left.findIndex((one) =>
      Object.entries(record).every(
        ([key, value]) => JSON.stringify(one[key as keyof typeof one]) === JSON.stringify(value),
      ),
    );
    const [found] = index < 0 ? [] : left.splice(index, 1);
    return found ?? record;
  });
  return sorted(filled);
}

function shownList(list: {
  account: string;
  name: string;
  description?: string;
  items: readonly { ip: string; comment?: string }[];
}) {
  const items = list.items.map(({ ip, comment }) => `${parsePrefix(ip)} ${comment ?? ""}`);
  return { account: list.account, name: list.name, items: items.sort() };
}

function sorted<T>(values: readonly T[]): readonly T[] {
  return [...values].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
