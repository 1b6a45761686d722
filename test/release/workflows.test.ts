/** What the workflows may do, and with whose code: kept by rules, since no linter knows which job may publish. */

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

const FOLDER = fileURLToPath(new URL("../../.github/workflows/", import.meta.url));
/** Whose actions are run: each party more is somebody more who could change what is published. */
const PARTIES = ["actions", "frenck", "sigstore"];

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

describe.each(readdirSync(FOLDER).filter((file) => file.endsWith(".yml")))("%s", (file) => {
  const text = readFileSync(`${FOLDER}${file}`, "utf8");
  const workflow = parse(text) as Workflow;
  const jobs = Object.entries(workflow.jobs);

  test("its actions / read / of few parties, pinned by digest, the version beside it", () => {
    const uses = text.split("\n").filter((line) => /\buses:/.test(line));
    expect(uses.length).toBeGreaterThan(0);
    for (const line of uses) {
      expect(line).toMatch(/uses: [\w-]+(\/[\w-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
      expect(PARTIES).toContain(/uses: ([\w-]+)\//.exec(line)?.[1]);
    }
  });

  test("its permissions / read / none for all jobs, each job names its own, none keeps its credentials", () => {
    expect(workflow.permissions).toEqual({});
    for (const [name, { permissions, steps }] of jobs) {
      expect(permissions, name).toBeDefined();
      for (const step of steps.filter(({ uses }) => uses?.startsWith("actions/checkout@")))
        expect(step.with?.["persist-credentials"], name).toBe(false);
    }
  });

  test("jobs that may write or sign / look for code of others / none is checked out, installed or built", () => {
    for (const [name, { permissions = {}, steps }] of jobs) {
      if (!Object.values(permissions).includes("write")) continue;
      for (const { uses = "", run = "" } of steps) {
        expect(uses, name).not.toMatch(/^actions\/(checkout|cache)@/);
        expect(run, name).not.toMatch(
          /\bnpm (ci|i|install|run|exec|pack)\b|\bnpx\b|\bdocker (buildx )?build\b|\bnode /,
        );
      }
    }
  });

  test("what a tag starts / look for caches / none", () => {
    if (!JSON.stringify(workflow.on).includes('"tags"')) return;
    for (const { uses = "", with: inputs = {} } of jobs.flatMap(([, { steps }]) => steps)) {
      expect(uses).not.toMatch(/^actions\/cache@/);
      if (uses.startsWith("actions/setup-node@")) expect(inputs["package-manager-cache"]).toBe(false);
      expect(inputs["cache"]).toBeUndefined();
    }
  });
});
