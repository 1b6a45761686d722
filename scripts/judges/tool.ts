/** How the programs of others are had: each into a folder of its own under .judges, never into what ships. */

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** Not in the repository; may be deleted at every time, and kept by CI from run to run. */
export const KEPT_IN = join(ROOT, ".judges");

/**
 * Where a program comes from, and which version. npm: `name@version`; PyPI: `name==version`; Go: `path@version`;
 * Debian: the package, of which the system's own version counts, and the program that shows that it is there.
 */
export type Tool =
  | { readonly from: "npm" | "PyPI" | "Go"; readonly packages: readonly string[] }
  | { readonly from: "Debian"; readonly package: string; readonly program: string }
  /** A part of the development dependencies, installed already. */
  | { readonly from: "here" };

/** The folder that the programs are in, or why they cannot be had on this machine. */
export type Had =
  | { readonly ok: true; readonly folder: string }
  | { readonly ok: false; readonly reason: string };

/** Installs what is missing. Takes seconds the first time, nothing later. */
export function have(tool: Tool): Had {
  switch (tool.from) {
    case "here":
      return { ok: true, folder: join(ROOT, "node_modules", ".bin") };
    case "Debian":
      return existsSync(tool.program)
        ? { ok: true, folder: join(tool.program, "..") }
        : { ok: false, reason: `the Debian package ${tool.package} is not installed` };
    default:
      return installed(tool.from, tool.packages);
  }
}

function installed(from: keyof typeof INSTALLERS, packages: readonly string[]): Had {
  const key = createHash("sha256").update(packages.join(" ")).digest("hex").slice(0, 12);
  const [first = ""] = packages;
  const name = first
    .replace(/(?<=.)[@=].*$/, "")
    .replace(/[^a-z0-9-]+/gi, "-")
    .replace(/^-+/, "");
  const folder = join(KEPT_IN, from.toLowerCase(), `${name}-${key}`);
  const { programsIn, install } = INSTALLERS[from];
  const programs = join(folder, programsIn);
  const finished = join(folder, "installed");
  if (existsSync(finished)) return { ok: true, folder: programs };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [command, ...words] of install(folder, packages)) {
    const { status, stderr, error } = spawnSync(command, words, {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, GOBIN: programs },
    });
    if (status !== 0)
      return {
        ok: false,
        reason: `${packages.join(", ")} cannot be installed from ${from}: ${lastLine(error?.message ?? stderr)}`,
      };
  }
  writeFileSync(`${finished}.new`, `${packages.join("\n")}\n`);
  renameSync(`${finished}.new`, finished);
  return { ok: true, folder: programs };
}

type Command = readonly [program: string, ...words: string[]];

const INSTALLERS: Readonly<
  Record<
    "npm" | "PyPI" | "Go",
    {
      readonly programsIn: string;
      readonly install: (folder: string, packages: readonly string[]) => readonly Command[];
    }
  >
> = {
  npm: {
    programsIn: "node_modules/.bin",
    install: (folder, packages) => [
      // Peers are found in the repository's own node_modules, two folders up; scripts of strangers are not run.
      [
        "npm",
        "install",
        "--prefix",
        folder,
        "--save-exact",
        "--ignore-scripts",
        "--legacy-peer-deps",
        ...packages,
      ],
    ],
  },
  PyPI: {
    programsIn: "bin",
    install: (folder, packages) => [
      ["python3", "-m", "venv", "--without-pip", folder],
      ["python3", "-m", "pip", "--python", join(folder, "bin", "python"), "install", "--quiet", ...packages],
    ],
  },
  Go: {
    programsIn: "bin",
    install: (_folder, packages) => packages.map((name): Command => ["go", "install", name]),
  },
};

/** What an installer said last, but for where it keeps its log. */
function lastLine(text: string): string {
  const lines = text.trim().split("\n");
  return lines.filter((line) => !line.includes("log of this run")).at(-1) ?? "";
}

/** The environment of a judge: its own programs before all others. */
export function withPrograms(folders: readonly string[]): NodeJS.ProcessEnv {
  return { ...process.env, PATH: [...folders, process.env["PATH"] ?? ""].join(delimiter) };
}
