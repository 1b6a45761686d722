/** Judges of the pages; axe judges dashboard and dialogs in every `npm test` (test/browser). */

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Bench, Judge } from "../judge.ts";
import { ROOT } from "../tool.ts";

const CHROMIUM = { from: "Debian", package: "chromium", program: "/usr/bin/chromium" } as const;
/** Of 100. Speed is measured on whatever machine this is, beside whatever else it does. */
const WANTED: Readonly<Record<string, number>> = {
  accessibility: 100,
  "best-practices": 100,
  performance: 80,
};

export const PAGES: readonly Judge[] = [
  {
    name: "axe",
    judges: "dashboard (own colours and Home Assistant's) and the nodes' dialogs, as the tests run it",
    tools: [{ from: "here" }, CHROMIUM],
    run: ({ call }) => {
      call("node", ["scripts/install-node-red.ts"]);
      const { status, out } = call("vitest", ["run", "accessibility"], { environment: { CI: "true" } });
      return status === 0 ? [] : out.split("\n").filter((line) => /^\s*\+ {3}"|×|FAIL/.test(line));
    },
  },
  {
    name: "Lighthouse",
    judges: "the dashboard of the demonstration, on a phone and on a desk",
    tools: [{ from: "npm", packages: ["lighthouse@12.8.2"] }, CHROMIUM],
    run: async (bench) => {
      const demo = await startDemo();
      try {
        return ["mobile", "desktop"].flatMap((where) => shortcomings(bench, demo.url, where));
      } finally {
        await demo.end();
      }
    },
  },
];

function shortcomings({ call, scratch }: Bench, url: string, where: string): readonly string[] {
  const report = join(scratch, `${where}.json`);
  const words = [url, "--quiet", "--output=json", `--output-path=${report}`];
  const categories = `--only-categories=${Object.keys(WANTED).join(",")}`;
  const looks = where === "desktop" ? ["--preset=desktop"] : ["--form-factor=mobile"];
  const chromium = ["--chrome-flags=--headless=new --no-sandbox --disable-gpu"];
  const { status, err } = call("lighthouse", [...words, categories, ...looks, ...chromium], {
    environment: { CHROME_PATH: CHROMIUM.program },
  });
  if (status !== 0) return [`${where}: it ended with ${status}: ${err}`];
  const found = JSON.parse(readFileSync(report, "utf8")) as LighthouseReport;
  return Object.entries(WANTED).flatMap(([id, least]) => {
    const { score, auditRefs } = found.categories[id] ?? { score: 0, auditRefs: [] };
    const percent = Math.round((score ?? 0) * 100);
    if (percent >= least) return [];
    const why = auditRefs
      .filter(({ id: audit, weight }) => weight > 0 && (found.audits[audit]?.score ?? 1) < 0.9)
      .map(({ id: audit }) => found.audits[audit]?.title);
    return [`${where}: ${id} ${percent}, wanted ${least}: ${why.join("; ")}`];
  });
}

/** The part of Lighthouse's JSON that is read here; scores count to 1. */
interface LighthouseReport {
  readonly categories: Readonly<
    Record<
      string,
      {
        readonly score: number | null;
        readonly auditRefs: readonly { readonly id: string; readonly weight: number }[];
      }
    >
  >;
  readonly audits: Readonly<Record<string, { readonly title: string; readonly score: number | null }>>;
}

/** The demonstration, from the moment it invites to look at its dashboard. */
async function startDemo(): Promise<{ readonly url: string; readonly end: () => Promise<void> }> {
  const child = spawn("node", ["scripts/demo.ts"], { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const end = async (): Promise<void> => {
    child.kill("SIGTERM");
    await ended;
  };
  const url = await new Promise<string>((resolve, reject) => {
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      const shown = /the dashboard +(http:\S+)/.exec(said)?.[1];
      if (shown !== undefined) resolve(shown);
    });
    void ended.then(() => reject(new Error(`the demonstration ended too soon: ${said.slice(-500)}`)));
  });
  return { url, end };
}
